"""How much an order is for: an amount, or what its cost buys now."""

from __future__ import annotations

from decimal import Decimal

from jungletui.sandbox.desk import Call, amount_of
from jungletui.sandbox.prices import to_step
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import World


def amount_for(world: World, market: Market, cost: Decimal) -> Decimal:
    """What `cost` of the quote buys now, in whole lots."""
    return to_step(cost / world.price(market.symbol), market.lot)


def amount_or_cost(call: Call, market: Market, amount: str, cost: str | None) -> Decimal:
    """The amount of an order, which stands in the parameter `amount`; what to spend stands in
    `cost`, where one is named. Raises ValueError with the name of the parameter."""
    if cost is not None:
        return amount_for(call.world, market, amount_of(call.params, cost))
    return amount_of(call.params, amount)


def amount_and_price(
    call: Call, market: Market, kind: str, side: str, amount: str
) -> tuple[Decimal, Decimal | None]:
    """Both of a limit or market order on an exchange whose market orders to buy tell in `amount`
    what to spend. Raises ValueError with the name of the parameter."""
    told = amount_of(call.params, amount)
    if kind == "limit":
        return told, amount_of(call.params, "price")
    return amount_for(call.world, market, told) if side == "buy" else told, None
