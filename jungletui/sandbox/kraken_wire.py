"""How kraken spells things: assets, pairs, ids, amounts, errors.

https://docs.kraken.com/api/docs/guides/spot-errors/
https://support.kraken.com/articles/360001206766-bitcoin-currency-code-xbt-vs-btc
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import json_response
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Account, OrderStatus, Refusal
from jungletui.sandbox.rules import Market, Product
from jungletui.sandbox.streams import Streams
from jungletui.sandbox.world import World

ALTNAMES = {"BTC": "XBT", "DOGE": "XDG"}
OLD_COINS = frozenset({"XBT", "ETH", "LTC", "XRP", "XLM", "XMR", "ZEC", "ETC", "XDG", "REP", "MLN"})
"""Coins that carry an X before their name; newer ones do not."""
MONEY = frozenset({"USD", "EUR", "GBP", "JPY", "CAD", "AUD"})
"""Currencies that carry a Z before their name."""
REFUSALS: Mapping[Refusal, str] = {
    Refusal.FUNDS: "EOrder:Insufficient funds",
    Refusal.MARKET: "EQuery:Unknown asset pair",
    Refusal.SIZE: "EGeneral:Invalid arguments:volume minimum not met",
    Refusal.PRICE: "EOrder:Invalid price",
    Refusal.UNKNOWN_ORDER: "EOrder:Unknown order",
    Refusal.WALLET: "EFunding:Insufficient funds",
}
STATUSES: Mapping[OrderStatus, str] = {
    OrderStatus.OPEN: "open",
    OrderStatus.FILLED: "closed",
    OrderStatus.CANCELLED: "canceled",
    OrderStatus.EXPIRED: "expired",
}
"""kraken lists no rejected orders."""
TOKEN = "websockets"
"""What a token of GetWebSocketsToken is for."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that may be answered: `key`, `owner` and `streams` only where it was signed."""

    world: World
    params: Mapping[str, str]
    key: SandboxKey | None = None
    owner: Account | None = None
    streams: Streams | None = None

    @property
    def account(self) -> Account:
        """The account of the key. Raises LookupError on a public route."""
        if self.owner is None:
            raise LookupError("a public route has no account")
        return self.owner

    def market(self, name: str) -> Market | None:
        """The market of a pair's id, alternative or websocket name; None for an unknown one."""
        listing = self.world.listing
        for spelling in (pair_id, pair_altname, pair_wsname):
            market = listing.named(spelling, *Product).get(name)
            if market is not None:
                return market
        return None


def altname(asset: str) -> str:
    """`XBT` for BTC; most assets are called as everywhere."""
    return ALTNAMES.get(asset, asset)


def asset_id(asset: str) -> str:
    """`XXBT`, `ZUSD`, `SOL`: how private replies spell an asset."""
    name = altname(asset)
    if name in OLD_COINS:
        return f"X{name}"
    return f"Z{name}" if name in MONEY else name


def asset_of(name: str) -> str:
    """The asset of one of kraken's spellings."""
    for prefix, group in (("X", OLD_COINS), ("Z", MONEY)):
        if name.startswith(prefix) and name[1:] in group:
            name = name[1:]
    return next((asset for asset, alternative in ALTNAMES.items() if alternative == name), name)


def pair_altname(market: Market) -> str:
    """`XBTUSD`, `SOLUSD`: what order descriptions say."""
    return altname(market.base) + altname(market.quote)


def pair_wsname(market: Market) -> str:
    """`XBT/USD`."""
    return f"{altname(market.base)}/{altname(market.quote)}"


def pair_id(market: Market) -> str:
    """`XXBTZUSD` where both sides are of the old kind, else as the alternative name."""
    base, quote = asset_id(market.base), asset_id(market.quote)
    old = base != altname(market.base) and quote != altname(market.quote)
    return base + quote if old or market.symbol == "USDT/USD" else pair_altname(market)


def transaction_id(letter: str, number: int) -> str:
    """An id such as `OABCDE-FGHIJ-KLMNOP` that follows from a number."""
    digest = hashlib.sha256(f"DEMO/{letter}/{number}".encode()).digest()
    text = letter + base64.b32encode(digest).decode()
    return f"{text[:6]}-{text[6:11]}-{text[11:17]}"


def text(amount: Decimal, places: int = 8) -> str:
    """An amount as kraken prints it."""
    return f"{amount:.{places}f}"


def seconds(moment: datetime) -> float:
    """A time as kraken prints it in lists."""
    return round(moment.timestamp(), 4)


def whole_seconds(moment: datetime | None) -> str:
    """A time as kraken prints it of a key; "0" where there is none."""
    return "0" if moment is None else str(int(moment.timestamp()))


def decimal_of(params: Mapping[str, str], name: str) -> Decimal | None:
    """A parameter as an amount; None where it is missing or no number."""
    try:
        return Decimal(params[name])
    except (KeyError, InvalidOperation):
        return None


def reply(result: Any) -> web.Response:
    """A good answer."""
    return _document({"error": [], "result": result})


def error(message: str) -> web.Response:
    """An error; the HTTP status is 200 all the same."""
    return _document({"error": [message]})


def refused(refusal: Refusal) -> web.Response:
    """The error that the books' refusal is on kraken."""
    return error(REFUSALS[refusal])


def _document(body: dict[str, Any]) -> web.Response:
    return json_response(body)
