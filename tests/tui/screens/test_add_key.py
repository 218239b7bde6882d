"""Adding a key, driven by keys only: the whole way, refusals, and where a secret may never be."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest
from textual.widgets import Input

from jungletui.domain.failures import ExchangeError, FailureKind, UsageError
from jungletui.domain.keys import Environment
from jungletui.tui.screens.add_key_form import CHECK_AFTER, KeyForm
from jungletui.tui.widgets.choice import Choice
from jungletui.tui.widgets.secret_input import SecretInput
from tests.tui.account_samples import PEM, AccountService, calm, paste, shown
from tests.tui.fake_service import REFUSED, inspected, key
from tests.tui.harness import column, screen_text, status, table, title

API_KEY = "Kq7Wm2Zp9Xc4Vb6Nn8"
SECRET = "Sj5Hg3Fd1Ls0Po9Iu7Yt"
WIDE, NARROW = (120, 40), (80, 24)


async def choose(pilot, exchange: str = "binance") -> None:
    table(pilot, "add-exchanges").move_to(exchange)
    await pilot.press("enter")
    await calm(pilot)


async def checked(pilot) -> None:
    """Wait until what was pasted was checked."""
    await pilot.pause(CHECK_AFTER * 2)
    await calm(pilot)


async def fill(pilot, name: str = "my-bot") -> None:
    """Name and credential, from the first field on."""
    await pilot.press(*name, "tab")
    await paste(pilot, API_KEY)
    await pilot.press("tab")
    await paste(pilot, SECRET)
    await checked(pilot)


async def verify(pilot) -> None:
    await pilot.press("ctrl+s")
    await calm(pilot)


def form(pilot) -> KeyForm:
    return pilot.app.screen.query_one(KeyForm)


def field(pilot, name: str) -> SecretInput:
    return pilot.app.screen.query_one(f"#credential-{name}", SecretInput)


def is_nowhere(pilot, *texts: str) -> bool:
    """Whether none of these is in anything that leaves the program's memory."""
    app = pilot.app
    seen = (screen_text(pilot), app.export_screenshot(), app.clipboard, repr(app.screen.tree))
    return not any(text in part for text in texts for part in seen)


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


async def test_exchanges_that_cannot_be_read_say_so() -> None:
    service = AccountService.sample()
    service.failures["exchanges"] = ExchangeError(FailureKind.BAD_REPLY, "Odd.", "Try later.")
    async with shown(service, "add") as pilot:
        assert "Error: bad-reply" in screen_text(pilot)


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


async def test_no_cursor_blinks_and_nothing_moves() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        assert not [i for i in pilot.app.screen.query(Input) if i.cursor_blink]
        assert not pilot.app.animator._animations
