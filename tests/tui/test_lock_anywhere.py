"""A vault that was locked is shown nowhere: whatever is open, and without a keystroke."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jungletui.domain.failures import JungleError, LockedError, ServiceError
from jungletui.tui.screens.closed import ClosedScreen
from jungletui.tui.screens.keys import KeysScreen
from tests.tui.fake_service import FakeService
from tests.tui.harness import running, screen_text, settle

IDLE = LockedError("The vault was locked. Nothing was asked of it for 10 min.", "Unlock it.")
WAYS = ("", "e", "d", "a", "question_mark", "enter", "enter,w", "enter,v", "enter,c", "4,a", "4,d")
"""Keystrokes to screens, forms and questions."""


class Ending:
    """A service that can end while nobody asks it anything."""

    def __init__(self) -> None:
        self.inner = FakeService.sample()
        self.listener: Callable[[JungleError], object] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def on_end(self, listener: Callable[[JungleError], object]) -> None:
        self.listener = listener

    def end(self, error: JungleError) -> None:
        assert self.listener is not None
        self.listener(error)


@pytest.mark.parametrize("way", WAYS)
async def test_an_idle_lock_empties_the_screen_by_itself(way: str) -> None:
    service = Ending()
    async with running(service) as pilot:
        for key in filter(None, way.split(",")):
            await pilot.press(key)
            await settle(pilot)
        service.end(IDLE)
        await settle(pilot)
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert len(pilot.app.screen_stack) == 2
        assert "Nothing was asked of it for 10 min." in screen_text(pilot)
        assert "binance" not in screen_text(pilot)


@pytest.mark.parametrize("way", ["question_mark", "enter,w", "d", "4,d"])
async def test_the_lock_key_works_on_what_lies_on_top(way: str) -> None:
    service = Ending()
    async with running(service) as pilot:
        for key in way.split(","):
            await pilot.press(key)
            await settle(pilot)
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert "lock" in service.inner.calls


async def test_its_own_lock_is_not_taken_for_a_death() -> None:
    service = Ending()
    async with running(service) as pilot:
        await pilot.press("L")
        await settle(pilot)
        service.end(ServiceError("The service process has ended.", "Start again."))
        await settle(pilot)
        assert "The keys are forgotten." in screen_text(pilot)
        assert "has ended" not in screen_text(pilot)


async def test_a_service_that_was_replaced_ends_without_a_word() -> None:
    first, second = Ending(), Ending()

    async def restart() -> Ending:
        return second

    async with running(first, restart=restart) as pilot:
        first.end(IDLE)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        first.end(IDLE)
        await settle(pilot)
        assert isinstance(pilot.app.screen, KeysScreen)
        second.end(IDLE)
        await settle(pilot)
        assert isinstance(pilot.app.screen, ClosedScreen)
