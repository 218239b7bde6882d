"""One line of a stream, opened again whenever it ends: after failures ever more seldom."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.service.side_by_side import error_info

STEADY, LONGEST_BACKOFF, HOPELESS = 60.0, 60.0, 1800.0
LASTING = frozenset((FailureKind.NOT_SUPPORTED, FailureKind.PERMISSION, FailureKind.KEY_UNKNOWN))
"""Refusals of a stream that another attempt will not change soon."""
MOST_TRIES = 6
"""So often a line of a product that not every account has is tried in a row."""


async def keep(
    listen: Callable[[], Awaitable[None]],
    down: Callable[[str], None],
    *,
    needed: bool,
    debug: bool,
    wait: float = 0.0,
) -> None:
    """Call `listen` for ever, after `wait` seconds, and `down` with the reason whenever it ends;
    after failures ever more seldom, and never for all keys at once."""
    loop, failures = asyncio.get_running_loop(), 0
    await asyncio.sleep(wait)
    while True:
        began = loop.time()
        try:
            await listen()
            why, lasting = "its time was over", False
        except Exception as error:  # noqa: BLE001  the boundary of one stream: others go on
            why = error_info(error, debug).message
            lasting = isinstance(error, ExchangeError) and error.failure in LASTING
        failures = 0 if loop.time() - began > STEADY else failures + 1
        down(why)
        hopeless = lasting or (failures > MOST_TRIES and not needed)
        pause = HOPELESS if hopeless else min(LONGEST_BACKOFF, 0.5 * 2**failures)
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  no secret
