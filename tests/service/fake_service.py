"""A fake `Service` for what the real one cannot be made to do, and a bare client."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from jungletui.domain.documents import AccountEvent, Balances, Guide
from jungletui.domain.failures import UsageError

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class FakeService:
    """Answers a few methods of the interface in telling ways."""

    def __init__(self) -> None:
        self.cancelled: list[str] = []
        self.released = asyncio.Event()
        self.produced = asyncio.Event()

    async def guide(self, exchange: str) -> Guide:
        if exchange == "slow":
            try:
                await self.released.wait()
            except asyncio.CancelledError:
                self.cancelled.append("guide")
                raise
        if exchange == "usage":
            raise UsageError("wrongly asked", "ask rightly")
        if exchange == "mistake":
            raise RuntimeError("CanaryInAnException")
        if exchange.isdecimal():
            return Guide(exchange, "ä" * int(exchange))
        return Guide(exchange, exchange[::-1])

    async def watch(self, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
        try:
            for number in range(int(quote)):
                yield event(names[number % len(names)], f"{number}")
                await asyncio.sleep(0)
            self.produced.set()
            if names[0] == "endless":
                await self.released.wait()
        except asyncio.CancelledError:
            self.cancelled.append("watch")
            raise


def event(key: str, quote: str) -> AccountEvent:
    balances = Balances(NOW, quote, None, (), (), ())
    return AccountEvent(key, NOW, balances=balances)


class Line:
    """The client's side of a socket pair, line by line."""

    def __init__(self) -> None:
        ours, self.theirs = socket.socketpair()
        self._ours = ours

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(sock=self._ours, limit=1 << 27)

    def send(self, text: str | dict[str, Any]) -> None:
        line = text if isinstance(text, str) else json.dumps({"jsonrpc": "2.0", **text})
        self.writer.write(line.encode() + b"\n")

    def ask(self, number: int, method: str, **parameters: object) -> None:
        self.send({"id": number, "method": method, "params": parameters})

    async def raw(self) -> bytes:
        return await asyncio.wait_for(self.reader.readline(), 20)

    async def next(self) -> Any:
        return json.loads(await self.raw())
