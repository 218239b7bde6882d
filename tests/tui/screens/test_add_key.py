"""Adding a key, driven by keys only: the whole way, and what the form says and does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Environment
from jungletui.tui.widgets.choice import Choice
from tests.tui.account_service import AccountService
from tests.tui.exchange_samples import PEM
from tests.tui.harness import column, screen_text, table, title
from tests.tui.piloting import calm, paste, shown
from tests.tui.screens.adding_keys import (
    API_KEY,
    NARROW,
    SECRET,
    WIDE,
    checked,
    choose,
    fill,
    is_nowhere,
    verify,
)


@pytest.mark.slow
async def test_the_whole_way_from_the_exchange_to_the_vault() -> None:
    service = AccountService.sample()
    async with shown(service, "add") as pilot:
        assert column(table(pilot, "add-exchanges"), "name")[0] == "Binance"
        await choose(pilot)
        assert "Add a key › Binance" in title(pilot)
        assert pilot.app.focused.id == "form-name"
        await fill(pilot)
        assert "18 characters · ✓ fits" in screen_text(pilot)
        assert "20 characters · ✓ fits" in screen_text(pilot)
        await pilot.press("tab", "right", "tab", "right", *["tab"] * 4, *"self, freqtrade")
        await pilot.press("enter", *"prod", "enter")
        assert pilot.app.focused.id == "verify"
        await pilot.press("enter")
        await calm(pilot)
        assert "✓ This key works and fits the policy read-only." in screen_text(pilot)
        assert "granted  trade spot" in screen_text(pilot)
        assert not service.added
        assert pilot.app.focused.id == "save"
        await pilot.press("enter")
        await calm(pilot)
        ((profile, texts, verified),) = service.added
        assert texts == {"apiKey": API_KEY, "secret": SECRET}
        assert verified is False
        assert profile.name == "my-bot"
        assert profile.environment is Environment.TESTNET
        assert profile.policy == "read-only"
        assert profile.holders == ("self", "freqtrade")
        assert profile.tags == ("prod",)
        assert profile.endpoint is None
        assert pilot.app.screen.scope == "keys"


async def test_the_fields_are_named_as_the_exchange_names_them() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot, "okx")
        assert "Passphrase" in screen_text(pilot)
        await pilot.press("escape")
        await choose(pilot, "coinbase")
        assert "Private key" in screen_text(pilot)
        assert "Passphrase" not in screen_text(pilot)


async def test_limits_of_an_exchange_are_said_before_and_in_the_form() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        assert "? it does not tell" in screen_text(pilot)
        assert "! not supported" in screen_text(pilot)
        await choose(pilot, "oldmart")
        assert "Oldmart is not supported" in screen_text(pilot)
        assert "No guide for this exchange yet." in screen_text(pilot)


async def test_the_exchanges_can_be_filtered() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await pilot.press("slash", *"okx", "enter", "enter")
        await calm(pilot)
        assert "Add a key › OKX" in title(pilot)


@pytest.mark.slow
async def test_the_guide_stands_beside_the_form_or_one_key_away() -> None:
    async with shown(AccountService.sample(), "add", size=WIDE) as pilot:
        await choose(pilot)
        assert "Binance: a key for a bot" in screen_text(pilot)
        assert "Secret Key" in screen_text(pilot)
    async with shown(AccountService.sample(), "add", size=NARROW) as pilot:
        await choose(pilot)
        assert "a key for a bot" not in screen_text(pilot)
        for keys in (("f1", "f1"), ("ctrl+g", "escape")):
            await pilot.press(keys[0])
            await pilot.pause()
            assert "Binance: a key for a bot" in screen_text(pilot)
            assert "Secret Key" not in screen_text(pilot)
            await pilot.press(keys[1])
            await pilot.pause()
            assert "Secret Key" in screen_text(pilot)


@pytest.mark.slow
async def test_a_pem_key_arrives_with_its_lines() -> None:
    service = AccountService.sample()
    async with shown(service, "add") as pilot:
        await choose(pilot, "coinbase")
        await pilot.press(*"cb", "tab")
        await paste(pilot, "Korganizations/1/apiKeys/2")
        await pilot.press("tab")
        await paste(pilot, PEM)
        await checked(pilot)
        assert "in 3 lines · ✓ fits" in screen_text(pilot)
        assert service.pasted[-1]["secret"] == PEM
        await verify(pilot)
        await pilot.press("ctrl+s")
        await calm(pilot)
        assert service.added[0][1]["secret"] == PEM


@pytest.mark.slow
async def test_repairs_and_swaps_are_said_below_the_field() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        await pilot.press("tab")
        await paste(pilot, f" {API_KEY}\n")
        await pilot.press("tab")
        await paste(pilot, API_KEY)
        await checked(pilot)
        text = screen_text(pilot)
        assert f"{len(API_KEY)} characters of {len(API_KEY) + 2} pasted · ✓ repaired" in text
        assert "blanks around it were removed" in text
        assert "? doubtful" in text
        assert "this looks like the API key: are the two" in text
        assert "The two fields look swapped." in text
        await pilot.press("ctrl+u")
        await checked(pilot)
        assert "swapped" not in screen_text(pilot)
        assert is_nowhere(pilot, API_KEY)


async def test_exchanges_that_cannot_be_read_say_so() -> None:
    service = AccountService.sample()
    service.failures["exchanges"] = ExchangeError(FailureKind.BAD_REPLY, "Odd.", "Try later.")
    async with shown(service, "add") as pilot:
        assert "Error: bad-reply" in screen_text(pilot)


@pytest.mark.slow
async def test_letters_are_text_on_every_field_of_the_form() -> None:
    service = replace(AccountService.sample(), bad=True)
    async with shown(service, "add") as pilot:
        await choose(pilot)
        await fill(pilot)
        for name in ("form-environment", "verify"):
            pilot.app.screen.query_one(f"#{name}").focus()
            await pilot.press("q", "1", "-", "L", "?")
            assert pilot.app.screen.scope == "add"
        await verify(pilot)
        await pilot.press("q", "1")
        assert pilot.app.screen.scope == "add"
        assert pilot.app.is_running


async def test_choices_go_round_with_the_arrows() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        environment = pilot.app.screen.query_one("#form-environment", Choice)
        environment.focus()
        seen = [environment.value]
        for keys in ("right", "space", "left"):
            await pilot.press(keys)
            seen.append(environment.value)
        assert seen == ["live", "testnet", "live", "testnet"]
        assert "‹testnet›" in screen_text(pilot)


async def test_tab_goes_through_the_form_from_top_to_bottom() -> None:
    async with shown(AccountService.sample(), "add", size=NARROW) as pilot:
        await choose(pilot)
        order = []
        for _ in range(11):
            order.append(pilot.app.focused.id)
            await pilot.press("tab")
        assert order == [
            "form-name",
            "credential-apiKey",
            "credential-secret",
            "form-environment",
            "form-policy",
            "form-endpoint",
            "form-proxy",
            "form-family",
            "form-holders",
            "form-tags",
            "verify",
        ]


async def test_no_cursor_blinks_and_nothing_moves() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        assert not [i for i in pilot.app.screen.query(Input) if i.cursor_blink]
        assert not pilot.app.animator._animations
