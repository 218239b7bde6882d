"""The read-only guard: what is not on the allow-list is refused before it is signed.

Every request of ccxt 4.5.90 passes `fetch2`, `sign` and then `fetch` (base/exchange.py; no exchange
has a `fetch2` of its own). The guard stands in the place of the first and in front of the others:
the exchange's own `sign` is not reached by a request that is not known to read, and `fetch` sends
nothing that `sign` did not make, and nothing to another host.
Websockets do not pass here and are refused altogether; `streams/watching.py` opens them, each with
the exchange's list of messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.allowlists import AllowList, section_of
from jungletui.exchanges.asking_once import name_of
from jungletui.exchanges.beside import at_home, is_beside
from jungletui.exchanges.failures import foreign_failure, unexplained
from jungletui.exchanges.line import Line, Order
from jungletui.exchanges.loader import ccxt_error

Api = str | Sequence[str]
Params = Mapping[str, object] | None
HOLE = re.compile(r"\{(\w+)\}")
WORD = re.compile(r"[\w.:@+=,~-]*", re.ASCII)
"""What may fill a hole in a path: nothing that ends a segment, the path or the address."""


class ReadOnly:
    """Mixed in before a ccxt class, so that these methods come first."""

    line: Line

    async def fetch2(
        self,
        path: str,
        api: Api = "public",
        method: str = "GET",
        params: Params = None,
        config: Params = None,
    ) -> object:
        """One request, in its turn, with the exchange's time; a signed one that is under way is not
        sent again. Signed anew and sent once more where the exchange says that the time was wrong.
        Raises ExchangeError, at once while a ban or
        limit lasts that the exchange announced."""
        if is_beside():
            return await at_home(lambda: self.fetch2(path, api, method, params, config))
        line, section = self.line, section_of(api)
        check(line.allowed, section, method, path)
        line.check()
        cost = self._cost(path, api, method, params, config)
        if not line.allowed.is_signed(section, method, path):
            await line.wait(section, cost)
            return await self._send(path, api, method, params, signed=False)

        async def send() -> object:
            return await self._signed(path, api, method, params, cost)

        if method != "GET":
            return await send()
        return await line.once.ask(name_of(section, path, params or {}), send)

    async def _signed(
        self, path: str, api: Api, method: str, params: Params, cost: float
    ) -> object:
        line, section = self.line, section_of(api)
        await line.time.ready()
        await line.wait(section, cost)
        try:
            return await self._send(path, api, method, params, signed=True)
        except ExchangeError as error:
            if error.failure is not FailureKind.CLOCK:
                raise
        await line.time.again()
        await line.time.ready()
        await line.wait(section, cost)
        return await self._send(path, api, method, params, signed=True)

    async def _send(
        self, path: str, api: Api, method: str, params: Params, *, signed: bool
    ) -> object:
        """What is left of ccxt's `fetch2` without its retries, which nothing here asks for. Raises
        ExchangeError where a ban or limit came while waiting."""
        line = self.line
        async with line.order_of(signed), line.slots:
            line.check()
            ready: Any = self.sign(path, api, method, params)
            return await self.fetch(ready["url"], ready["method"], ready["headers"], ready["body"])

    def _cost(self, path: str, api: Api, method: str, params: Params, config: Params) -> float:
        """What the request counts against the exchange's limit."""
        weigh: Callable[..., float] = self.calculate_rate_limiter_cost  # type: ignore[attr-defined]
        try:
            return float(weigh(api, method, path, params or {}, config or {}))
        except TypeError:  # ccxt 4.5.90 pacifica.py compares the cost, a text here, with a number
            return float(cast("Any", (config or {}).get("cost", 1)))

    def sign(
        self, path: str, api: Api = "public", method: str = "GET", params: Params = None
    ) -> dict[str, object]:
        """The request, ready to be sent. Raises ExchangeError: not-supported where it does not
        only read, key-type where the credential cannot sign."""
        section = section_of(api)
        check(self.line.allowed, section, method, path)
        check_parameters(self.line.allowed, method, path, params or {})
        signer: Callable[..., dict[str, object]] = super().sign  # type: ignore[misc]
        try:
            request = signer(path, api, method, dict(params or {}))
        except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
            raise ExchangeError(
                FailureKind.KEY_TYPE,
                f"{self.line.exchange}: this credential cannot sign ({type(error).__name__})",
                "Paste the secret again: it is cut short, or of a kind that is not taken here.",
            ) from None
        self.line.expect(Order(str(request["url"]), str(request["method"]), section, path))
        return request

    async def fetch(
        self,
        url: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> object:
        """Send what `sign` made, and judge the answer before ccxt parses it."""
        order = self.line.take(url, method)
        if order is None:
            raise refused(self.line.exchange, method, "", "unsigned request")
        check_host(self.line, url)
        complete: Callable[..., dict[str, str]] = self.prepare_request_headers  # type: ignore[attr-defined]
        reply, found = await self.line.converse(order, complete(headers), body)
        judge: Callable[..., object] = self.handle_errors  # type: ignore[attr-defined]
        try:
            judge(reply.status, "", order.path, method, reply.headers, reply.text, found, {}, None)
        except ccxt_error() as error:
            words = self.line.redactor.clean(self.line.words(found))
            foreign = foreign_failure(error, self.line.book, words)
            self.line.note(foreign, None)
            raise foreign from None
        failure = unexplained(reply, found, self.line.book, self.line.redactor)
        if failure is not None:
            raise failure
        return found

    def milliseconds(self) -> int:
        """The exchange's time: this host's clock plus the measured difference."""
        return self.line.time.milliseconds()

    def microseconds(self) -> int:
        """As `milliseconds`."""
        return self.milliseconds() * 1000

    def seconds(self) -> int:
        """As `milliseconds`."""
        return self.milliseconds() // 1000

    def incrementing_nonce(self) -> int:
        """A number larger than every one before it for this key, whichever object asks."""
        return self.line.nonce.after(self.milliseconds())

    def client(self, url: str) -> NoReturn:
        """Refused: no websocket is opened here."""
        raise refused(self.line.exchange, "websocket", "", urlsplit(url).hostname or "")

    def watch(self, url: str, *_: object, **__: object) -> NoReturn:
        """Refused: no websocket message is sent here."""
        self.client(url)

    def watch_multiple(self, url: str, *_: object, **__: object) -> NoReturn:
        """Refused: no websocket message is sent here."""
        self.client(url)

    def load_lighter_library(self, *_: object, **__: object) -> NoReturn:
        """Refused: ccxt would run a native library that makes and registers keys (lighter.py)."""
        raise refused(self.line.exchange, "native code", "", "load_lighter_library")

    def set_last_request(self, _request: object) -> None:
        """ccxt would keep the last signed request; nothing here needs it."""

    def log(self, *_: object) -> None:
        """ccxt would print."""


def check(allowed: AllowList, section: str, verb: str, path: str) -> None:
    """Raise ExchangeError (not-supported) unless this request only reads."""
    if not allowed.allows(section, verb, path):
        raise refused(allowed.exchange, verb, section, path)


def check_parameters(
    allowed: AllowList, verb: str, path: str, params: Mapping[str, object]
) -> None:
    """Raise ExchangeError (not-supported) where a parameter would make another call of this one:
    it takes the place of the call's own name in the body, or it leaves its hole in the path."""
    for name in allowed.body_names & params.keys():
        raise refused(allowed.exchange, verb, f"{name}=", path)
    for name in HOLE.findall(path):
        value = str(params.get(name, ""))
        if not WORD.fullmatch(value) or ".." in value:
            raise refused(allowed.exchange, verb, f"{name}=", path)


def check_host(line: Line, url: str) -> None:
    """Raise ExchangeError (not-supported) where `url` is not of the key's exchange."""
    if _origin_of(_head(url)) not in line.origins:
        host = urlsplit(url).hostname or "no host"
        raise ExchangeError(
            FailureKind.NOT_SUPPORTED,
            f"refused: {host} is not a host of {line.exchange}",
            "JungleTUI talks to the key's exchange or to its endpoint, and to nobody else.",
        )


def _head(url: str) -> str:
    """A URL up to where its path begins: many have the same one."""
    begin = url.find("://") + 3
    ends = [end for end in (url.find(mark, begin) for mark in "/?#") if end >= 0]
    return url[: min(ends)] if begin >= 3 and ends else url


@lru_cache(maxsize=256)
def _origin_of(head: str) -> tuple[str, str, int | None]:
    return origin(head)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    ports = {"https": 443, "wss": 443, "http": 80, "ws": 80}
    return parts.scheme, parts.hostname or "", parts.port or ports.get(parts.scheme)


def refused(exchange: str, verb: str, section: str, path: str) -> ExchangeError:
    """The refusal itself."""
    call = " ".join(part for part in (verb, section, path) if part)
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"refused: not a read ({exchange}: {call})",
        "JungleTUI sends only what is on its list of reading calls.",
    )
