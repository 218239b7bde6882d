"""Runs every method of one exchange of ccxt behind the guard, with a recorder in place of what
would sign and send: what got past, what was refused, what neither.

    python -m tools.tracing.running binance okx      prints one JSON document a line

Nothing is connected to anything.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.additions import added_methods, added_options, extended
from jungletui.exchanges.allowlists import allow_list, section_of
from jungletui.exchanges.guard import ReadOnly
from jungletui.exchanges.handed_over import hand_over, wanted_credentials
from jungletui.exchanges.loader import load_exchange
from tools.tracing.arguments import arguments_for
from tools.tracing.dummies import HANDED_OVER, credentials, markets, still
from tools.tracing.replies import REPLIES

READS = ("fetch_", "load_", "sign_in")
LOCAL = ("watch", "un_watch", "throttle", "sleep", "close", "open", "request", "init_", "spawn")
"""Coroutines that are neither reads nor writes: streams (see messages.py) and machinery."""
PATIENCE = 2.0


class Recorder:
    """Stands where ccxt would sign and send: below the guard."""

    past: set[str]
    refused: set[str]
    signed: list[str]
    reply: object

    def sign(self, path: str, api: Any = "public", method: str = "GET", *_: Any) -> object:
        """What got past the guard to be signed, and would be sent at once."""
        self.past.add(_text(api, method, path))
        self.signed.append(_text(api, method, path))
        return {"url": "", "method": method, "headers": None, "body": None}

    async def fetch(self, *_: object, **__: object) -> object:
        """Would be the network."""
        raise SentError


class SentError(BaseException):
    """Something reached the network's place; nothing may swallow this."""


class Watched(ReadOnly):
    """The guard, telling what it refuses."""

    async def fetch2(
        self, path: str, api: Any = "public", method: str = "GET", *rest: Any, **more: Any
    ) -> object:
        """As the guard's."""
        try:
            return await super().fetch2(path, api, method, *rest, **more)
        except ExchangeError:
            self.refused.add(_text(api, method, path))  # type: ignore[attr-defined]
            raise

    async def fetch(self, *_: object, **__: object) -> object:
        """The answer to what was signed; nothing is sent."""
        reply = self.reply  # type: ignore[attr-defined]
        return reply() if callable(reply) else reply


def guarded(exchange: str) -> Any:
    """An object of `exchange` with the guard, the recorder, made-up credentials and markets."""
    bases = (Watched, Recorder, extended(exchange, load_exchange(exchange)))
    made: Any = type("Traced", bases, added_methods(exchange))(
        {**credentials("one"), **HANDED_OVER.get(exchange, {}), "enableRateLimit": False}
        | {"number": str, "options": dict(added_options(exchange))}
    )
    made.requiredCredentials = dict(wanted_credentials(made))
    hand_over(made)
    made.line = line_of(exchange)
    made.past, made.refused, made.signed, made.reply = set(), set(), [], {}
    still(made)
    made.set_markets(markets(made.precisionMode, exchange))
    made.options |= {"authToken": "token", "expires": 2**40}  # paradex: logged in
    for currency in made.currencies.values():
        network = {"id": "ETH", "network": "ETH"}
        currency["networks"] = {"ETH": network, "ERC20": network}
    account = {"id": "1", "type": "spot", "code": "BTC", "currency": "BTC", "info": {"id": "1"}}
    made.accounts = [account]
    made.kept = made.options, made.markets, made.currencies
    return made


def line_of(exchange: str) -> Any:
    """A line that lets everything pass that the guard lets pass."""

    class Turn:
        async def __aenter__(self) -> None: ...

        async def __aexit__(self, *_: object) -> None: ...

    async def nothing(*_: object) -> None: ...

    async def ask(_name: object, work: Any) -> object:
        return await work()

    return SimpleNamespace(
        exchange=exchange,
        allowed=allow_list(exchange),
        check=lambda: None,
        wait=nothing,
        pacer=SimpleNamespace(wait=nothing),
        order_of=lambda _signed: Turn(),
        slots=Turn(),
        time=SimpleNamespace(ready=nothing, again=nothing, milliseconds=lambda: 1_767_225_600_000),
        nonce=SimpleNamespace(after=lambda moment: moment),
        expect=lambda _order: None,
        take=lambda *_: None,
        once=SimpleNamespace(ask=ask),
    )


async def run(exchange: str) -> dict[str, Any]:
    """Call every coroutine of the object with all sorts of arguments."""
    made = guarded(exchange)
    found: dict[str, Any] = {"exchange": exchange, "reads": {}, "writes": {}}
    for name, method in sorted(_coroutines(made)):
        kind = "reads" if name.startswith(READS) else "writes"
        made.past, made.refused = set(), set()
        _, made.markets, made.currencies = made.kept
        raised = {await _outcome(made, method, a) for a in arguments_for(name, method, exchange)}
        found[kind][name] = {
            "past": sorted(made.past),
            "refused": sorted(made.refused),
            "raised": sorted(raised),
        }
    found["endpoints"] = await every_endpoint(made)
    found["claimed"] = sorted(k for k, v in made.has.items() if v)
    found["signed"] = sorted(set(made.signed))
    return found


async def every_endpoint(made: Any) -> dict[str, Any]:
    """Every implicit call of the class: how many there are, how many the guard refused both to
    send and to sign, and those that got past."""
    calls = {
        (section_of(entry.api), entry.method, entry.path): (name, entry)
        for ancestor in reversed(type(made).__mro__)
        for name, entry in vars(ancestor).items()
        if type(entry).__name__ == "Entry"
    }
    made.signed, past, refusals = [], [], 0
    for endpoint, (name, entry) in calls.items():
        made.past = set()
        try:
            await getattr(made, name)({})
        except ExchangeError:
            try:
                made.sign(entry.path, entry.api, entry.method, {})
            except ExchangeError:
                refusals += 1
        if made.past or made.signed:
            past.append(endpoint)
        made.signed.clear()
    return {"count": len(calls), "refused": refusals, "past": sorted(past)}


async def _outcome(made: Any, method: Any, arguments: tuple[list[Any], dict[str, Any]]) -> str:
    positional, options = arguments
    for reply in REPLIES:
        made.reply = reply
        made.options = {**made.kept[0], **options}  # what an earlier answer left is gone
        try:
            async with asyncio.timeout(PATIENCE):
                await method(*positional)
            return "answered"
        except Exception as error:  # noqa: BLE001 # ccxt's parsers raise whatever they like here
            last = type(error).__name__
    return last


def _coroutines(made: Any) -> Iterator[tuple[str, Any]]:
    """Its coroutine methods, each once, by its own name and without the machinery."""
    machinery = {"fetch", "fetch2", "fetch_2", "request"}
    for name in dir(type(made)):
        if name.startswith(("_", *LOCAL)) or name in machinery or name.lower() != name:
            continue
        method = getattr(made, name, None)
        if inspect.iscoroutinefunction(method) and method.__name__ == name:
            yield name, method


def _text(api: Any, verb: str, path: str) -> str:
    return f"{verb} {section_of(api)} {path}"


def main() -> None:
    """Print what each exchange did."""
    for exchange in sys.argv[1:]:
        print(json.dumps(asyncio.run(run(exchange))))  # noqa: T201


if __name__ == "__main__":
    main()
