"""One life of one stream: dial, sign in, subscribe, listen, until it ends in one way or another."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import aiohttp

from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow, Origin
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import KeyProfile
from jungletui.domain.times import Clock
from jungletui.exchanges.corrections.finding import corrections_of
from jungletui.exchanges.failures import foreign_failure
from jungletui.exchanges.line import Line
from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.reading import CONFUSED, parsed
from jungletui.exchanges.rows import balance_rows, exact, fill_row, order_row, text
from jungletui.exchanges.saying import SAID, Said
from jungletui.exchanges.streams.book import Hear, Heard
from jungletui.exchanges.streams.figures import News, balance_figures
from jungletui.exchanges.streams.plans import StreamLine, StreamPlan
from jungletui.exchanges.streams.watching import Watching
from jungletui.exchanges.unreachable import of_socks, unreachable
from jungletui.exchanges.vouching import Witness

SILENCE = 40.0
"""Seconds without a frame, be it the answer to a ping, after which a stream counts as dead."""
SETTLED = 0.4
"""Seconds after the first frame in which a refused subscription is told."""
SHY = 0.5
"""Seconds after which a stream that said nothing of itself is pinged: Binance's of contracts tells
only what changes."""
PATIENCE = 20.0
"""Seconds until the first frame."""
LIFE = 23 * 3600.0
JITTER = 1800.0
"""Exchanges cut after 24 hours (https://developers.binance.com/docs/binance-spot-api-docs/
web-socket-streams); a stream is renewed before, and not all at once."""
ENDINGS = ("eventStreamTerminated", "listenKeyExpired", "serverShutdown")
"""Binance's words for a stream that tells nothing more."""


@dataclass(slots=True, eq=False)
class Listener:
    """The ears of one life: turns messages into what they tell."""

    made: Any
    line: Line
    profile: KeyProfile
    plan: StreamPlan
    clock: Clock
    hear: Hear
    framed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    last: float = 0.0
    unread: int = 0

    def __post_init__(self) -> None:
        # A stream that is left ends, too, and nobody asks why any more.
        self.over.add_done_callback(lambda over: over.cancelled() or over.exception())

    def frame(self) -> None:
        """A sign of life."""
        self.last = asyncio.get_running_loop().time()
        self.framed.set()

    def unreadable(self) -> None:
        """REST has to say what the message said."""
        self.unread += 1
        self.hear(Heard(unclear=True))

    def ended(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._end(failure_of(error, self.line))

    def message(self, found: object, told: list[object]) -> None:
        """One message."""
        if _says_end(found):
            self._end(_broken(self.line, "the exchange ended the stream"))
            return
        try:
            heard = self._heard(found, told)
        except (ExchangeError, ccxt_error(), *CONFUSED):
            self.unreadable()
            return
        if heard is not None:
            self.hear(heard)

    def _heard(self, found: object, told: list[object]) -> Heard | None:
        at, witness = self.clock(), Witness(self.made, self.profile.name, "the stream")
        orders, fills, unclear = [], [], False
        for result in told:
            if result is self.made.orders:
                orders += self._orders(said_in(found, newest(result)), at, witness)
            elif result is self.made.myTrades:
                fills += self._fills(said_in(found, newest(result)), witness)
            elif isinstance(result, Mapping) and _is_balance(self.made, result):
                unclear = unclear or not self.plan.balances
        if (orders or fills) and not (self.plan.orders and self.plan.balances):
            unclear = True
        unclear = unclear or bool(witness.gaps())
        balances: tuple[BalanceRow, ...] = ()
        try:
            if self.plan.balances:
                balances = self._balances(found, at)
        except News:
            unclear = True
        if not self.plan.orders:
            orders, fills = [], []
        heard = Heard(balances, tuple(orders), tuple(fills), unclear)
        return heard if balances or orders or fills or unclear else None

    def _balances(self, found: object, at: datetime) -> tuple[BalanceRow, ...]:
        figures = balance_figures(self.profile.exchange, self.made, found)
        if figures is None:
            return ()
        rows = list(balance_rows(figures.balance, self.profile, figures.wallet, at))
        known = {row.asset for row in rows}
        emptied = (
            _nothing(self.profile, figures.wallet, asset, at)
            for asset, amounts in figures.balance.items()
            if asset not in known and isinstance(amounts, dict) and _is_zero(amounts)
        )
        return (*(replace(row, source=Origin.WS) for row in rows), *emptied)

    def _orders(self, rows: Iterable[Row], at: datetime, witness: Witness) -> list[OrderRow]:
        correct = corrections_of(self.profile.exchange).heard

        def convert(row: Row) -> OrderRow:
            raw = row.get("info")
            row = correct(dict(row), raw) if isinstance(raw, Mapping) else row
            order = replace(order_row(row, self.profile, at), source=Origin.WS)
            return witness.orders(order, row)

        return parsed(self.line, convert, rows)

    def _fills(self, rows: Iterable[Row], witness: Witness) -> list[FillRow]:
        return parsed(self.line, lambda row: witness.fills(fill_row(row, self.profile), row), rows)

    def _end(self, error: ExchangeError) -> None:
        if not self.over.done():
            self.over.set_exception(error)


async def live(made: Watching, ears: Listener, line: StreamLine, up: Callable[[], None]) -> None:
    """Listen until the stream's time is over; `up` is called once everything is subscribed. Raises
    ExchangeError where it ends in another way: not-supported where it will never be otherwise."""
    methods = cast("Any", made)
    waits = [asyncio.create_task(_subscribed(methods, call)) for call in line.calls]
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LIFE - random.random() * JITTER):  # noqa: S311  no secret
            await _first(ears, waits, _begun(made, ears), PATIENCE)
            await _first(ears, waits, asyncio.sleep(SETTLED), PATIENCE)
            up()
            while True:
                rest = ears.last + SILENCE - loop.time()
                if rest <= 0:
                    raise _broken(ears.line, "the stream fell silent")
                await _first(ears, waits, asyncio.sleep(rest), rest + 1)
    except TimeoutError:
        return
    finally:
        for task in waits:
            task.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
        await made.hang_up()


async def _begun(made: Watching, ears: Listener) -> None:
    """The first frame."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SHY):
            await ears.framed.wait()
    while not ears.framed.is_set():
        await made.ping_all()
        with suppress(TimeoutError):
            async with asyncio.timeout(SHY):
                await ears.framed.wait()


async def _subscribed(made: Any, call: Any) -> None:
    """Subscribe, and wait for the first news: a refusal is raised here."""
    params = dict(call.params)
    if call.arguments:
        await getattr(made, call.method)(*call.arguments)
    elif call.method == "watch_balance":
        await made.watch_balance(params)
    else:
        await getattr(made, call.method)(None, None, None, params)


async def _first(
    ears: Listener, waits: list[asyncio.Task[None]], work: Awaitable[object], patience: float
) -> None:
    """Await `work`; raise as soon as the stream ends, or a subscription is refused."""
    task = asyncio.ensure_future(cast("Any", work))
    try:
        while not task.done():
            awaited = {task, ears.over, *(wait for wait in waits if not wait.done())}
            done, _ = await asyncio.wait(
                awaited, timeout=patience, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                raise _broken(ears.line, "the stream did not begin")
            if ears.over in done:
                ears.over.result()
            for wait in waits:
                _raise_refusal(ears, wait)
    finally:
        task.cancel()


def _raise_refusal(ears: Listener, wait: asyncio.Task[None]) -> None:
    if not wait.done():
        return
    if wait.cancelled():
        raise _broken(ears.line, "the stream ended")
    error = wait.exception()
    if isinstance(error, Exception):
        if ears.over.done():
            ears.over.result()  # why the connection ended says more
        raise failure_of(error, ears.line)


def failure_of(error: Exception | None, line: Line) -> ExchangeError:
    """Why a stream ended, by whatever ccxt made of it; never with an address, which may hold a
    listen key."""
    if isinstance(error, ExchangeError):
        return error
    inner = error.args[0] if error is not None and error.args else None
    if isinstance(inner, aiohttp.WSServerHandshakeError):
        return _broken(line, f"the stream was not opened (HTTP {inner.status})")
    for found in (inner, error):
        if isinstance(found, aiohttp.ClientError | OSError | TimeoutError) or (
            isinstance(found, Exception) and of_socks(found)
        ):
            return unreachable(found, f"{line.exchange} (stream)")
    if error is None or {c.__name__ for c in type(error).__mro__} & {"NetworkError"}:
        return _broken(line, "the stream broke off")
    if isinstance(error, ccxt_error()):
        return foreign_failure(error, line.book, line.redactor.clean(str(error)))
    return ExchangeError(
        FailureKind.BAD_REPLY,
        f"{line.exchange}: the stream cannot be read ({type(error).__name__})",
        "The account is polled instead.",
    )


def said_in(message: object, rows: Iterable[Row]) -> list[Row]:
    """Rows, each with what it was read from: the message, and those before it that ccxt has put
    together with it."""
    return [
        {**row, SAID: Said((json.dumps(message, default=str), json.dumps(row.get("info"))))}
        for row in rows
    ]


def newest(cache: Any) -> list[Row]:
    """What ccxt appended to one of its caches since this was asked the last time."""
    count = cache.getLimit(None, None) or 0
    size = len(cache)
    return [cache[place] for place in range(max(0, size - count), size)]


def _is_balance(made: Any, result: object) -> bool:
    """Whether `result` is ccxt's balance, or one wallet of it."""
    known = made.balance
    if result is known:
        return True
    return isinstance(known, Mapping) and any(result is part for part in known.values())


def _is_zero(amounts: Mapping[str, object]) -> bool:
    found = [exact(amounts.get(name)) for name in ("free", "used", "total")]
    return any(value is not None for value in found) and not any(found)


def _nothing(profile: KeyProfile, wallet: str, asset: str, at: datetime) -> BalanceRow:
    """An asset that is gone."""
    zero = exact("0")
    return BalanceRow(
        profile.name, profile.exchange, wallet, asset, zero, zero, zero, None, Origin.WS, at
    )


def _says_end(found: object) -> bool:
    if not isinstance(found, Mapping):
        return False
    event = found.get("event")
    event = event if isinstance(event, Mapping) else found
    return text(event.get("e")) in ENDINGS


def _broken(line: Line, what: str) -> ExchangeError:
    return ExchangeError(
        FailureKind.UNREACHABLE, f"{line.exchange}: {what}", "It is opened again by itself."
    )
