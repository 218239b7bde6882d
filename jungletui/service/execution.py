"""What became of one order, from the order and its fills alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal, localcontext

from jungletui.domain.accounts import FillRow, OrderRow
from jungletui.domain.executions import ExecutionRow, Fee, Outcome

DIGITS = 60
"""Of reckoned figures; what the exchange sent keeps all of its own."""
ZERO = Decimal(0)
ENDED = frozenset(("closed", "canceled", "cancelled", "expired", "filled"))


def judge(order: OrderRow, fills: Sequence[FillRow], mid: Decimal | None = None) -> ExecutionRow:
    """The order, judged by itself and by `fills`, which are its own; `mid` is the middle of the
    market when it was made."""
    with localcontext(prec=DIGITS):
        filled = filled_of(order, fills)
        average = known(order.average) or average_of(fills)
        limit = limit_of(order)
        times = sorted(fill.at for fill in fills if fill.at is not None)
        took = times[-1] - order.created_at if times and order.created_at else None
        return ExecutionRow(
            key=order.key,
            exchange=order.exchange,
            order_id=order.id,
            client_id=order.client_id,
            symbol=order.symbol,
            side=order.side,
            type=order.type,
            outcome=outcome_of(order, filled),
            reason=order.reason,
            amount=order.amount,
            filled=filled if order.filled is None else order.filled,
            share=_share(filled, known(order.amount)),
            limit=limit,
            average=average,
            better=_better(order.side, limit, average),
            fees=fees_of(fills),
            fills=len(fills),
            mid=mid,
            slippage=_slippage(order.side, known(mid), average),
            created_at=order.created_at,
            first_fill_at=times[0] if times else None,
            last_fill_at=times[-1] if times else None,
            seconds=None if took is None else _seconds(took),
        )


def outcome_of(order: OrderRow, filled: Decimal | None) -> Outcome:
    """What became of it. A status that nobody knows is unknown, whatever was filled."""
    status = (order.status or "").casefold()
    amount = known(order.amount)
    if status == "rejected":
        return Outcome.REJECTED
    if filled is None or status not in ENDED | {"open"}:
        return Outcome.UNKNOWN
    if amount is not None and amount > 0 and filled >= amount:
        return Outcome.FILLED
    if filled > 0:
        return Outcome.PARTLY if amount is not None else Outcome.UNKNOWN
    return Outcome.OPEN if status == "open" else Outcome.NOT_FILLED


def filled_of(order: OrderRow, fills: Sequence[FillRow]) -> Decimal | None:
    """How much was filled, as the order says; where it does not, as its fills add up."""
    told = known(order.filled)
    if told is not None:
        return told
    amounts = [known(fill.amount) for fill in fills]
    found = [amount for amount in amounts if amount is not None]
    return sum(found, ZERO) if found and len(found) == len(fills) else None


def average_of(fills: Sequence[FillRow]) -> Decimal | None:
    """The price of all fills, each by its amount; None where one of them is not whole."""
    pairs = [(known(fill.price), known(fill.amount)) for fill in fills]
    whole = [(price, amount) for price, amount in pairs if price is not None and amount is not None]
    total = sum((amount for _, amount in whole), ZERO)
    if len(whole) < len(pairs) or not total:
        return None
    with localcontext(prec=DIGITS):
        return sum((price * amount for price, amount in whole), ZERO) / total


def limit_of(order: OrderRow) -> Decimal | None:
    """The limit of a limit order; what exchanges tell as the price of a market order is none."""
    price = known(order.price)
    return price if price and "market" not in (order.type or "").casefold() else None


def fees_of(fills: Sequence[FillRow]) -> tuple[Fee, ...]:
    """What was paid, by asset; a fee whose asset is not told is under `?`."""
    paid: dict[str, Decimal] = {}
    for fill in fills:
        fee = known(fill.fee)
        if fee is not None:
            paid[fill.fee_asset or "?"] = paid.get(fill.fee_asset or "?", ZERO) + fee
    return tuple(Fee(asset, amount) for asset, amount in sorted(paid.items()))


def known(value: Decimal | None) -> Decimal | None:
    """A number to reckon with: not the NaN or the infinity that an exchange sent."""
    return value if value is not None and value.is_finite() else None


def _share(filled: Decimal | None, amount: Decimal | None) -> Decimal | None:
    return filled / amount if filled is not None and amount else None


def _better(side: str | None, limit: Decimal | None, average: Decimal | None) -> Decimal | None:
    if limit is None or average is None or side not in ("buy", "sell"):
        return None
    return limit - average if side == "buy" else average - limit


def _slippage(side: str | None, mid: Decimal | None, average: Decimal | None) -> Decimal | None:
    if not mid or average is None or side not in ("buy", "sell"):
        return None
    return (average - mid) / mid if side == "buy" else (mid - average) / mid


def _seconds(took: timedelta) -> Decimal:
    """To the microsecond, without a float in between."""
    return Decimal(took // timedelta(microseconds=1)).scaleb(-6)
