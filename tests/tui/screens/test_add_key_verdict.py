"""Before a key is saved: what is missing, what it may do, and what refuses it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.widgets import Input

from jungletui.domain.failures import UsageError
from tests.tui.account_service import AccountService
from tests.tui.harness import screen_text
from tests.tui.key_samples import REFUSED, inspected, key
from tests.tui.piloting import calm, shown
from tests.tui.screens.adding_keys import (
    API_KEY,
    NARROW,
    SECRET,
    choose,
    field,
    fill,
    form,
    is_nowhere,
    verify,
)


@pytest.mark.slow
async def test_a_key_against_its_policy_wants_its_name_typed() -> None:
    service = replace(AccountService.sample(), bad=True)
    async with shown(service, "add", size=NARROW) as pilot:
        await choose(pilot)
        await fill(pilot)
        await verify(pilot)
        assert "✗ This key breaks the policy bot." in screen_text(pilot)
        assert "It can withdraw; the policy bot forbids that." in screen_text(pilot)
        assert pilot.app.focused.id == "decline"
        await pilot.press("ctrl+s")
        await calm(pilot)
        assert "Not saved: type my-bot to confirm." in screen_text(pilot)
        assert pilot.app.focused.id == "verdict-name"
        await pilot.press(*"my-bo", "enter")
        await calm(pilot)
        assert not service.added
        await pilot.press("t", "enter")
        await calm(pilot)
        assert service.added[0][0].name == "my-bot"


@pytest.mark.slow
async def test_a_refused_key_shows_why_and_wants_its_name_typed() -> None:
    service = AccountService.sample()

    async def refused(profile, credential):
        verdict = await AccountService.keys_verify(service, profile, credential)
        report = inspected(key(profile.name, profile.exchange), error=REFUSED)
        return replace(verdict, key=report, acceptable=False, reasons=("The exchange refuses it.",))

    service.keys_verify = refused
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await fill(pilot)
        await verify(pilot)
        text = screen_text(pilot)
        assert "! ip-not-allowed" in text
        assert "What to do: Add 198.51.100.4" in text
        assert "? unknown  all 9 rights" in text
        await pilot.press("escape")
        assert field(pilot, "secret").length == len(SECRET)


@pytest.mark.slow
async def test_back_from_the_verdict_everything_is_still_there_and_is_verified_anew() -> None:
    service = AccountService.sample()
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await fill(pilot)
        await verify(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert form(pilot).query_one("#form-name", Input).value == "my-bot"
        assert field(pilot, "secret").length == len(SECRET)
        await verify(pilot)
        assert [c for c in service.calls if c.startswith("keys_verify")] == [
            "keys_verify:my-bot"
        ] * 2


async def test_what_is_missing_is_named_and_focused() -> None:
    service = AccountService.sample()
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await verify(pilot)
        assert "Give the key a name first." in screen_text(pilot)
        await pilot.press(*"my-bot")
        await verify(pilot)
        assert "API Key is missing." in screen_text(pilot)
        assert pilot.app.focused is field(pilot, "apiKey")
        assert not [call for call in service.calls if call.startswith("keys_verify")]


async def test_a_name_that_exists_is_refused_before_anything_is_sent() -> None:
    service = AccountService.sample()
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await fill(pilot, "main")
        await verify(pilot)
        assert "A key named main exists." in screen_text(pilot)
        assert not [call for call in service.calls if call.startswith("keys_verify")]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["keys_verify", "keys_add"])
async def test_an_error_shows_message_and_remedy_and_forgets_nothing(step: str) -> None:
    service = AccountService.sample()
    service.failures[step] = UsageError("This name is taken.", "Choose another one.")
    async with shown(service, "add", size=NARROW) as pilot:
        await choose(pilot)
        await fill(pilot)
        await verify(pilot)
        if step == "keys_add":
            await pilot.press("ctrl+s")
            await calm(pilot)
        assert "! usage: This name is taken." in screen_text(pilot)
        assert "What to do: Choose another one." in screen_text(pilot)
        assert field(pilot, "secret").length == len(SECRET)
        assert is_nowhere(pilot, SECRET, API_KEY)


async def test_verifying_can_be_stopped() -> None:
    service = AccountService.sample()
    service.gates["keys_verify"] = asyncio.Event()
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await fill(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Asking binance what this key can do" in screen_text(pilot)
        await pilot.press("escape")
        await calm(pilot)
        assert "Stopped. Nothing was saved." in screen_text(pilot)
        assert "This key works" not in screen_text(pilot)
