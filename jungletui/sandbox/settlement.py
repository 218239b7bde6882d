"""What an order does to its account: hold funds, fill, release; every change is in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from jungletui.sandbox.model import (
    ZERO,
    Account,
    LedgerEntry,
    OrderStatus,
    Position,
    SandboxFill,
    SandboxOrder,
)
from jungletui.sandbox.rules import Market, Rules

UNIT = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Execution:
    """One match: how much, at what price, when, and as which number of the exchange."""

    amount: Decimal
    price: Decimal
    at: datetime
    maker: bool
    number: int


def book(
    account: Account, place: tuple[str, str], change: Decimal, kind: str, why: tuple[str, datetime]
) -> None:
    """Add `change` to the free part of `place` (wallet, asset) and write the ledger."""
    if not change:
        return
    holding = account.holding(*place)
    holding.free += change
    number = len(account.ledger) + 1
    account.ledger.append(
        LedgerEntry(number, place[0], place[1], change, holding.total, kind, why[0], why[1])
    )


def hold_of(order: SandboxOrder, market: Market, rules: Rules) -> tuple[str, Decimal]:
    """The asset and amount that an order must keep aside until it is done."""
    worth = market.cost(order.amount, order.price)
    if not market.spot:
        margin = worth / rules.leverage + worth * rules.fees.taker
        return market.settle, margin.quantize(UNIT, ROUND_UP)
    if order.side == "sell":
        return market.base, order.amount
    if rules.fees.in_quote:
        worth += (worth * rules.fees.taker).quantize(UNIT, ROUND_UP)
    return market.quote, worth


def hold(account: Account, order: SandboxOrder, market: Market, rules: Rules) -> bool:
    """Move what the order needs from free to used; False, and nothing moves, where it lacks."""
    asset, amount = hold_of(order, market, rules)
    holding = account.holding(order.wallet, asset)
    if holding.free < amount:
        return False
    holding.free -= amount
    holding.used += amount
    order.held_asset, order.held = asset, amount
    return True


def release(account: Account, order: SandboxOrder, status: OrderStatus, at: datetime) -> None:
    """End the order: what it still holds is free again."""
    holding = account.holding(order.wallet, order.held_asset)
    holding.used -= order.held
    holding.free += order.held
    order.held = ZERO
    order.status, order.updated_at = status, at


def execute(
    account: Account, order: SandboxOrder, market: Market, rules: Rules, match: Execution
) -> SandboxFill:
    """Fill a part of `order`, or the rest of it; books, order and fills agree afterwards."""
    cost = market.cost(match.amount, match.price)
    if not market.spot:
        cost = cost.quantize(UNIT, ROUND_DOWN)
    rate = rules.fees.maker if match.maker else rules.fees.taker
    if market.spot:
        fee, fee_asset = _settle_spot(account, order, market, match, (cost, rate, rules))
    else:
        fee, fee_asset = (cost * rate).quantize(UNIT, ROUND_DOWN), market.settle
        _settle_contract(account, order, market, match, (cost, fee, rules))
    order.filled += match.amount
    order.cost += cost
    order.fee += fee
    order.fee_asset = fee_asset
    order.updated_at = match.at
    fill = SandboxFill(
        match.number, rules.fill_id(match.number), order.id, account.name, order.wallet,
        order.symbol, order.side, match.price, match.amount, cost, fee, fee_asset, match.maker,
        match.at,
    )  # fmt: skip
    account.fills.append(fill)
    if order.remaining <= 0:
        release(account, order, OrderStatus.FILLED, match.at)
    return fill


def _unhold(account: Account, order: SandboxOrder, amount: Decimal) -> None:
    """Take `amount` out of what the order holds, back to free, before it is spent."""
    holding = account.holding(order.wallet, order.held_asset)
    amount = min(amount, order.held)
    holding.used -= amount
    holding.free += amount
    order.held -= amount


def _settle_spot(
    account: Account,
    order: SandboxOrder,
    market: Market,
    match: Execution,
    terms: tuple[Decimal, Decimal, Rules],
) -> tuple[Decimal, str]:
    """Swap base and quote, take the fee; returns the fee and its asset."""
    cost, rate, rules = terms
    base, quote = (order.wallet, market.base), (order.wallet, market.quote)
    why = (order.id, match.at)
    buying = order.side == "buy"
    in_quote = rules.fees.in_quote or not buying
    fee = ((cost if in_quote else match.amount) * rate).quantize(UNIT, ROUND_DOWN)
    spent = (cost + fee if in_quote else cost) if buying else match.amount
    _unhold(account, order, spent)
    sign = 1 if buying else -1
    book(account, base, sign * match.amount, "trade", why)
    book(account, quote, -sign * cost, "trade", why)
    book(account, quote if in_quote else base, -fee, "fee", why)
    return fee, market.quote if in_quote else market.base


def _settle_contract(
    account: Account,
    order: SandboxOrder,
    market: Market,
    match: Execution,
    terms: tuple[Decimal, Decimal, Rules],
) -> None:
    """Close what the order closes (books the profit), open the rest (holds margin), pay the fee."""
    cost, fee, rules = terms
    place, why = (order.wallet, market.settle), (order.id, match.at)
    position = account.positions.setdefault(
        market.symbol, Position(market.symbol, order.wallet, leverage=rules.leverage)
    )
    _unhold(account, order, (order.held * match.amount / order.remaining).quantize(UNIT))
    book(account, place, -fee, "fee", why)
    delta = match.amount if order.side == "buy" else -match.amount
    closing = min(abs(position.amount), match.amount) if position.amount * delta < 0 else ZERO
    holding = account.holding(*place)
    if closing:
        book(account, place, _profit(position, market, closing, match.price), "pnl", why)
        share = (position.margin * closing / abs(position.amount)).quantize(UNIT, ROUND_DOWN)
        share = position.margin if closing == abs(position.amount) else share
        position.margin -= share
        holding.used -= share
        holding.free += share
    opening = match.amount - closing
    if opening:
        margin = (cost * opening / match.amount / rules.leverage).quantize(UNIT, ROUND_UP)
        if closing or not position.amount:
            position.entry_price = match.price
        else:
            before = abs(position.amount)
            position.entry_price = _blend(
                market, (before, position.entry_price), (opening, match.price)
            )
        position.margin += margin
        holding.free -= margin
        holding.used += margin
    position.amount += delta


def _blend(market: Market, one: tuple[Decimal, Decimal], two: tuple[Decimal, Decimal]) -> Decimal:
    """The entry price of two parts of a position, on the tick."""
    if market.inverse:
        price = (one[0] + two[0]) / (one[0] / one[1] + two[0] / two[1])
    else:
        price = (one[0] * one[1] + two[0] * two[1]) / (one[0] + two[0])
    return price.quantize(market.tick)


def _profit(position: Position, market: Market, amount: Decimal, price: Decimal) -> Decimal:
    """Profit, in the settle asset, of closing `amount` contracts at `price`."""
    entry, leaving = market.cost(amount, position.entry_price), market.cost(amount, price)
    gain = entry - leaving if market.inverse else leaving - entry
    return (gain if position.amount > 0 else -gain).quantize(UNIT, ROUND_DOWN)


def unrealised(position: Position, market: Market, price: Decimal) -> Decimal:
    """Profit, in the settle asset, that closing the whole position at `price` would bring."""
    if not position.amount:
        return ZERO
    return _profit(position, market, abs(position.amount), price)
