"""Leaving the form of a new key: words are asked about, secrets are forgotten."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from textual.widgets import Input

from tests.tui.account_service import AccountService
from tests.tui.harness import status
from tests.tui.piloting import calm, shown
from tests.tui.screens.adding_keys import (
    API_KEY,
    SECRET,
    choose,
    fill,
    form,
    is_nowhere,
    verify,
)


@pytest.mark.slow
async def test_leaving_the_form_forgets_secrets_and_keeps_words() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        await fill(pilot)
        await pilot.press("escape")
        await calm(pilot)
        assert not form(pilot).credential
        await choose(pilot, "okx")
        assert form(pilot).query_one("#form-name", Input).value == "my-bot"
        assert not form(pilot).credential


@pytest.mark.slow
@pytest.mark.parametrize("leaving", ["1", "2", "3", "q"])
async def test_other_ways_out_ask_too_where_words_were_typed(leaving: str) -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        await pilot.press(*"my-bot", "escape", leaving)
        await calm(pilot)
        assert pilot.app.screen.scope == "add"
        assert f"{leaving} again leaves" in status(pilot)
        await pilot.press(leaving)
        await pilot.pause()
        assert not pilot.app.is_running or pilot.app.screen.scope != "add"


@pytest.mark.slow
async def test_leaving_the_screen_with_typed_words_wants_esc_twice() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        await pilot.press(*"my-bot", "escape", "escape")
        await calm(pilot)
        assert pilot.app.screen.scope == "add"
        assert "Esc again leaves" in status(pilot)
        await pilot.press("escape")
        await calm(pilot)
        assert pilot.app.screen.scope == "keys"


async def test_without_typed_words_esc_leaves_at_once() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await pilot.press("escape")
        await calm(pilot)
        assert pilot.app.screen.scope == "keys"


@pytest.mark.slow
async def test_a_secret_is_nowhere_at_any_step(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    service = replace(AccountService.sample(), bad=True)
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await fill(pilot)
        assert is_nowhere(pilot, SECRET, API_KEY)
        for keys in ("ctrl+c", "ctrl+x", "super+c", "ctrl+a", "ctrl+shift+a"):
            await pilot.press(keys)
        assert is_nowhere(pilot, SECRET, API_KEY)
        await verify(pilot)
        assert is_nowhere(pilot, SECRET, API_KEY)
        await pilot.press("ctrl+s", *"my-bot", "enter")
        await calm(pilot)
        assert is_nowhere(pilot, SECRET, API_KEY)
        assert service.added
    assert SECRET not in caplog.text
    assert API_KEY not in caplog.text


async def test_after_saving_the_fields_are_empty() -> None:
    service = AccountService.sample()
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await fill(pilot)
        fields = list(form(pilot).secrets)
        await verify(pilot)
        await pilot.press("ctrl+s")
        await calm(pilot)
        assert [field.length for field in fields] == [0, 0]
