"""An unmodified ccxt.pro client whose addresses, and nothing else, point at the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import ccxt.pro as ccxtpro

from jungletui.domain.keys import Environment
from jungletui.sandbox.model import Account, SandboxOrder
from jungletui.sandbox.prices import to_step
from jungletui.sandbox.run import Sandbox
from jungletui.sandbox.world import OrderRequest

PATIENCE = 20.0
"""Seconds within which something must have come; nothing waits for them to pass."""


def readdressed(urls: Any, endpoint: str) -> Any:
    """Scheme, host and port of every URL replaced (`ws` for websockets), the path kept."""
    if isinstance(urls, dict):
        return {name: readdressed(url, endpoint) for name, url in urls.items()}
    if isinstance(urls, list):
        return [readdressed(url, endpoint) for url in urls]
    if not isinstance(urls, str) or not urls.startswith(("http", "ws")):
        return urls
    here = endpoint.replace("http", "ws", 1) if urls.startswith("ws") else endpoint
    return here + urlsplit(urls.replace("{hostname}", "host")).path


@asynccontextmanager
async def streaming(
    sandbox: Sandbox, name: str, changes: dict[str, str] | None = None, **options: Any
) -> AsyncIterator[Any]:
    """A ccxt.pro exchange with the sample key `name`; `changes` replace credential fields."""
    key = sandbox.key(name)
    config = {**key.credential, **(changes or {}), "enableRateLimit": False}
    exchange = getattr(ccxtpro, key.exchange)(
        config | {"options": options}
    )
    if key.environment is Environment.TESTNET:
        exchange.set_sandbox_mode(True)
    exchange.timeout_on_exit = 0  # ccxt waits 250 ms for TLS, which is not used here
    exchange.urls["api"] = readdressed(exchange.urls["api"], key.endpoint)
    try:
        yield exchange
    finally:
        await exchange.close()


class Watching:
    """One `watch_…` that is under way; `next` waits for what it brings."""

    def __init__(self, watch: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self._watch = watch
        self._task = asyncio.create_task(watch())

    async def next(self) -> Any:
        found = await asyncio.wait_for(self._task, PATIENCE)
        self._task = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        return found

    def stop(self) -> None:
        self._task.cancel()


@asynccontextmanager
async def watching(*watches: Callable[[], Coroutine[Any, Any, Any]]) -> AsyncIterator[Any]:
    found = [Watching(watch) for watch in watches]
    try:
        yield found
    finally:
        for one in found:
            one.stop()
            await asyncio.gather(one._task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    """Wait for a condition of the sandbox."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - the sandbox tells nobody
            await asyncio.sleep(0.005)


def bought(sandbox: Sandbox, exchange: str, account: str, symbol: str, wallet: str) -> SandboxOrder:
    """A market order that the books fill at once."""
    books = sandbox.books(exchange)
    order = books.place(
        books.accounts[account],
        OrderRequest(symbol, "buy", books.markets[symbol].lot * 100, None, wallet),
    )
    assert isinstance(order, SandboxOrder), order
    return order


def resting(sandbox: Sandbox, exchange: str, account: str, symbol: str, wallet: str) -> SandboxOrder:
    """A limit order far from the price."""
    books = sandbox.books(exchange)
    market = books.markets[symbol]
    price = to_step(books.price(symbol) * Decimal("0.8"), market.tick)
    amount = to_step(Decimal(50) / market.cost(Decimal(1), price), market.lot)
    order = books.place(
        books.accounts[account], OrderRequest(symbol, "buy", amount, price, wallet)
    )
    assert isinstance(order, SandboxOrder), order
    return order


def same(found: dict[str, Any], account: Account, wallet: str, asset: str) -> bool:
    """Whether a balance of ccxt is that of the books."""
    holding = account.holding(wallet, asset)
    row = found[asset]
    return (
        Decimal(str(row["total"])) == holding.total
        and Decimal(str(row["free"])) == holding.free
        and Decimal(str(row["used"])) == holding.used
    )
