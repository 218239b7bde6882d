"""One run of a piece of work for all who want its outcome at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Flight:
    """Starts `work` for the first who joins; the others share the run and its failure. When the
    last one gives up, the run is cancelled."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work = work
        self._task: asyncio.Task[None] | None = None
        self._waiting = 0

    async def join(self) -> None:
        """Wait for the run under way, or start one. Raises what the work raises."""
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())
        task = self._task
        self._waiting += 1
        try:
            await asyncio.shield(task)
        finally:
            self._waiting -= 1
            if self._waiting == 0 and self._task is task:
                task.cancel()
                # Where it is still ending, whoever comes now starts another; where it has failed,
                # it keeps all that was at hand, this object with it.
                self._task = None

    async def _run(self) -> None:
        await self._work()

    async def close(self) -> None:
        """Cancel the run under way, if any."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
