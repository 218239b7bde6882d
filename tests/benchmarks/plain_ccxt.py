"""What a user would write instead: one ccxt instance a key, markets loaded, balances fetched, and
with `--orders` the open orders; with `--wallets` those of every kind of wallet and market that the
console reads and ccxt has a parameter for, where ccxt unasked reads the default one.

Reads `[{"exchange", "endpoint", "credential"}, …]` as JSON on standard input.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import ccxt.async_support as ccxt

FUTURES = tuple(
    {"type": "swap", "productType": product}
    for product in ("USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES")
)
SETTLED = ({"type": "swap", "settle": "usdt"}, {"type": "swap", "settle": "btc"})
ISOLATED = {"type": "margin", "marginMode": "isolated"}
WALLETS: dict[str, tuple[dict[str, str], ...]] = {
    "binance": (
        {"type": "margin"},
        ISOLATED,
        {"type": "swap", "subType": "linear"},
        {"type": "swap", "subType": "inverse"},
        {"type": "funding"},
    ),
    "bybit": ({"type": "funding"},),
    "okx": ({"type": "funding"},),
    "kucoin": (
        {"type": "main"},
        {"type": "margin"},
        ISOLATED,
        *({"type": "swap", "code": code} for code in ("USDT", "USDC", "BTC")),
    ),
    "bitget": (*FUTURES, {"type": "margin", "marginMode": "cross"}, ISOLATED),
    "gate": (*SETTLED, {"type": "future", "settle": "usdt"}, {"type": "option"}),
    "htx": ({"type": "swap", "subType": "linear"}, {"type": "future", "subType": "inverse"}),
}
"""By exchange: the parameters of `fetch_balance` for what it does not read by itself."""
MARKETS: dict[str, tuple[dict[str, str], ...]] = {
    "binance": (
        {"type": "margin"},
        {"type": "swap", "subType": "linear"},
        {"type": "swap", "subType": "inverse"},
    ),
    "bybit": (
        {"category": "linear", "settleCoin": "USDT"},
        {"category": "linear", "settleCoin": "USDC"},
        {"category": "inverse"},
    ),
    "kucoin": ({"type": "swap"},),
    "bitget": FUTURES,
    "gate": SETTLED,
}
"""By exchange: those of `fetch_open_orders`. HTX wants a symbol for its contracts."""


def _moved(urls: Any, endpoint: str) -> Any:
    """The same addresses on another host, each with its path."""
    if isinstance(urls, dict):
        return {name: _moved(url, endpoint) for name, url in urls.items()}
    if isinstance(urls, str):
        return endpoint + urlsplit(urls).path
    return urls


async def _in_time(call: Callable[[], Awaitable[Any]]) -> Any:
    """The answer, asked again where the parsing of other keys' markets kept a signed request back
    until it was too old."""
    for _ in range(9):
        try:
            return await call()
        except ccxt.InvalidNonce:
            pass
    return await call()


async def _where_readable(call: Callable[[], Awaitable[Any]]) -> None:
    """Ask for a wallet that the key may have no right to, or the account not have."""
    with suppress(ccxt.BaseError):
        await _in_time(call)


async def _read(key: dict[str, Any]) -> dict[str, Any]:
    exchange = getattr(ccxt, key["exchange"])(key["credential"])
    exchange.urls["api"] = _moved(exchange.urls["api"], key["endpoint"])
    exchange.hostname = ""
    exchange.timeout = 120_000  # its own parsing of markets keeps it from hearing answers in time
    try:
        await _in_time(exchange.load_markets)
        balance: dict[str, Any] = await _in_time(exchange.fetch_balance)
        if "--orders" in sys.argv:
            exchange.options["warnOnFetchOpenOrdersWithoutSymbol"] = False
            await _in_time(exchange.fetch_open_orders)
        if "--wallets" in sys.argv:
            for wallet in WALLETS.get(exchange.id, ()):
                await _where_readable(partial(exchange.fetch_balance, wallet))
            for market in MARKETS.get(exchange.id, ()):
                await _where_readable(partial(exchange.fetch_open_orders, params=market))
        return balance["total"]
    finally:
        await exchange.close()


async def _main() -> None:
    keys = json.load(sys.stdin)
    totals = await asyncio.gather(*(_read(key) for key in keys))
    print(json.dumps(totals))


asyncio.run(_main())
