"""Asking about many keys, each on its own: rows appear as they come, a slow one waits alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from jungletui.domain.failures import ErrorInfo, JungleError, LockedError, ServiceError
from jungletui.domain.keys import KeySummary, Way, way_of
from jungletui.tui.screens.base import JungleScreen

T = TypeVar("T")
AT_ONCE = 8
"""Keys of one exchange that are asked about at the same time: one that hangs delays no other."""


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
    _ways: dict[str, Way] = field(default_factory=dict)
    _turns: dict[Way | None, asyncio.Semaphore] = field(default_factory=dict)

    @property
    def progress(self) -> str:
        """`3 of 15 keys` while something is on its way."""
        if not self.waiting:
            return ""
        total = len(self._asked)
        return f"{total - len(self.waiting)} of {total} {'key' if total == 1 else 'keys'}"

    def start(self, names: Iterable[str], keys: Iterable[KeySummary] = ()) -> None:
        """Ask about the keys of these names, the exchanges in turn; a question that is under way is
        put anew. `keys` tells where keys are."""
        self._ways |= {key.name: way_of(key) for key in keys}
        if not self.waiting:
            self._asked.clear()
        for name in in_turn(self._ways, names):
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
            way = self._ways.get(name)
            async with self._turns.setdefault(way, asyncio.Semaphore(AT_ONCE)):
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


def in_turn(ways: Mapping[str, Way], names: Iterable[str]) -> tuple[str, ...]:
    """The names so that the exchanges take turns: each paces its own keys."""
    seen: Counter[Way | None] = Counter()
    ranked = []
    for position, name in enumerate(names):
        way = ways.get(name)
        ranked.append((seen[way], position, name))
        seen[way] += 1
    return tuple(name for _, _, name in sorted(ranked))
