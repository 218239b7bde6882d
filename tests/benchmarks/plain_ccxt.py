"""What a user would write instead: one ccxt instance a key, markets loaded, balances fetched.

Reads `[{"exchange", "endpoint", "credential"}, …]` as JSON on standard input.
"""

import asyncio
import json
import sys
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


async def _read(key: dict[str, Any]) -> dict[str, Any]:
    exchange = getattr(ccxt, key["exchange"])(key["credential"])
    exchange.urls["api"] = _moved(exchange.urls["api"], key["endpoint"])
    exchange.hostname = ""
    try:
        await exchange.load_markets()
        balance: dict[str, Any] = await exchange.fetch_balance()
        return balance["total"]
    finally:
        await exchange.close()


async def _main() -> None:
    keys = json.load(sys.stdin)
    totals = await asyncio.gather(*(_read(key) for key in keys))
    print(json.dumps(totals))


asyncio.run(_main())
