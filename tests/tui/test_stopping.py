"""What the screens do when the program is stopped; tests/e2e has the real signals and a shell."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import ServiceError
from jungletui.tui.screens.closed import ClosedScreen
from jungletui.tui.screens.keys import KeysScreen
from tests.tui.fake_service import FakeService
from tests.tui.harness import press, running, screen_text, settle
from tests.tui.test_lock_anywhere import Ending

FIELDS = ("slash", "colon", "a,enter,tab,tab", "question_mark", "4,d")
"""Where keys are typed into something, or asked for."""
SCREENS = ("", "a", "4,a")


@pytest.mark.parametrize("way", FIELDS)
async def test_ctrl_z_stops_the_program_whatever_is_open(way: str) -> None:
    stops = []
    async with running(FakeService.sample()) as pilot:
        pilot.app.stop_program = lambda: stops.append(way)
        for key in filter(None, way.split(",")):
            await press(pilot, key)
        await press(pilot, "ctrl+z")
        assert stops == [way]


async def test_without_a_terminal_ctrl_z_does_nothing() -> None:
    async with running(FakeService.sample()) as pilot:
        await press(pilot, "ctrl+z")
        assert isinstance(pilot.app.screen, KeysScreen)


@pytest.mark.parametrize("way", SCREENS)
async def test_nothing_is_shown_any_more_before_it_stops(way: str) -> None:
    service = Ending()
    async with running(service) as pilot:
        for key in filter(None, way.split(",")):
            await press(pilot, key)
        assert pilot.app.shows_vault
        pilot.app.left_by_stop(shared=False)
        service.end(ServiceError("The service process has ended.", "Start again."))
        await settle(pilot)
        assert not pilot.app.shows_vault
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert len(pilot.app.screen_stack) == 2
        assert "The program was stopped" in screen_text(pilot)
        assert "agent" not in screen_text(pilot)
        assert "lock" not in service.inner.calls


async def test_an_agent_is_left_and_not_locked() -> None:
    closed, other = [], FakeService.sample()
    service = Ending()
    service.close = lambda: closed.append(True)

    async def restart() -> FakeService:
        return other

    async with running(service, restart=restart) as pilot:
        pilot.app.left_by_stop(shared=True)
        await settle(pilot)
        assert closed == [True]
        assert "lock" not in service.inner.calls
        assert "stays open for other programs" in screen_text(pilot)
        assert "binance" not in screen_text(pilot)
        await press(pilot, "enter")
        assert "binance" in screen_text(pilot)
        assert pilot.app.shows_vault
