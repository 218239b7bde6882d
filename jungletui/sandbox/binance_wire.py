"""How binance spells things: ids, amounts, errors, and the parameters of a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Account, OrderStatus, Refusal, SandboxOrder
from jungletui.sandbox.rules import Market, Product
from jungletui.sandbox.world import World

Body = dict[str, Any] | list[Any]
REFUSALS: Mapping[Refusal, tuple[int, str]] = {
    Refusal.FUNDS: (-2010, "Account has insufficient balance for requested action."),
    Refusal.MARKET: (-1121, "Invalid symbol."),
    Refusal.SIZE: (-1013, "Filter failure: LOT_SIZE"),
    Refusal.PRICE: (-1013, "Filter failure: PRICE_FILTER"),
    Refusal.UNKNOWN_ORDER: (-2011, "Unknown order sent."),
    Refusal.WALLET: (-4026, "User has insufficient balance"),
}
"""https://github.com/binance/binance-spot-api-docs/blob/master/errors.md"""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that may be answered: `key` and `account` only where it was signed."""

    world: World
    params: Mapping[str, str]
    product: Product
    key: SandboxKey | None = None
    owner: Account | None = None

    @property
    def account(self) -> Account:
        """The account of the key. Raises LookupError on a public route."""
        if self.owner is None:
            raise LookupError("a public route has no account")
        return self.owner

    @property
    def wallet(self) -> str:
        """Where the funds of this part of the exchange are."""
        return WALLETS[self.product]

    def market(self) -> Market | None:
        """The market of the parameter `symbol`; None where it is missing or unknown."""
        listed = self.world.listing.named(market_id, self.product)
        return listed.get(self.params.get("symbol", ""))


WALLETS = {Product.SPOT: "spot", Product.LINEAR: "futures", Product.INVERSE: "delivery"}


def markets(call: Call) -> Sequence[Market]:
    """The markets of this part of the exchange."""
    return call.world.listing.of(call.product)


def market_id(market: Market) -> str:
    """`BTCUSDT`, or `BTCUSD_PERP` for coin-margined perpetuals."""
    return f"{market.base}{market.quote}" + ("_PERP" if market.inverse else "")


def text(amount: Decimal) -> str:
    """An amount as binance prints it."""
    return f"{amount:.8f}"


def millis(moment: datetime) -> int:
    """A time as binance prints it."""
    return to_milliseconds(moment)


def reply(body: Body, status: int = 200) -> web.Response:
    """JSON."""
    return json_response(body, status)


def error(code: int, message: str, status: int = 400) -> web.Response:
    """binance's error document."""
    return reply({"code": code, "msg": message}, status)


def refused(refusal: Refusal) -> web.Response:
    """The error that the books' refusal is on binance."""
    return error(*REFUSALS[refusal])


def missing(name: str) -> web.Response:
    """A mandatory parameter was not sent."""
    return error(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def decimal_of(params: Mapping[str, str], name: str) -> Decimal | None:
    """A parameter as an amount; None where it is missing or no number."""
    try:
        return Decimal(params[name])
    except (KeyError, InvalidOperation):
        return None


def integer_of(params: Mapping[str, str], name: str, otherwise: int) -> int:
    """A parameter as a whole number."""
    value = params.get(name, "")
    return int(value) if value.lstrip("-").isdigit() else otherwise


def status_of(order: SandboxOrder) -> str:
    """An order's status in binance's words."""
    if order.status is OrderStatus.OPEN:
        return "PARTIALLY_FILLED" if order.filled else "NEW"
    return {
        OrderStatus.FILLED: "FILLED",
        OrderStatus.CANCELLED: "CANCELED",
        OrderStatus.REJECTED: "REJECTED",
        OrderStatus.EXPIRED: "EXPIRED",
    }[order.status]
