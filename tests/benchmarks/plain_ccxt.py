"""What a user would write instead: one ccxt instance a key, markets loaded, balances fetched, and
with `--orders` the open orders.

Reads `[{"exchange", "endpoint", "credential"}, …]` as JSON on standard input.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import ccxt.async_support as ccxt


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
        return balance["total"]
    finally:
        await exchange.close()


async def _main() -> None:
    keys = json.load(sys.stdin)
    totals = await asyncio.gather(*(_read(key) for key in keys))
    print(json.dumps(totals))


asyncio.run(_main())
