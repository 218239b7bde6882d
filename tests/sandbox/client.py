"""An unmodified ccxt client whose addresses, and nothing else, point at the sandbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import ccxt.async_support as ccxt

from jungletui.domain.keys import Environment
from jungletui.sandbox.run import Sandbox


def rewritten(urls: Any, endpoint: str) -> Any:
    """Scheme, host and port of every URL replaced, the path kept."""
    if isinstance(urls, dict):
        return {name: rewritten(url, endpoint) for name, url in urls.items()}
    if isinstance(urls, str) and urls.startswith("http"):
        return endpoint + urlsplit(urls.replace("{hostname}", "host")).path
    return urls


def shown(value: float | None) -> Decimal:
    """A figure of ccxt, exact: it prints floats as the exchange sent them. Nothing is nought."""
    return Decimal(str(value or 0))


@asynccontextmanager
async def connected(
    sandbox: Sandbox, name: str, changes: dict[str, str] | None = None, **config: Any
) -> AsyncIterator[Any]:
    """A ccxt exchange with the sample key `name`; `changes` replace credential fields."""
    key = sandbox.key(name)
    credential = {**key.credential, **(changes or {})}
    exchange = getattr(ccxt, key.exchange)({**credential, "enableRateLimit": False, **config})
    if key.environment is Environment.TESTNET:
        exchange.set_sandbox_mode(True)
    exchange.timeout_on_exit = 0  # ccxt waits 250 ms for TLS, which is not used here
    exchange.urls["api"] = rewritten(exchange.urls["api"], key.endpoint)
    try:
        yield exchange
    finally:
        await exchange.close()
