"""Reading calls that an exchange documents and ccxt 4.5.90 does not have, or cannot send.

They pass the same guard: an addition that is not on the allow-list is refused like any other call.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jungletui.domain.keys import Environment
from jungletui.exchanges import derive_lists, indodax_histories
from jungletui.exchanges.handed_over import HANDED_OVER
from jungletui.exchanges.protocol import Ccxt


@dataclass(frozen=True, slots=True)
class Addition:
    """One GET call: the name of its implicit method, ccxt's section, its path, and where that
    section is in each environment. `options` are the exchange's own, by which its `sign` knows
    that the call is private and of which version. `also` are further names and paths of the same
    section."""

    name: str
    section: str
    path: str
    urls: Mapping[Environment, str]
    options: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[tuple[str, str], ...] = ()

    @property
    def calls(self) -> tuple[tuple[str, str], ...]:
        """All names and paths."""
        return (self.name, self.path), *self.also


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
    "indodax": Addition(
        name="v2GetApiV2OrderHistories",
        section=indodax_histories.SECTION,
        path=indodax_histories.ORDERS,
        urls={Environment.LIVE: indodax_histories.URL},
        also=(("v2GetApiV2MyTrades", indodax_histories.FILLS),),
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


async def _coinbase_movements(
    made: Any,
    code: str | None = None,
    since: int | None = None,
    limit: int | None = None,
    params: Mapping[str, object] | None = None,
) -> object:
    """Everything that moved one asset at Coinbase, a page of it with its trades: only so is it
    known whether a page was full."""
    del since
    account = await made.find_account_id(code)
    if account is None:
        return []
    asked = {"account_id": account, "limit": limit, **(params or {})}
    reply = await made.v2_private_get_accounts_account_id_transactions(asked)
    return made.parse_transactions(reply["data"], None, None, None)


OWN_READS: Mapping[str, Mapping[str, object]] = {
    # ccxt 4.5.90 coinbase.py `fetch_deposits_withdrawals` reads one page of an asset and drops the
    # trades in it, so that whoever counts takes a page of trades for the end.
    "coinbase": {"fetch_movements": _coinbase_movements},
    "derive": derive_lists.METHODS,
    "indodax": {
        "fetch_closed_orders": indodax_histories.fetch_closed_orders,
        "fetch_my_trades": indodax_histories.fetch_my_trades,
    },
}
"""Reading methods of ours, where ccxt's read less or will soon read nothing."""
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
    given = HANDED_OVER.get(exchange)
    own = {**REPAIRS.get(exchange, {}), **OWN_READS.get(exchange, {})}
    own |= given.methods if given else {}
    if addition is None:
        return own
    entry = importlib.import_module("ccxt.base.types").Entry
    section = [addition.section]
    return own | {name: entry(path, section, "GET", {"cost": 1}) for name, path in addition.calls}


def extended(exchange: str, original: type[object]) -> type[object]:
    """ccxt's class, with what the added calls want below the guard: a signature of their own."""
    if exchange != "indodax":
        return original
    return indodax_histories.parsing(indodax_histories.signing(original))


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
