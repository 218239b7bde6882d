"""One question to many keys at once: what fails for one never hurts another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.failures import ErrorInfo, JungleError, let_go
from jungletui.domain.keys import Key, Way, way_of
from jungletui.exchanges.collector import only_young
from jungletui.service.answers import log_places
from jungletui.service.progress import Count
from jungletui.service.wire import INTERNAL

AT_ONCE = 32
"""Keys of one exchange asked at the same time. How fast it is asked is decided in its session."""

T = TypeVar("T")


class Gates:
    """So many keys of each exchange at a time: where one hangs, the others' keys do not wait."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._gates: dict[Way, asyncio.Semaphore] = {}

    def of(self, key: Key) -> asyncio.Semaphore:
        """The gate of `key`."""
        return self._gates.setdefault(way_of(key.profile), asyncio.Semaphore(self._at_once))


async def ask_all(
    keys: Iterable[Key], ask: Callable[[Key], Awaitable[T]], debug: bool, doing: str = "read"
) -> list[tuple[Key, T | ErrorInfo]]:
    """The answer of each key, or why there is none, in the order of `keys`. `doing` says what they
    are meanwhile, for the progress; without it there is none."""
    keys = tuple(keys)
    gates, count = Gates(AT_ONCE), Count(doing, (key.name for key in keys))

    async def one(key: Key) -> tuple[Key, T | ErrorInfo]:
        async with gates.of(key):
            try:
                return key, await ask(key)
            except Exception as error:  # noqa: BLE001  the boundary of one key: others go on
                return key, error_info(error, debug)
            finally:
                count.answered(key.name)

    with only_young():
        return list(await asyncio.gather(*(one(key) for key in keys)))


def error_info(error: Exception, debug: bool) -> ErrorInfo:
    """What may be said about `error`: the texts of our own errors, nothing of any other."""
    if isinstance(error, JungleError):
        info = error.info
    else:
        info = INTERNAL
        if debug:
            log_places(error)
    let_go(error)
    return info


def key_failure(key: Key, error: ErrorInfo) -> KeyFailure:
    """`error` as a row of a document."""
    return KeyFailure(key.name, error.kind, error.message, error.remedy)
