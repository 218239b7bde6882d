"""An unmodified ccxt.pro client whose addresses, and nothing else, point at the sandbox."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import ccxt.pro as ccxtpro
import pytest

from jungletui.domain.keys import Environment
from jungletui.sandbox.model import Account, SandboxFill, SandboxOrder
from jungletui.sandbox.prices import to_step
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
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
async def served(exchange: str) -> AsyncIterator[Sandbox]:
    """One exchange whose prices stand still: only what a test does moves its books."""
    async with running(SandboxOptions(moving=False, markets=80, exchanges=(exchange,))) as sandbox:
        yield sandbox


def serving(exchange: str) -> Any:
    """A fixture: `served`, anew for each test."""

    @pytest.fixture
    async def sandbox() -> AsyncIterator[Sandbox]:
        async with served(exchange) as found:
            yield found

    return sandbox


@asynccontextmanager
async def raw(sandbox: Sandbox, exchange: str, path: str) -> AsyncIterator[Any]:
    """A websocket without a client of the exchange."""
    address = sandbox.endpoints[exchange].replace("http", "ws", 1) + path
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        yield socket


async def said(socket: Any) -> Any:
    """The next message, parsed where it is JSON."""
    text = await asyncio.wait_for(socket.receive_str(), PATIENCE)
    return json.loads(text) if text[:1] in "{[" else text


def subscribed(sandbox: Sandbox, exchange: str, count: int = 1) -> Callable[[], bool]:
    """Whether so many subscriptions stand."""
    streams = sandbox.streams(exchange)
    return lambda: sum(len(line.subscriptions) for line in streams.lines) >= count


@asynccontextmanager
async def streaming(
    sandbox: Sandbox, name: str, changes: dict[str, str] | None = None, **options: Any
) -> AsyncIterator[Any]:
    """A ccxt.pro exchange with the sample key `name`; `changes` replace credential fields."""
    key = sandbox.key(name)
    config = {**key.credential, **(changes or {}), "enableRateLimit": False}
    exchange = getattr(ccxtpro, key.exchange)(config | {"options": options})
    if key.environment is Environment.TESTNET:
        exchange.set_sandbox_mode(True)
    exchange.timeout_on_exit = 0  # ccxt waits 250 ms for TLS, which is not used here
    exchange.urls["api"] = readdressed(exchange.urls["api"], key.endpoint)
    try:
        yield exchange
    finally:
        await exchange.close()


@asynccontextmanager
async def watching(*watches: Callable[[], Coroutine[Any, Any, Any]]) -> AsyncIterator[list[Any]]:
    """Each `watch_…` called again and again; the list has the first result of each.

    ccxt resolves a watch with what it keeps, and forgets the messages that come while nobody
    watches: later results are looked up in what it keeps (`order_of`, `trade_of`, `balance`).
    """
    found: list[Any] = [None] * len(watches)

    async def follow(place: int, watch: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        found[place] = await watch()
        while True:
            await watch()

    tasks = [asyncio.create_task(follow(*one)) for one in enumerate(watches)]
    try:
        yield found
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        failed = [e for e in ends if isinstance(e, Exception)]
        if failed:
            raise failed[0]


def states_of(client: Any, order: SandboxOrder) -> list[dict[str, Any]]:
    """What ccxt keeps of an order, the oldest first."""
    return [o for o in client.orders or () if o["id"] == order.id]


def order_of(client: Any, order: SandboxOrder) -> dict[str, Any]:
    """Its newest state; empty where ccxt keeps none."""
    known = states_of(client, order)
    return known[-1] if known else {}


def trade_of(client: Any, fill: SandboxFill) -> dict[str, Any]:
    """What ccxt keeps of a fill; empty where it keeps none."""
    return next((t for t in client.myTrades or () if t["id"] == fill.id), {})


async def until(true: Callable[[], bool]) -> None:
    """Wait for a condition of the sandbox."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - the sandbox tells nobody
            await asyncio.sleep(0.005)


def bought(sandbox: Sandbox, exchange: str, account: str, symbol: str, wallet: str) -> SandboxOrder:
    """A limit order above the price, which the books fill at once."""
    books = sandbox.books(exchange)
    price = to_step(books.price(symbol) * Decimal("1.01"), books.markets[symbol].tick)
    amount = _worth(sandbox, exchange, symbol, price)
    asked = OrderRequest(symbol, "buy", amount, price, wallet)
    order = books.place(books.accounts[account], asked)
    assert isinstance(order, SandboxOrder), order
    return order


def resting(
    sandbox: Sandbox, exchange: str, account: str, symbol: str, wallet: str
) -> SandboxOrder:
    """A limit order far from the price."""
    books = sandbox.books(exchange)
    market = books.markets[symbol]
    price = to_step(books.price(symbol) * Decimal("0.8"), market.tick)
    amount = _worth(sandbox, exchange, symbol, price)
    order = books.place(books.accounts[account], OrderRequest(symbol, "buy", amount, price, wallet))
    assert isinstance(order, SandboxOrder), order
    return order


def _worth(sandbox: Sandbox, exchange: str, symbol: str, price: Decimal) -> Decimal:
    """The amount that is worth about fifty of the quote, at least a lot."""
    market = sandbox.books(exchange).markets[symbol]
    one = market.contract_size * (1 if market.inverse else price)
    return max(to_step(Decimal(50) / one, market.lot), market.lot)


def same(found: dict[str, Any], account: Account, wallet: str, *assets: str) -> bool:
    """Whether balances of ccxt are those of the books."""
    return all(
        exact(found[asset][part]) == getattr(account.holding(wallet, asset), part)
        for asset in assets
        for part in ("free", "used", "total")
        if asset in found
    ) and all(asset in found for asset in assets)


def exact(figure: float | None) -> Decimal | None:
    """A figure of ccxt, which it has as a float."""
    return None if figure is None else Decimal(str(figure))


def is_told(client: Any, order: SandboxOrder) -> bool:
    """Whether ccxt knows an order as filled, with the books' figures."""
    seen = order_of(client, order)
    return (
        seen.get("status") == "closed"
        and exact(seen["cost"]) == order.cost
        and exact(seen["filled"]) == order.filled
    )


def is_traded(client: Any, fill: SandboxFill, order: SandboxOrder) -> bool:
    """Whether ccxt knows a fill with the books' figures (its fee aside)."""
    trade = trade_of(client, fill)
    return bool(trade) and (
        (trade["order"], trade["symbol"], trade["takerOrMaker"])
        == (order.id, order.symbol, "taker")
        and exact(trade["price"]) == fill.price
        and exact(trade["amount"]) == fill.amount
    )
