"""What ccxt writes on the websockets of one exchange: while it watches, and when it trades.

    python -m tools.tracing.messages binance okx      prints one JSON document a line

Nothing is connected: every socket is a `Client` that takes what is written and answers at once.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from tools.tracing.arguments import SYMBOLS, arguments_for
from tools.tracing.dummies import credentials, markets, still
from tools.tracing.replies import answer

WATCHING = re.compile(
    r"(un_)?watch_(balance|orders|my_trades|positions|ticker|order_book|trades)$"
    r"|authenticate|ping|pong|send_ping"
)
TRADING = re.compile(
    r"(create|edit|cancel|withdraw|transfer|set|close)_?\w*_ws$|set_cancel_on_disconnect"
)
KINDS = ("spot", "swap", "margin", "future")
PATIENCE = 1.0
PING = {"ping": 1, "id": 1, "op": "ping", "method": "ping"}


class Client:
    """A socket that keeps what is written."""

    def __init__(self, url: str, written: list[Any]) -> None:
        self.url = url
        self.written = written
        self.subscriptions: dict[str, Any] = {}
        self.futures: dict[str, Any] = {}
        self.keepAlive = 1000
        self.lastPong = 0

    def future(self, _name: str) -> asyncio.Future[Any]:
        """Something that has arrived."""
        return done({})

    reusableFuture = future  # noqa: N815
    reusable_future = future

    async def send(self, message: Any) -> None:
        """Keep it."""
        self.written.append(message)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_: None


class Watcher:
    """Mixed in before a class of ccxt.pro."""

    written: list[Any]
    clients: dict[str, Client]

    def client(self, url: str) -> Client:
        """The socket to `url`."""
        return self.clients.setdefault(url, Client(url, self.written))

    def watch(
        self, url: str, name: Any = None, message: Any = None, *rest: Any, **more: Any
    ) -> asyncio.Future[Any]:
        """Write `message`, and have the answer."""
        if message:
            self.written.append(message)
        subscribed = rest[0] if rest else more.get("subscribe_hash", name)
        self.client(url).subscriptions[str(subscribed)] = True
        return done({})

    watch_multiple = watch

    def spawn(self, method: Any, *arguments: Any) -> asyncio.Future[Any]:
        """Let it run by itself."""
        found = method(*arguments)
        if inspect.iscoroutine(found):
            task = asyncio.get_running_loop().create_task(found)
            task.add_done_callback(lambda t: t.cancelled() or t.exception())
        return done(None)

    def delay(self, *_: Any) -> None:
        """Later is never."""

    async def fetch2(self, *_: Any, **__: Any) -> Any:
        """A listen key, a token, a server."""
        server = [{"endpoint": "wss://stream.example.org", "pingInterval": 18000}]
        found = {**answer(), "listenKey": "key", "token": "token", "websocket_token": "token"}
        return {
            **found,
            "result": {"token": "token"},
            "data": {"listenKey": "key", "listenkey": "key", "token": "t", "accessToken": "t"}
            | {"instanceServers": server},
        }

    async def load_markets(self, *_: Any, **__: Any) -> Any:
        """They are there."""
        return self.markets  # type: ignore[attr-defined]

    def check_required_credentials(self, *_: Any) -> bool:
        """They are made up, and enough."""
        return True


def done(value: Any) -> asyncio.Future[Any]:
    """A future that has its value."""
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    future.set_result(value)
    return future


async def run(exchange: str) -> dict[str, Any]:
    """What was written while watching, and, method by method, to trade."""
    original = getattr(importlib.import_module(f"ccxt.pro.{exchange}"), exchange)
    settings = {**credentials("one"), "enableRateLimit": False}
    made: Any = type("Traced", (Watcher, original), {})(settings)
    made.written, made.clients = [], {}
    still(made)
    made.set_markets(markets(made.precisionMode))
    made.accounts = [{"id": "1", "type": "spot"}]
    for kind in KINDS:
        made.options["defaultType"] = kind
        made.clients = {}
        for name in _names(made, WATCHING):
            for arguments in _arguments(made, name):
                await _attempt(getattr(made, name), arguments)
    watching, trading = made.written, {}
    for name in _names(made, TRADING):
        if ".base." in getattr(type(made), name).__module__:
            continue  # ccxt's own word that this exchange has none
        made.written, made.clients = [], {}
        for positional, _ in arguments_for(name, getattr(made, name)):
            await _attempt(getattr(made, name), positional)
        trading[name] = _unique(made.written)
    return {"exchange": exchange, "watching": _unique(watching), "trading": trading}


def _names(made: Any, wanted: re.Pattern[str]) -> Iterator[str]:
    found = (name for name in dir(type(made)) if wanted.fullmatch(name))
    return (name for name in found if callable(getattr(made, name)))


def _arguments(made: Any, name: str) -> Iterator[list[Any]]:
    if "watch" in name:
        symbols = (None, *SYMBOLS[:3])
        plural = "positions" in name
        yield from ([[s] if plural and s else s] for s in symbols if "balance" not in name)
        yield []
        return
    first = next(iter(inspect.signature(getattr(made, name)).parameters), "")
    for url in re.findall(r"wss?://[^\"' ]+", json.dumps(made.urls["api"])):
        client = made.client(url)
        yield from {"client": ([client], [client, dict(PING)]), "url": ([url],)}.get(first, ([{}],))


async def _attempt(method: Any, arguments: list[Any]) -> None:
    try:
        found = method(*arguments)
        if inspect.isawaitable(found):
            async with asyncio.timeout(PATIENCE):
                found = await found
        elif method.__name__ == "ping" and found and isinstance(arguments[0], Client):
            await arguments[0].send(found)
    except Exception:  # noqa: BLE001 # what was written before counts
        return


def _unique(messages: list[Any]) -> list[Any]:
    found = {json.dumps(message, default=str): message for message in messages}
    return [json.loads(text) for text in found]


def main() -> None:
    """Print what the class of each exchange wrote."""
    for exchange in sys.argv[1:]:
        print(json.dumps(asyncio.run(run(exchange))))  # noqa: T201


if __name__ == "__main__":
    main()
