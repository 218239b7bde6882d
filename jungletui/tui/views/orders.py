"""Orders as table rows: what became of each, how far it is filled, at which price."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum

from jungletui.domain.accounts import OrderRow, Origin
from jungletui.domain.reckoned import mark_of
from jungletui.tui.glyphs import UNICODE, Glyphs
from jungletui.tui.views.balances import AMOUNT
from jungletui.tui.views.freshness import differing_age, main_origin, time_text
from jungletui.tui.views.money import NOT_TOLD, aligned, figure_text, percent_text, reckonable
from jungletui.tui.views.signs import shown
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

FIGURES = ("amount", "filled", "price", "average")
"""What a row tells of an order; what of it was reckoned is marked."""


class State(Enum):
    """What became of an order: a sign, a word, and the tone that only repeats them."""

    OPEN = ("○", "open", "plain")
    PARTLY = ("◐", "partly", "accent")
    FILLED = ("●", "filled", "good")
    CANCELLED = ("×", "cancelled", "dim")
    EXPIRED = ("×", "expired", "dim")
    REJECTED = ("!", "rejected", "bad")
    UNKNOWN = ("?", "not told", "warn")

    @property
    def words(self) -> str:
        """Sign and word."""
        return f"{self.value[0]} {self.value[1]}"

    @property
    def tone(self) -> Tone:
        """The tone of the cell."""
        return self.value[2]


LIVE = (State.OPEN, State.PARTLY)
_WORDS = {
    "closed": State.FILLED,
    "filled": State.FILLED,
    "canceled": State.CANCELLED,
    "cancelled": State.CANCELLED,
    "canceling": State.OPEN,
    "expired": State.EXPIRED,
    "rejected": State.REJECTED,
}


def state_of(order: OrderRow) -> State:
    """The state of an order. `open` with something filled is `partly`; a `closed` order that was
    not filled to the end was cancelled, whatever the exchange calls it."""
    status = (order.status or "").casefold()
    filled, amount = order.filled, order.amount
    if status == "open":
        return State.PARTLY if filled else State.OPEN
    state = _WORDS.get(status, State.UNKNOWN)
    if status == "closed" and amount and filled is not None and filled.compare(amount) == -1:
        return State.CANCELLED
    return state


def is_live(order: OrderRow) -> bool:
    """Whether the order can still be filled."""
    return state_of(order) in LIVE


def order_key(order: OrderRow) -> str:
    """What names an order for ever: ids are only unique within a market on some exchanges."""
    return f"{order.key}|{order.symbol}|{order.id}"


def order_columns(*, one_key: bool) -> tuple[Column, ...]:
    """The columns in order; the key's name is left out where only one key is shown."""
    columns = (
        Column("key", "Key", least=14),
        Column("state", "State", least=11),
        Column("symbol", "Market", least=13),
        Column("side", "Side", least=4),
        Column("type", "Type", priority=6, least=6),
        Column("amount", "Amount", align="right", least=AMOUNT),
        Column("filled", "Filled", align="right", priority=2, least=AMOUNT),
        Column("done", "Done", align="right", least=5),
        Column("price", "Limit", align="right", least=AMOUNT),
        Column("average", "Average", align="right", priority=4, least=AMOUNT),
        Column("against", "Against limit", priority=5, least=14),
        Column("time", "Placed", priority=3, least=11),
        Column("age", "Read", priority=7, least=9, only_filled=True),
    )
    return columns[1:] if one_key else columns


def order_rows(
    orders: Sequence[OrderRow], now: datetime, *, one_key: bool, glyphs: Glyphs = UNICODE
) -> tuple[Row, ...]:
    """The table, in the order the document has: newest first."""
    amounts = aligned([figure_text(order, "amount") for order in orders])
    filled = aligned([filled_text(order) for order in orders])
    prices = aligned([price_text(order) for order in orders])
    averages = aligned([figure_text(order, "average") for order in orders])
    usual = main_origin(order.source for order in orders)
    rows = []
    for order, *texts in zip(orders, amounts, filled, prices, averages, strict=True):
        cells = _cells(order, texts, (now, usual), glyphs)
        rows.append(Row(order_key(order), cells[1:] if one_key else cells))
    return tuple(rows)


def _cells(
    order: OrderRow, texts: Sequence[str], told: tuple[datetime, Origin | None], glyphs: Glyphs
) -> tuple[Cell, ...]:
    now, usual = told
    state = state_of(order)
    quiet: Tone = "plain" if state in LIVE or state is State.FILLED else "dim"
    share = share_of(order)
    return (
        Cell(order.key, quiet),
        Cell(shown(state.words, glyphs), state.tone, list(State).index(state)),
        Cell(order.symbol, "strong" if quiet == "plain" else "dim"),
        Cell(order.side or NOT_TOLD, quiet),
        Cell(order.type or NOT_TOLD, quiet),
        Cell(texts[0], quiet, order.amount),
        Cell(texts[1], quiet, order.filled),
        Cell(NOT_TOLD if share is None else percent_text(share), quiet, share),
        Cell(texts[2], quiet, order.price),
        Cell(texts[3], quiet, order.average),
        _against_cell(order),
        Cell(time_text(order.created_at, now), quiet, order.created_at),
        Cell(differing_age(order.source, order.at, now, usual), "dim", order.at),
    )


def progress_text(order: OrderRow) -> str:
    """`0.50 of 2.00`: what is filled and what was ordered, as the exchange sent both; no
    zeros after the point where nothing is filled."""
    return f"{filled_text(order)} of {figure_text(order, 'amount')}"


def filled_text(order: OrderRow) -> str:
    """What is filled; nothing as a bare zero."""
    return mark_of(order, "filled") + "0" if order.filled == 0 else figure_text(order, "filled")


def share_of(order: OrderRow) -> Decimal | None:
    """The filled part of the amount; None where either is not told."""
    filled, amount = reckonable(order.filled), reckonable(order.amount)
    if filled is None or not amount:
        return None
    return filled / amount


def price_text(order: OrderRow) -> str:
    """The limit; an order at market has none, even where ccxt repeats the average in its place."""
    if (order.type or "").casefold() == "market":
        return "market"
    return figure_text(order, "price")


def against_limit(order: OrderRow) -> Decimal | None:
    """By which share of the limit the average is better (above 0) or worse than it."""
    limit, average = reckonable(order.price), reckonable(order.average)
    if not limit or not average or price_text(order) == "market":
        return None
    if order.side not in ("buy", "sell"):
        return None
    gain = (limit - average) / limit
    return gain if order.side == "buy" else -gain


def against_text(gain: Decimal | None) -> str:
    """The difference in words: `0.12 % better`, `at limit`."""
    if gain is None:
        return NOT_TOLD
    percent = abs(gain * 100)
    if not percent:
        return "at limit"
    shown = f"{percent:.2f}" if percent >= Decimal("0.01") else "<0.01"
    return f"{shown} % {'better' if gain > 0 else 'worse'}"


def _against_cell(order: OrderRow) -> Cell:
    gain = against_limit(order)
    worse = gain is not None and gain < 0
    return Cell(against_text(gain), "warn" if worse else "plain", gain)
