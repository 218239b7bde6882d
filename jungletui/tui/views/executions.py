"""The execution check as rows and lines: what became of each order, what does not add up, and
whose orders they are. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from jungletui.domain.executions import ExecutionRow, Outcome
from jungletui.domain.reading_documents import Executions
from jungletui.domain.times import age_text
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.balances import AMOUNT
from jungletui.tui.views.freshness import time_text
from jungletui.tui.views.lines import Line
from jungletui.tui.views.money import NOT_TOLD, aligned, amount_text, percent_text, reckonable
from jungletui.tui.views.orders import State, against_text
from jungletui.tui.views.signs import shown
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

STATES = {
    Outcome.FILLED: State.FILLED,
    Outcome.PARTLY: State.PARTLY,
    Outcome.OPEN: State.OPEN,
    Outcome.REJECTED: State.REJECTED,
    Outcome.UNKNOWN: State.UNKNOWN,
}
NOT_FILLED = ("× not filled", "dim")
LABEL = 9
DIGITS = 10
"""Reckoned figures (averages of fills) are shown with so many; `--json` has all."""


def execution_key(row: ExecutionRow) -> str:
    """What names an order for ever: ids are only unique within a market on some exchanges."""
    return f"{row.key}|{row.symbol}|{row.order_id}"


def owner_of(row_key: str) -> str:
    """The key that a row belongs to."""
    return row_key.partition("|")[0]


def execution_columns(*, one_key: bool) -> tuple[Column, ...]:
    """The columns in order; the key's name is left out where only one key is shown."""
    columns = (
        Column("key", "Key", least=20),
        Column("outcome", "Executed?", least=12),
        Column("symbol", "Market", least=13),
        Column("side", "Side", least=4),
        Column("amount", "Amount", align="right", priority=2, least=AMOUNT),
        Column("done", "Done", align="right", least=5),
        Column("limit", "Limit", align="right", least=AMOUNT, priority=1),
        Column("average", "Average", align="right", least=AMOUNT),
        Column("against", "Against limit", least=14),
        Column("slippage", "Slippage", priority=3, least=16, only_filled=True),
        Column("fees", "Fees", priority=4, least=16, only_filled=True),
        Column("took", "Took", align="right", priority=5, least=6, only_filled=True),
        Column("time", "Placed", priority=6, least=11),
    )
    return columns[1:] if one_key else columns


def execution_rows(
    executions: Sequence[ExecutionRow], now: datetime, *, one_key: bool, glyphs: Glyphs
) -> tuple[Row, ...]:
    """The table, in the order the document has: newest first."""
    texts = (
        aligned([amount_text(row.amount) for row in executions]),
        aligned([amount_text(row.limit) for row in executions]),
        aligned([figure(row.average) for row in executions]),
    )
    rows = []
    for row, amount, limit, average in zip(executions, *texts, strict=True):
        words, tone = outcome_words(row)
        quiet: Tone = "plain" if row.filled else "dim"
        gain, share, slippage = gain_of(row), reckonable(row.share), reckonable(row.slippage)
        cells = (
            Cell(row.key, quiet),
            Cell(shown(words, glyphs), tone),
            Cell(row.symbol, "strong" if row.filled else "dim"),
            Cell(row.side or NOT_TOLD, quiet),
            Cell(amount, quiet, row.amount),
            Cell(NOT_TOLD if share is None else percent_text(share), quiet, row.share),
            Cell(limit, quiet, row.limit),
            Cell(average, quiet, row.average),
            Cell(against_text(gain), "warn" if gain is not None and gain < 0 else quiet, gain),
            Cell(slippage_text(slippage), "warn" if (slippage or 0) > 0 else quiet, slippage),
            Cell(fees_text(row), "dim"),
            Cell(took_text(row), "dim", row.seconds),
            Cell(time_text(row.created_at, now), quiet, row.created_at),
        )  # fmt: skip
        rows.append(Row(execution_key(row), cells[1:] if one_key else cells))
    return tuple(rows)


def outcome_words(row: ExecutionRow) -> tuple[str, Tone]:
    """What became of the order: a sign, a word, a tone that repeats them."""
    state = STATES.get(row.outcome)
    return (state.words, state.tone) if state is not None else (NOT_FILLED[0], "dim")


def gain_of(row: ExecutionRow) -> Decimal | None:
    """By which part of the limit the average is better (above 0) or worse than it."""
    better, limit = reckonable(row.better), reckonable(row.limit)
    return better / limit if better is not None and limit else None


def slippage_text(slippage: Decimal | None) -> str:
    """`0.0123 % worse`: against the middle of the market of that minute; empty where not known."""
    if slippage is None or not slippage.is_finite():
        return ""
    percent = abs(slippage * 100)
    if percent < Decimal("0.0001"):
        return "none"
    return f"{percent:.4f} % {'worse' if slippage > 0 else 'better'}"


def fees_text(row: ExecutionRow) -> str:
    """All fees, one sum for each asset they were paid in."""
    return ", ".join(f"{amount_text(fee.amount)} {fee.asset}" for fee in row.fees)


def took_text(row: ExecutionRow) -> str:
    """From the order to its last fill."""
    if row.seconds is None:
        return ""
    if 0 <= row.seconds < 1:
        return "<1 s"
    if row.seconds < 60:
        return f"{int(row.seconds)} s"
    return age_text(timedelta(seconds=float(row.seconds)))


def figure(value: Decimal | None) -> str:
    """A reckoned figure: at most ten digits."""
    if value is None:
        return NOT_TOLD
    return amount_text(Decimal(f"{value:.{DIGITS}g}"))


def counts_text(document: Executions, glyphs: Glyphs) -> str:
    """`12 filled · 3 open`: how many orders came to what."""
    counts = Counter(row.outcome for row in document.rows)
    words = (f"{counts[o]} {o.value.replace('-', ' ')}" for o in Outcome if counts[o])
    return f" {glyphs.dot} ".join(words)


def execution_lines(row: ExecutionRow | None, now: datetime, glyphs: Glyphs) -> tuple[Line, ...]:
    """All that is known of one order."""
    if row is None:
        return ()
    dot = f" {glyphs.dot} "
    words, tone = outcome_words(row)
    head = dot.join(
        (words, f"{row.side or 'order'} {row.symbol} {row.order_id}",
         f"{figure(row.filled)} of {amount_text(row.amount)}", f"client id {row.client_id or '–'}")
    )  # fmt: skip
    price = [f"average {figure(row.average)}", f"limit {amount_text(row.limit)}"]
    if row.mid is not None:
        price.append(f"market then {figure(row.mid)}, slippage {slippage_text(row.slippage)}")
    times = [f"placed {time_text(row.created_at, now)}"]
    if row.first_fill_at is not None:
        times.append(f"first fill {time_text(row.first_fill_at, now)}")
        times.append(f"last {time_text(row.last_fill_at, now)}")
    if row.seconds is not None:
        times.append(f"took {took_text(row)}")
    fills = f"{row.fills} fill{'' if row.fills == 1 else 's'}"
    told = (
        ("Why", row.reason or ""),
        ("Price", dot.join(price) if row.filled else ""),
        ("Fees", dot.join(filter(None, (fees_text(row), fills))) if row.filled else ""),
        ("Times", dot.join(times)),
    )
    lines = (Line(text, "plain", LABEL, name.ljust(LABEL)) for name, text in told if text)
    return (Line(head, "strong" if tone in ("plain", "dim") else tone), *lines)
