"""One life of one stream: dial, sign in, subscribe, listen, until it ends in one way or another."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

from jungletui.exchanges.streams.endings import broken_off, failure_of
from jungletui.exchanges.streams.listener import Listener
from jungletui.exchanges.streams.plans import Call, StreamLine
from jungletui.exchanges.streams.watching import Watching

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
                    raise broken_off(ears.line, "the stream fell silent")
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


async def _subscribed(made: Any, call: Call) -> None:
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
                raise broken_off(ears.line, "the stream did not begin")
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
        raise broken_off(ears.line, "the stream ended")
    error = wait.exception()
    if isinstance(error, Exception):
        if ears.over.done():
            ears.over.result()  # why the connection ended says more
        raise failure_of(error, ears.line)
