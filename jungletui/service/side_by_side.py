"""One question to many keys at once: what fails for one never hurts another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.failures import ErrorInfo, JungleError
from jungletui.domain.keys import Key
from jungletui.service.answers import log_places
from jungletui.service.wire import INTERNAL

AT_ONCE = 64
"""Keys asked at the same time. How fast one exchange is asked is decided in its session."""

T = TypeVar("T")


async def ask_all(
    keys: Iterable[Key], ask: Callable[[Key], Awaitable[T]], debug: bool
) -> list[tuple[Key, T | ErrorInfo]]:
    """The answer of each key, or why there is none, in the order of `keys`."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(key: Key) -> tuple[Key, T | ErrorInfo]:
        async with gate:
            try:
                return key, await ask(key)
            except Exception as error:  # noqa: BLE001  the boundary of one key: others go on
                return key, error_info(error, debug)

    return list(await asyncio.gather(*(one(key) for key in keys)))


def error_info(error: Exception, debug: bool) -> ErrorInfo:
    """What may be said about `error`: the texts of our own errors, nothing of any other."""
    if isinstance(error, JungleError):
        return error.info
    if debug:
        log_places(error)
    return INTERNAL


def key_failure(key: Key, error: ErrorInfo) -> KeyFailure:
    """`error` as a row of a document."""
    return KeyFailure(key.name, error.kind, error.message, error.remedy)
