"""Reading calls that an exchange documents and ccxt 4.5.90 does not have, or cannot send.

They pass the same guard: an addition that is not on the allow-list is refused like any other call.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jungletui.domain.keys import Environment
from jungletui.exchanges.protocol import Ccxt


@dataclass(frozen=True, slots=True)
class Addition:
    """One GET call: the name of its implicit method, ccxt's section, its path, and where that
    section is in each environment. `options` are the exchange's own, by which its `sign` knows
    that the call is private and of which version."""

    name: str
    section: str
    path: str
    urls: Mapping[Environment, str]
    options: Mapping[str, Any] = field(default_factory=dict)


ADDITIONS: Mapping[str, Addition] = {
    # https://docs.kraken.com/api-reference/api-keys/check-v3-api-key
    "krakenfutures": Addition(
        name="authGetApiKeysV3Check",
        section="auth",
        path="api-keys/v3/check",
        urls={
            Environment.LIVE: "https://futures.kraken.com/api/auth/",
            Environment.TESTNET: "https://demo-futures.kraken.com/api/auth/",
        },
        options={
            "access": {"auth": {"GET": {"api-keys/v3/check": "private"}}},
            "versions": {"auth": {"GET": {"api-keys/v3/check": "v1"}}},
        },
    ),
}


def _extend(*parts: Mapping[str, object] | None) -> dict[str, object]:
    """ccxt's `extend`, for which a part that is None is empty."""
    return {name: value for part in parts if part for name, value in part.items()}


async def _open_orders(made: Any, params: Mapping[str, object] | None = None) -> object:
    """Bybit's open orders without the settle coin that ccxt names for inverse contracts."""
    asked = dict(params or {})
    if asked.get("category") == "inverse" and asked.get("settleCoin") == "USDT":
        del asked["settleCoin"]
    return await made.request("v5/order/realtime", ["private"], "GET", asked, config={"cost": 5})


REPAIRS: Mapping[str, Mapping[str, object]] = {
    # ccxt 4.5.90 coinbaseinternational.py `sign`: the headers of a public POST, its login, are None
    # and merged all the same, which raises TypeError for every key.
    "coinbaseinternational": {"extend": staticmethod(_extend)},
    # ccxt 4.5.90 bybit.py `fetch_open_orders` asks for those that are settled in USDT where nothing
    # else is named. An inverse contract is settled in its base, and only linear ones want a coin:
    # https://bybit-exchange.github.io/docs/v5/order/open-order. (ccxt gives its other spelling,
    # `privateGetV5OrderRealtime`, to whatever has this one.)
    "bybit": {"private_get_v5_order_realtime": _open_orders},
    "bybiteu": {"private_get_v5_order_realtime": _open_orders},
    "bybitid": {"private_get_v5_order_realtime": _open_orders},
}


def added_methods(exchange: str) -> dict[str, object]:
    """What a class of `exchange` gets besides: descriptors as ccxt makes them, repaired methods;
    mostly nothing. The class of ccxt must have been loaded before."""
    addition = ADDITIONS.get(exchange)
    if addition is None:
        return dict(REPAIRS.get(exchange, {}))
    entry = importlib.import_module("ccxt.base.types").Entry
    return {addition.name: entry(addition.path, [addition.section], "GET", {"cost": 1})}


def added_options(exchange: str) -> Mapping[str, Any]:
    """The options that go with it; ccxt merges them into its own."""
    addition = ADDITIONS.get(exchange)
    return addition.options if addition else {}


def add_urls(made: Ccxt, environment: Environment) -> None:
    """Tell a ccxt object, which has entered its environment, where the added section is."""
    addition = ADDITIONS.get(made.id)
    urls = made.urls["api"]
    if addition is not None and environment in addition.urls and isinstance(urls, dict):
        urls[addition.section] = addition.urls[environment]
