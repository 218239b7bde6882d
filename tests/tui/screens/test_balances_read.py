"""Balances as they are read: the first answers, failures, hanging exchanges, bans."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.countdown import until
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.tui.screens.key_by_key import AT_ONCE
from tests.tui.account_service import AccountService
from tests.tui.balance_samples import balances_of
from tests.tui.frozen import NOW
from tests.tui.harness import column, screen_text, status
from tests.tui.key_samples import REFUSED
from tests.tui.piloting import calm, current, shown, shown_early

DOWN = ExchangeError(FailureKind.UNREACHABLE, "No route to the exchange.", "Check the network.")


async def test_the_first_read_says_what_is_being_read() -> None:
    service = AccountService.sample()
    service.gates["balances"] = asyncio.Event()
    async with shown_early(service, "balances") as pilot:
        assert "Reading balances of all keys" in screen_text(pilot)
        service.gates["balances"].set()
        await calm(pilot)
        assert "Total" in screen_text(pilot)


async def test_an_empty_account_is_not_an_error() -> None:
    service = replace(AccountService.sample(), balance_document=balances_of())
    async with shown(service, "balances", ("hot",)) as pilot:
        assert "The account of hot holds nothing." in screen_text(pilot)
        assert "Total 0.00 USD" in screen_text(pilot)
        assert "Error" not in screen_text(pilot)
        assert status(pilot) == ""


async def test_no_keys_at_all() -> None:
    service = replace(AccountService.sample(), keys=(), balance_document=balances_of())
    async with shown(service, "balances") as pilot:
        assert "No keys yet." in screen_text(pilot)


async def test_a_refused_key_says_kind_and_remedy_in_the_place_of_rows() -> None:
    failure = KeyFailure("old-vps", REFUSED.kind, REFUSED.message, REFUSED.remedy)
    service = replace(AccountService.sample(), balance_document=balances_of(errors=(failure,)))
    async with shown(service, "balances", ("old-vps",)) as pilot:
        text = screen_text(pilot)
        assert "Error: ip-not-allowed" in text
        assert "What to do: Add 198.51.100.4" in text


async def test_without_figures_a_failure_takes_their_place_and_r_tries_again() -> None:
    service = AccountService.sample()
    service.failures["balances"] = DOWN
    async with shown(service, "balances") as pilot:
        assert "Offline: unreachable" in screen_text(pilot)
        assert "Check the network." in screen_text(pilot)
        del service.failures["balances"]
        await pilot.press("r")
        await calm(pilot)
        assert "Total 76,854.27 USD" in screen_text(pilot)


async def test_with_figures_a_failure_keeps_them_and_calls_them_stale() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        service.failures["balances"] = DOWN
        await pilot.press("r")
        await calm(pilot)
        assert "unreachable" in status(pilot)
        assert "stale" in screen_text(pilot)
        assert len(current(pilot).rows) == 10
        assert "every 30 s" in screen_text(pilot)
        del service.failures["balances"]
        await pilot.press("r")
        await calm(pilot)
        assert status(pilot) == ""
        assert current(pilot).stale is False


async def test_keys_are_read_one_by_one_and_shown_as_they_arrive() -> None:
    service = AccountService.sample()
    service.gates["balances:main"] = asyncio.Event()
    async with shown_early(service, "balances") as pilot:
        while "5 of 6 keys" not in screen_text(pilot):
            await pilot.pause(0.02)
        assert "so far" in screen_text(pilot)
        assert "main" not in column(current(pilot), "key")
        assert "tax" in column(current(pilot), "key")
        assert current(pilot).cursor == 0
        service.gates["balances:main"].set()
        await calm(pilot)
        assert "main" in column(current(pilot), "key")
        assert "so far" not in screen_text(pilot)
        assert current(pilot).cursor == 0


async def test_an_exchange_that_hangs_keeps_no_place_of_another() -> None:
    service = AccountService.sample()
    main = next(key for key in service.keys if key.name == "main")
    hanging = tuple(replace(main, name=f"main-{number:02}") for number in range(AT_ONCE + 4))
    service.keys = (*hanging, *service.keys)
    others = {key.name for key in service.keys if key.exchange != main.exchange}
    never = asyncio.Event()
    service.gates |= {
        f"balances:{key.name}": never for key in service.keys if key.exchange == main.exchange
    }
    async with shown_early(service, "balances") as pilot:
        while f"{len(others)} of {len(service.keys)} keys" not in screen_text(pilot):
            await pilot.pause(0.02)
        assert "tax" in column(current(pilot), "key")


async def test_a_screen_is_found_as_it_was_left_and_reads_nothing_twice() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        await pilot.press("slash", *"asset:eth", "enter", "j")
        before, asked = current(pilot).cursor_key, list(service.calls)
        await pilot.press("1")
        await calm(pilot)
        await pilot.press("2")
        await calm(pilot)
        assert column(current(pilot), "asset") == ["ETH", "ETH"]
        assert current(pilot).cursor_key == before
        again = service.calls[len(asked) :]
        assert not [call for call in again if call.startswith(("balances", "inspect"))]
        pilot.app.clock = lambda: NOW + timedelta(minutes=9)
        await pilot.press("1", "2")
        await calm(pilot)
        assert [call for call in service.calls[len(asked) :] if call.startswith("balances")]


async def test_locking_forgets_what_was_read() -> None:
    async with shown(AccountService.sample(), "balances") as pilot:
        assert pilot.app.known.balances[""]
        await pilot.press("L")
        await calm(pilot)
        assert pilot.app.known.balances == {}
        assert pilot.app.known.reports == {}
        assert len(pilot.app.screen_stack) == 2
        assert not pilot.app._installed_screens.keys() - {"_default"}


async def test_a_ban_counts_down_on_the_screen_and_on_the_page_of_gaps() -> None:
    service = AccountService.sample()
    moment = [NOW]
    told = f"Binance banned this address; nothing is sent {until(NOW + timedelta(seconds=90), NOW)}"
    failure = KeyFailure("main", "banned", told, "Wait until then.")
    errors = tuple(e for e in service.balance_document.errors if e.key != "main")
    rows = tuple(row for row in service.balance_document.rows if row.key != "main")
    service.balance_document = replace(
        service.balance_document, rows=rows, errors=(failure, *errors)
    )
    async with shown(service, "balances") as pilot:
        pilot.app.clock = lambda: moment[0]
        screen = pilot.app.screen
        screen.second_passed()
        await pilot.pause()
        assert "(banned: 1 min 30 s left)" in screen_text(pilot)
        moment[0] += timedelta(seconds=61)
        screen.second_passed()
        await pilot.pause()
        assert "(banned: 29 s left)" in screen_text(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert "(29 s left)" in screen_text(pilot)
        moment[0] += timedelta(seconds=9)
        pilot.app.screen.count_down()
        await pilot.pause()
        assert "(20 s left)" in screen_text(pilot)


async def test_the_only_key_is_banned_and_the_reason_counts_down() -> None:
    service = AccountService.sample()
    moment = [NOW]
    told = f"nothing is sent {until(NOW + timedelta(seconds=90), NOW)}"
    service.keys = tuple(key for key in service.keys if key.name == "main")
    failure = KeyFailure("main", "banned", told, "Wait until then.")
    service.balance_document = replace(service.balance_document, rows=(), errors=(failure,))
    async with shown(service, "balances") as pilot:
        pilot.app.clock = lambda: moment[0]
        moment[0] += timedelta(seconds=30)
        pilot.app.screen.second_passed()
        await pilot.pause()
        assert "nothing is sent until" in screen_text(pilot)
        assert "(1 min 0 s left)" in screen_text(pilot)
