"""One websocket of ccxt: guarded before it writes, exact in what it reads, and never deaf.

ccxt 4.5.90 (async_support/base/ws/client.py) reads numbers into binary floats, follows redirects,
and stops listening without a word where a message makes its parser fail.
"""

from __future__ import annotations

import importlib
import json
import zlib
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, Protocol, cast

import aiohttp
from yarl import URL

from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.reading import CONFUSED
from jungletui.exchanges.ws_guard import Messages, check_message

CLIENT = "ccxt.async_support.base.ws.client"
LARGEST_MESSAGE = 8 * 1024 * 1024
PARTING = aiohttp.ClientWSTimeout(ws_close=1.0)
LONGEST_QUIET = 15_000
"""Milliseconds between two pings, at most."""
UNREADABLE = (*CONFUSED, zlib.error, EOFError, OSError, RecursionError)


class Ears(Protocol):
    """Who listens to the sockets of one stream."""

    def frame(self) -> None:
        """Something arrived, a sign of life at least."""
        ...

    def message(self, found: object, told: list[object]) -> None:
        """One message, and what ccxt made of it: lists of orders or fills, balances."""
        ...

    def unreadable(self) -> None:
        """A message that ccxt could not read."""
        ...

    def ended(self, error: Exception | None) -> None:
        """The connection is gone."""
        ...


class Guarded:
    """Mixed in before ccxt's `Client`."""

    url: str
    options: dict[str, Any]
    connection: Any
    decompressBinary: bool  # noqa: N815
    on_message_callback: Callable[[object, object], object]
    keepAlive: float  # noqa: N815
    ping: Callable[[object], object] | None
    ping_looper: Any
    # What `Watching.client` gives each socket:
    http: aiohttp.ClientSession
    allowed: Messages
    ears: Ears
    address: Callable[[], str]
    _told: list[object]

    def create_connection(self, session: object) -> Awaitable[object]:
        """Dial by the key's own route."""
        del session
        self.keepAlive = min(self.keepAlive or LONGEST_QUIET, LONGEST_QUIET)
        opening = self.http.ws_connect(
            URL(self.address(), encoded=True),
            autoping=False,
            autoclose=False,
            headers=self.options.get("headers"),
            compress=self.options.get("compress", 15),
            max_msg_size=LARGEST_MESSAGE,
            timeout=PARTING,
        )
        return cast("Awaitable[object]", opening.__aenter__())

    async def send(self, message: object) -> None:
        """Write a message. ExchangeError, and nothing is written, where it does not only read."""
        check_message(self.allowed, message)
        await super().send(message)  # type: ignore[misc]

    async def ask_for_life(self) -> None:
        """One ping, as this exchange wants it. What fails ends the connection, which is told."""
        try:
            if self.ping:
                await self.send(self.ping(self))
            else:
                await self.connection.ping()
        except (OSError, RuntimeError, aiohttp.ClientError) as error:
            self.on_error(error)

    def handle_message(self, message: aiohttp.WSMessage) -> None:
        """One frame. What cannot be read is told, and the next one is read all the same."""
        self.ears.frame()
        try:
            super().handle_message(message)  # type: ignore[misc]
        except (ccxt_error(), *UNREADABLE):
            self.ears.unreadable()

    def handle_text_or_binary_message(self, data: str | bytes) -> None:
        """One message, its fractions as the texts of their digits."""
        if isinstance(data, bytes) and self.decompressBinary:
            data = data.decode()
        found: object = data
        if isinstance(data, str) and data[:1] in ("{", "[") and len(data) > 1:
            found = json.loads(data, parse_float=str)
        self._told = []
        try:
            self.on_message_callback(self, found)
        finally:
            told, self._told = self._told, []
            self.ears.message(found, told)

    def resolve(self, result: object, message_hash: object) -> object:
        """ccxt has news, whoever waits for them: those that come while nobody does are kept."""
        if not any(result is known for known in self._told):
            self._told.append(result)
        return super().resolve(result, message_hash)  # type: ignore[misc]

    def future(self, message_hash: object) -> Any:
        """ccxt's future; one that fails while nobody waits for it prints nothing."""
        found = super().future(message_hash)  # type: ignore[misc]
        found.remove_done_callback(_seen)
        found.add_done_callback(_seen)
        return found

    reusableFuture = future  # noqa: N815

    def on_error(self, error: Exception) -> None:
        """The connection failed, or was never made."""
        super().on_error(error)  # type: ignore[misc]
        self.ears.ended(error)

    def on_close(self, code: object) -> None:
        """The other side closed."""
        super().on_close(code)  # type: ignore[misc]
        self.ears.ended(None)

    def log(self, *_: object) -> None:
        """ccxt would print."""


def _seen(future: Any) -> None:
    if not future.cancelled():
        future.exception()


@cache
def socket_class() -> Callable[..., Any]:
    """ccxt's `Client` with the guard before it. ccxt must have been loaded."""
    client = importlib.import_module(CLIENT).Client
    return type("GuardedSocket", (Guarded, client), {"_told": []})
