"""Open positions as table rows: how large, at what price, how far from liquidation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from jungletui.domain.accounts import PositionRow
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.balances import AMOUNT
from jungletui.tui.views.freshness import differing_age, main_origin
from jungletui.tui.views.lines import Line
from jungletui.tui.views.money import NOT_TOLD, aligned, figure_text
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

CLOSE = Decimal("0.10")
"""Nearer to liquidation than this part of the price is said in red."""
FIGURES = ("size", "entry_price", "mark_price", "liquidation_price", "unrealised_pnl")
"""What a row tells of a position; what of it was reckoned is marked."""
LABEL = 9


def position_key(row: PositionRow) -> str:
    """What names a position: a market can have a long and a short one."""
    return f"{row.key}|{row.symbol}|{row.side}"


def owner_of(row_key: str) -> str:
    """The key that a row belongs to."""
    return row_key.partition("|")[0]


def position_columns(*, one_key: bool) -> tuple[Column, ...]:
    """The columns in order; the key's name is left out where only one key is shown."""
    columns = (
        Column("key", "Key", least=20),
        Column("symbol", "Market", least=15),
        Column("side", "Side", least=5),
        Column("size", "Size", align="right", least=AMOUNT),
        Column("entry", "Entry", align="right", priority=2, least=AMOUNT),
        Column("mark", "Mark", align="right", priority=3, least=AMOUNT),
        Column(
            "liquidation", "Liquidation", align="right", priority=4, least=AMOUNT, only_filled=True
        ),
        Column("away", "Away", align="right", priority=1, least=7, only_filled=True),
        Column("leverage", "Leverage", priority=5, least=9),
        Column("unrealised", "Unrealised", align="right", least=AMOUNT),
        Column("age", "Read", priority=6, least=9, only_filled=True),
    )
    return columns[1:] if one_key else columns


def position_rows(
    positions: Sequence[PositionRow], now: datetime, *, one_key: bool
) -> tuple[Row, ...]:
    """The table, in the order the document has."""
    usual = main_origin(row.source for row in positions)
    texts = [aligned([figure_text(row, name) for row in positions]) for name in FIGURES]
    told = any(row.liquidation_price for row in positions)
    rows = []
    for row, size, entry, mark, liquidation, won in zip(positions, *texts, strict=True):
        away = away_of(row)
        cells = (
            Cell(row.key),
            Cell(row.symbol, "strong"),
            Cell(row.side or NOT_TOLD),
            Cell(size, sort=row.size),
            Cell(entry, sort=row.entry_price),
            Cell(mark, sort=row.mark_price),
            Cell(liquidation if told else "", sort=row.liquidation_price),
            _away_cell(away) if told else Cell(""),
            Cell(leverage_text(row)),
            Cell(won, _tone(row.unrealised_pnl), row.unrealised_pnl),
            Cell(differing_age(row.source, row.at, now, usual), "dim", row.at),
        )
        rows.append(Row(position_key(row), cells[1:] if one_key else cells))
    return tuple(rows)


def _away_cell(away: Decimal | None) -> Cell:
    near = away is not None and away < CLOSE
    return Cell(away_text(away), "bad" if near else "plain", away)


def away_of(row: PositionRow) -> Decimal | None:
    """The part of the mark price by which it may move before the position is liquidated."""
    mark, end = row.mark_price, row.liquidation_price
    if not mark or not end or not mark.is_finite() or not end.is_finite():
        return None
    return abs(mark - end) / mark


def away_text(away: Decimal | None) -> str:
    """`12.3 %`: how far the price is from liquidation, cut off and not rounded."""
    return NOT_TOLD if away is None else f"{int(away * 1000) / 10:.1f} %"


def leverage_text(row: PositionRow) -> str:
    """`5x cross`, as far as it is told."""
    times = f"{figure_text(row, 'leverage')}x" if row.leverage is not None else ""
    return " ".join(filter(None, (times, row.margin_mode))) or NOT_TOLD


def position_lines(row: PositionRow | None, glyphs: Glyphs) -> tuple[Line, ...]:
    """All that is known of one position, for a terminal without room for its columns."""
    if row is None:
        return ()
    dot = f" {glyphs.dot} "
    head = dot.join((row.key, row.exchange, row.symbol, row.side or "side not told"))
    contracts = f"{figure_text(row, 'contracts')} contracts stand for {figure_text(row, 'size')}"
    prices = dot.join(
        (
            f"entry {figure_text(row, 'entry_price')}",
            f"mark {figure_text(row, 'mark_price')}",
            f"unrealised {figure_text(row, 'unrealised_pnl')}",
        )
    )
    end = figure_text(row, "liquidation_price")
    away = away_of(row)
    risk = f"liquidation {end}" + (f", {away_text(away)} away" if away is not None else "")
    return (
        Line(head, "strong"),
        _told("Size", contracts),
        _told("Prices", prices),
        _told("Risk", dot.join((risk if row.liquidation_price else "no liquidation price told",
                                leverage_text(row)))),
    )  # fmt: skip


def _told(label: str, text: str) -> Line:
    return Line(text, "plain", LABEL, label.ljust(LABEL))


def _tone(amount: Decimal | None) -> Tone:
    if not amount or amount.is_nan():
        return "dim"
    return "good" if amount > 0 else "bad"
