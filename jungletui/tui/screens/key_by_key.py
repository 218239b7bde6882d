"""Asking about many keys, each on its own: rows appear as they come, a slow one waits alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from jungletui.domain.failures import ErrorInfo, JungleError, LockedError, ServiceError
from jungletui.domain.keys import KeySummary
from jungletui.tui.screens.base import JungleScreen

T = TypeVar("T")
AT_ONCE = 8


@dataclass
class KeyByKey(Generic[T]):
    """One kind of question for one screen. `ask` puts it about one key; `arrived` and `failed` take
    the answer with the key's name; `waiting` holds the names that are still on their way."""

    screen: JungleScreen
    what: str
    ask: Callable[[str], Awaitable[T]]
    arrived: Callable[[str, T], None]
    failed: Callable[[str, ErrorInfo], None]
    waiting: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def progress(self) -> str:
        """`3 of 15 keys` while something is on its way."""
        if not self.waiting:
            return ""
        total = len(self._asked)
        return f"{total - len(self.waiting)} of {total} {'key' if total == 1 else 'keys'}"

    def start(self, names: Iterable[str]) -> None:
        """Ask about these keys, in this order; a question that is under way is put anew."""
        if not self.waiting:
            self._asked.clear()
        for name in names:
            self.waiting.add(name)
            self._asked.add(name)
            self.screen.run_worker(
                self._work(name),
                name=f"{self.what} of {name}",
                group=f"{self.what}:{name}",
                exclusive=True,
                exit_on_error=False,
            )

    def stop(self) -> None:
        """Ask no more: what is on its way is not wanted any longer."""
        for name in self.waiting:
            self.screen.workers.cancel_group(self.screen, f"{self.what}:{name}")
        self.waiting.clear()

    def _work(self, name: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            async with self._turns:
                try:
                    answer = await self.ask(name)
                except (ServiceError, LockedError) as error:
                    self.screen.shell.service_ended(error.info)
                except JungleError as error:
                    self.waiting.discard(name)
                    self.failed(name, error.info)
                else:
                    self.waiting.discard(name)
                    self.arrived(name, answer)

        return run


def in_turn(keys: Iterable[KeySummary], names: Iterable[str]) -> tuple[str, ...]:
    """The names so that the exchanges take turns: each paces its own keys, and none of them has
    all the places."""
    exchanges = {key.name: key.exchange for key in keys}
    seen: Counter[str] = Counter()
    ranked = []
    for position, name in enumerate(names):
        exchange = exchanges.get(name, "")
        ranked.append((seen[exchange], position, name))
        seen[exchange] += 1
    return tuple(name for _, _, name in sorted(ranked))
