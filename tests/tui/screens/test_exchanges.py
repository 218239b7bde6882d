"""The list of exchanges: what is told and read there, where from, and the guide."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import ServiceError, UsageError
from jungletui.tui.screens.closed import ClosedScreen
from tests.tui.account_service import AccountService
from tests.tui.harness import (
    SIZES,
    column,
    make_app,
    press_each,
    running,
    screen_text,
    status,
    table,
    title,
)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_is_known_and_where_from(size):
    async with running(AccountService.sample(), size) as pilot:
        await press_each(pilot, "9")
        assert column(table(pilot), "rights")[-2:] == ["? attest", "! none"]
        text = screen_text(pilot)
        assert "5 · 3 tell the rights of a key · 3 guides" in text
        assert "https://binance.example/api-management" in text
        assert "the exchange's documentation (2026-03-01)" in text
        await press_each(pilot, "slash", *"attest", "enter")
        assert "It tells nothing about a key" in screen_text(pilot)


async def test_enter_opens_the_guide_and_without_one_says_where_keys_are_made():
    service = AccountService.sample()
    async with running(service) as pilot:
        await press_each(pilot, "9", "enter")
        assert "Exchanges › Binance" in title(pilot)
        assert "Create it" in screen_text(pilot)
        await press_each(pilot, "G", "g", "j", "escape", "G", "k", "enter")
        assert "There is no guide for Bitexample yet. Keys are made at" in status(pilot)
        service.failures["guide"] = UsageError("There is no guide.", "Look elsewhere.")
        await press_each(pilot, "g", "enter")
        assert "There is no guide." in screen_text(pilot)


async def test_a_failed_read_says_what_to_do():
    service = AccountService.sample()
    service.failures["exchanges"] = UsageError("It cannot be read.", "Install it anew.")
    async with running(service) as pilot:
        await press_each(pilot, "9")
        assert "Install it anew." in screen_text(pilot)
        del service.failures["exchanges"]
        await press_each(pilot, "r")
        assert len(table(pilot).shown) == 5
        service.failures["exchanges"] = ServiceError("It ended.", "Start it.")
        await press_each(pilot, "r")
        assert isinstance(pilot.app.screen, ClosedScreen)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_picture(snap_compare, size):
    async def before(pilot) -> None:
        for key in ("9", "j"):
            for _ in range(4):
                await pilot.pause()
            await pilot.press(key)
        for _ in range(4):
            await pilot.pause()

    assert snap_compare(make_app(AccountService.sample()), terminal_size=size, run_before=before)
