"""Live updates for a screen: the service's events while it is shown, a slow timer without them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from textual.timer import Timer
from textual.worker import Worker

from jungletui.domain.documents import AccountEvent, Feed, FeedState
from jungletui.domain.failures import ErrorInfo, JungleError, LockedError, ServiceError
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.feeds import feed_words

GROUP = "watch"
EVERY = 30.0
"""Seconds between two reads where the service has no live updates."""


@dataclass
class Following:
    """Follows some keys for one screen; `live` says whether events come, or a timer asks. `stream`
    has them, where they are not those of `watch`; `unheard` is said until the first one."""

    screen: JungleScreen
    seen: Callable[[AccountEvent], None]
    ask: Callable[[], None]
    stream: Callable[[tuple[str, ...], str], AsyncIterator[AccountEvent]] | None = None
    unheard: str = "live"
    live: bool = False
    feeds: dict[str, Feed] = field(default_factory=dict)
    _timer: Timer | None = None
    _worker: Worker[None] | None = None

    @property
    def words(self) -> str:
        """How the figures stay up to date, for a person."""
        if self.live:
            return feed_words(self.feeds, tuple(self.feeds)) or self.unheard
        return f"every {EVERY:.0f} s" if self._timer is not None else ""

    @property
    def all_stale(self) -> bool:
        """Whether nobody vouches for any of the figures."""
        states = {feed.state for feed in self.feeds.values()}
        return states == {FeedState.STALE}

    def start(self, names: tuple[str, ...], quote: str) -> None:
        """Follow these keys from now on, and no others."""
        self.stop()
        self.live = True

        async def run() -> None:
            await self._follow(names, quote)

        self._worker = self.screen.run_worker(
            run, name=GROUP, group=GROUP, exclusive=True, exit_on_error=False
        )

    def stop(self) -> None:
        """Follow nothing: the screen is left or covered."""
        self.live = False
        self.feeds.clear()
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def ask_later(self) -> None:
        """There are no events, or the last read failed: read again from time to time."""
        self.stop()
        self._timer = self.screen.set_interval(EVERY, self.ask)

    async def _follow(self, names: tuple[str, ...], quote: str) -> None:
        try:
            stream = self.stream or self.screen.shell.service.watch
            async for event in stream(names, quote):
                if event.feed is not None:
                    self.feeds[event.key] = event.feed
                self.seen(event)
        except (ServiceError, LockedError) as error:
            self.screen.shell.service_ended(error.info)
        except JungleError as error:
            self._without_events(error.info)
        else:
            self._without_events(None)

    def _without_events(self, error: ErrorInfo | None) -> None:
        """The events ended: say why where there is a reason, and ask from time to time."""
        if error is not None and error.kind != "not-supported":
            self.screen.say(f"Live updates ended ({error.kind}: {error.message}).")
        self.ask_later()
