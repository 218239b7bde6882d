"""Deposits and withdrawals as table rows: what came and what left, when, and whereto."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jungletui.domain.accounts import MovementRow
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.balances import AMOUNT
from jungletui.tui.views.freshness import time_text
from jungletui.tui.views.lines import Line
from jungletui.tui.views.money import NOT_TOLD, aligned, figure_text
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone
from jungletui.tui.words import local_time

FIGURES = ("amount", "fee")
"""What a row tells of a movement; what of it was reckoned is marked."""
KINDS = {"deposits": "deposit", "withdrawals": "withdrawal"}
"""The lists to the kind of their rows; `all` has both."""
LABEL = 9
_TONES: dict[str, Tone] = {"ok": "plain", "pending": "accent", "failed": "bad", "canceled": "dim"}
_WORDS = {"ok": "done", "canceled": "cancelled"}


def movement_key(row: MovementRow) -> str:
    """What names one movement."""
    return f"{row.key}|{row.kind}|{row.id}|{row.asset}"


def owner_of(row_key: str) -> str:
    """The key that a row belongs to."""
    return row_key.partition("|")[0]


def of_kind(rows: Sequence[MovementRow], kind: str) -> tuple[MovementRow, ...]:
    """The rows of one list."""
    return tuple(row for row in rows if kind not in KINDS or row.kind == KINDS[kind])


def movement_columns(*, one_key: bool) -> tuple[Column, ...]:
    """The columns in order; the key's name is left out where only one key is shown."""
    columns = (
        Column("key", "Key", least=20),
        Column("time", "When", least=11),
        Column("kind", "What", least=10),
        Column("amount", "Amount", align="right", least=AMOUNT),
        Column("asset", "Asset", least=6),
        Column("status", "Status", least=9),
        Column("fee", "Fee", align="right", priority=3, least=AMOUNT, only_filled=True),
        Column("network", "Network", priority=2, least=8, only_filled=True),
        Column("address", "Address", priority=1, least=12, only_filled=True),
        Column("txid", "Transaction", priority=4, least=16, only_filled=True),
    )
    return columns[1:] if one_key else columns


def movement_rows(
    movements: Sequence[MovementRow], now: datetime, *, one_key: bool
) -> tuple[Row, ...]:
    """The table, in the order the document has: newest first."""
    amounts = aligned([figure_text(row, "amount") for row in movements])
    counts: dict[str, int] = {}
    rows = []
    for row, amount in zip(movements, amounts, strict=True):
        left = row.kind == "withdrawal"
        name = movement_key(row)
        counts[name] = counts.get(name, 0) + 1
        cells = (
            Cell(row.key),
            Cell(time_text(row.created_at, now), sort=row.created_at),
            Cell(row.kind, "warn" if left else "plain"),
            Cell(amount, "strong", row.amount),
            Cell(row.asset, "strong"),
            Cell(status_text(row), _TONES.get(row.status or "", "warn")),
            Cell(fee_text(row), "dim", row.fee),
            Cell(row.network or "", "dim"),
            Cell(row.address or ""),
            Cell(row.txid or "", "dim"),
        )
        key = name if counts[name] == 1 else f"{name}#{counts[name]}"
        rows.append(Row(key, cells[1:] if one_key else cells))
    return tuple(rows)


def status_text(row: MovementRow) -> str:
    """The state in a word; a dash where the exchange does not tell."""
    return _WORDS.get(row.status or "", row.status or NOT_TOLD)


def fee_text(row: MovementRow) -> str:
    """The fee and its asset; empty where none is told."""
    return "" if row.fee is None else f"{figure_text(row, 'fee')} {row.fee_asset or ''}".rstrip()


def movement_lines(row: MovementRow | None, glyphs: Glyphs) -> tuple[Line, ...]:
    """All that is known of one movement."""
    if row is None:
        return ()
    dot = f" {glyphs.dot} "
    head = dot.join(
        (row.key, row.exchange, f"{row.kind} of {figure_text(row, 'amount')} {row.asset}",
         status_text(row))
    )  # fmt: skip
    times = [f"begun {local_time(row.created_at)}" if row.created_at else "time not told"]
    if row.updated_at:
        times.append(f"changed {local_time(row.updated_at)}")
    where = filter(None, (row.network, row.address))
    told = (
        ("When", dot.join(times)),
        ("To" if row.kind == "withdrawal" else "By", dot.join(where)),
        ("Chain", f"transaction {row.txid}" if row.txid else ""),
        ("Fee", fee_text(row)),
        ("Id", row.id),
    )
    lines = (Line(text, "plain", LABEL, name.ljust(LABEL)) for name, text in told if text)
    return (Line(head, "strong"), *lines)
