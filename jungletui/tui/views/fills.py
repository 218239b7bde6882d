"""The fills of one order as table rows, and whether they add up to what the order says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, localcontext

from jungletui.domain.accounts import FillRow, OrderRow
from jungletui.tui.views.balances import AMOUNT
from jungletui.tui.views.freshness import time_text
from jungletui.tui.views.lines import Line
from jungletui.tui.views.money import (
    NOT_TOLD,
    aligned,
    amount_text,
    exact_sum,
    figure_text,
    reckonable,
)
from jungletui.tui.views.orders import against_limit, against_text
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row

FILL_COLUMNS = (
    Column("time", "Time", width=11),
    Column("price", "Price", align="right", least=AMOUNT),
    Column("amount", "Amount", align="right", least=AMOUNT),
    Column("cost", "Cost", align="right", priority=1, least=AMOUNT),
    Column("fee", "Fee", align="right", least=AMOUNT),
    Column("role", "Role", width=6, priority=2),
    Column("id", "Fill", priority=3, least=8),
)


def fills_of(order: OrderRow, fills: Iterable[FillRow]) -> tuple[FillRow, ...]:
    """The executions of `order` among `fills`, each once, oldest first."""
    own = {
        fill.id: fill
        for fill in fills
        if fill.order_id == order.id and fill.key == order.key and fill.symbol == order.symbol
    }
    return tuple(sorted(own.values(), key=lambda f: (f.at is None, f.at or order.at, f.id)))


def fill_rows(fills: Sequence[FillRow], now: datetime) -> tuple[Row, ...]:
    """The table of one order's fills."""
    prices = aligned([figure_text(fill, "price") for fill in fills])
    amounts = aligned([figure_text(fill, "amount") for fill in fills])
    costs = aligned([figure_text(fill, "cost") for fill in fills])
    return tuple(
        Row(
            fill.id,
            (
                Cell(time_text(fill.at, now), sort=fill.at),
                Cell(price, sort=fill.price),
                Cell(amount, "strong", fill.amount),
                Cell(cost, sort=fill.cost),
                Cell(_fee_text(fill), sort=fill.fee),
                Cell(fill.taker_or_maker or NOT_TOLD, "dim"),
                Cell(fill.id, "dim"),
            ),
        )
        for fill, price, amount, cost in zip(fills, prices, amounts, costs, strict=True)
    )


def _fee_text(fill: FillRow) -> str:
    if fill.fee is None:
        return NOT_TOLD
    return f"{figure_text(fill, 'fee')} {fill.fee_asset or ''}".rstrip()


def fees_text(fills: Iterable[FillRow]) -> str:
    """All fees, one sum for each asset they were paid in; a fee that is not told is said so."""
    paid: dict[str, list[Decimal]] = {}
    untold = 0
    for fill in fills:
        if fill.fee is None:
            untold += 1
        else:
            paid.setdefault(fill.fee_asset or "?", []).append(fill.fee)
    texts = [f"{amount_text(exact_sum(fees))} {asset}" for asset, fees in sorted(paid.items())]
    if untold:
        texts.append(f"{untold} not told")
    return " + ".join(texts) or "none"


def gap_between(order: OrderRow, fills: Sequence[FillRow]) -> Decimal | None:
    """What the order says is filled, less what its fills add up to; None where one is not told."""
    amounts = [fill.amount for fill in fills if fill.amount is not None]
    if order.filled is None or len(amounts) != len(fills):
        return None
    return reckonable(exact_sum((order.filled, *(amount.copy_negate() for amount in amounts))))


def average_of(fills: Sequence[FillRow]) -> Decimal | None:
    """The average price of the fills by amount; None where a price or amount is not told."""
    told = [(reckonable(fill.price), reckonable(fill.amount)) for fill in fills]
    pairs = [(price, part) for price, part in told if price is not None and part is not None]
    amount = exact_sum(amount for _, amount in pairs)
    if not amount or len(pairs) != len(fills):
        return None
    with localcontext() as context:
        context.prec = 50
        return sum((price * part for price, part in pairs), Decimal(0)) / amount


def fills_summary(order: OrderRow, fills: Sequence[FillRow]) -> tuple[Line, ...]:
    """Below the fills: do they add up, at which average, for which fees."""
    gap = gap_between(order, fills)
    total = amount_text(exact_sum(fill.amount for fill in fills if fill.amount is not None))
    told = amount_text(order.filled)
    if gap is None:
        first = Line(f"? cannot compare: filled {told}, fills add up to {total}", "warn")
    elif gap:
        side = (
            f"{amount_text(gap)} missing"
            if gap > 0
            else f"{amount_text(gap.copy_negate())} too much"
        )
        first = Line(
            f"! do not add up: the order says {told}, its fills are {total} ({side})", "bad"
        )
    else:
        first = Line(f"✓ add up: {total} of {told} filled", "good")
    return first, Line(f"{_average_words(order)} · fees {fees_text(fills)}")


def _average_words(order: OrderRow) -> str:
    average = f"Average {amount_text(order.average)}"
    gain = against_limit(order)
    if gain is None:
        return average
    words = against_text(gain)
    return f"{average}, {words if words == 'at limit' else f'{words} than limit'} " + amount_text(
        order.price
    )
