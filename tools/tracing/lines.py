"""What ccxt does on each line of a stream plan: what it dials, writes and asks for by REST.

    python -m tools.tracing.lines okx gate      prints one JSON document a line

Nothing is connected: every socket takes what is written and answers at once (see messages.py).
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from typing import Any

from jungletui.exchanges.additions import added_methods
from jungletui.exchanges.allowlists import section_of
from jungletui.exchanges.endpoints import texts
from jungletui.exchanges.handed_over import hand_over, wanted_credentials
from jungletui.exchanges.streams.listening import NO_SNAPSHOT
from jungletui.exchanges.streams.plans import METHODS, Call, StreamLine, stream_plan
from jungletui.exchanges.streams.watching import REPAIRED
from tools.tracing.dummies import HANDED_OVER, credentials, markets, still
from tools.tracing.messages import PATIENCE, Watcher, done

BASE58 = {"modetrade": {"secret": "2" * 44}, "woofipro": {"secret": "2" * 44}}
"""Secrets of a form that ccxt decodes."""


class Answer(dict[str, Any]):
    """What a subscription is answered with: no rows."""

    def getLimit(self, *_: object) -> int:  # noqa: N802  ccxt's name
        """No limit."""
        return 0

    def __getitem__(self, name: Any) -> Any:
        return [] if isinstance(name, slice) else super().__getitem__(name)


class Dialling(Watcher):
    """Keeps what is dialled and asked for, too."""

    dialled: list[str]
    asked: list[list[str]]

    def watch(self, url: str, *rest: Any, **more: Any) -> asyncio.Future[Any]:
        """As `Watcher`'s."""
        self.dialled.append(url)
        super().watch(url, *rest, **more)
        return done(Answer())

    watch_multiple = watch

    async def fetch2(
        self, path: str, api: Any = "public", method: str = "GET", *_: Any, **__: Any
    ) -> Any:
        """As `Watcher`'s."""
        self.asked.append([section_of(api), method, path])
        return await super().fetch2(path)


def run(exchange: str) -> dict[str, Any]:
    """Every call of every line, and what ccxt says that it could watch."""
    made = _made(exchange)
    has = [call for call, method in METHODS.items() if made.has.get(_camel(method)) is True]
    calls = [
        asyncio.run(_call(exchange, line, c))
        for line in stream_plan(exchange).lines
        for c in line.calls
    ]
    return {"exchange": exchange, "has": has, "calls": calls, "urls": _urls(made)}


async def _call(exchange: str, line: StreamLine, call: Call) -> dict[str, Any]:
    made = _made(exchange, {**line.options})
    error = None
    try:
        async with asyncio.timeout(PATIENCE):
            params = dict(call.params)
            if call.arguments:
                await getattr(made, call.method)(*call.arguments)
            elif call.method == METHODS["balance"]:
                await made.watch_balance(params)
            else:
                await getattr(made, call.method)(None, None, None, params)
    except Exception as caught:  # noqa: BLE001 # what was written before counts
        error = f"{type(caught).__name__}: {caught}"
    return {
        "line": line.name,
        "method": call.method,
        "dialled": sorted({url for url in made.dialled if url}),
        "written": json.loads(json.dumps(made.written, default=str)),
        "asked": made.asked,
        "error": error,
    }


def _made(exchange: str, options: dict[str, Any] | None = None) -> Any:
    original = getattr(importlib.import_module(f"ccxt.pro.{exchange}"), exchange)
    settings = {**credentials("one"), **BASE58.get(exchange, {}), "enableRateLimit": False}
    settings |= HANDED_OVER.get(exchange, {})
    given = {**NO_SNAPSHOT, **(options or {})}
    added = added_methods(exchange) | dict(REPAIRED.get(exchange, {}))
    made: Any = type("Traced", (Dialling, original), added)({**settings, "options": given})
    made.requiredCredentials = dict(wanted_credentials(made))
    hand_over(made)
    made.written, made.clients, made.dialled, made.asked = [], {}, [], []
    still(made)
    made.set_markets(markets(made.precisionMode))
    made.accounts = [{"id": "1", "type": "spot", "code": None, "info": {"id": "1"}}]
    made.options |= {"AuthAccountId": "1", "AuthCookieValue": "1"}  # grvt: logged in
    return made


def _urls(made: Any) -> list[str]:
    """Every REST address of the exchange."""
    found = (url.replace("{hostname}", made.hostname or "") for url in texts(made.urls["api"]))
    return [url for url in found if url.startswith("http")]


def _camel(method: str) -> str:
    first, *others = method.split("_")
    return first + "".join(word.capitalize() for word in others)


def main() -> None:
    """Print what each exchange did."""
    for exchange in sys.argv[1:]:
        print(json.dumps(run(exchange)))  # noqa: T201


if __name__ == "__main__":
    main()
