"""Home: rows fill in as they arrive, and every key leads where it says."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from jungletui.domain.failures import (
    ExchangeError,
    FailureKind,
    ServiceError,
    VaultError,
    VaultFault,
)
from jungletui.tui.screens.closed import ClosedScreen
from jungletui.tui.screens.help import HelpScreen
from tests.tui.fake_service import FakeService
from tests.tui.harness import column, make_app, running, screen_text, settle, status, table
from tests.tui.key_samples import key


async def test_every_key_has_a_row_with_words_for_what_it_is():
    async with running(FakeService.sample()) as pilot:
        shown = table(pilot)
        assert column(shown, "name") == ["main", "grid-2", "tax", "hot", "paper", "old-vps"]
        assert column(shown, "access") == [
            "● trade",
            "● trade",
            "✓ read-only",
            "✗ withdraw",
            "? unknown",
            "✗ refused",
        ]
        assert column(shown, "findings") == [
            "✗ high",
            "✗ medium",
            "✓ ok",
            "✗ critical +1",
            "? by hand",
            "ip-not-allowed",
        ]
        assert column(shown, "environment")[4] == "testnet"
        assert column(shown, "expires")[1] == "in 9 d"
        assert column(shown, "ip")[:2] == ["any address", "2 addresses"]


async def test_the_summary_counts_by_the_gravest():
    async with running(FakeService.sample()) as pilot:
        title = "Keys · 6 keys · 1 critical · 1 high · 1 medium · 1 refused"
        assert title in screen_text(pilot)


async def test_rows_fill_in_as_inspections_arrive():
    service = FakeService.sample()
    gate = service.gates["inspect:hot"] = asyncio.Event()
    async with make_app(service).run_test(size=(120, 40)) as pilot:
        for _ in range(5):
            await pilot.pause()
        access = dict(
            zip(column(table(pilot), "name"), column(table(pilot), "access"), strict=True)
        )
        assert access["main"] == "● trade"
        assert access["hot"] == "reading …"
        assert "5 of 6 inspected" in screen_text(pilot)
        gate.set()
        await settle(pilot)
        assert column(table(pilot), "access")[3] == "✗ withdraw"


async def test_at_most_eight_keys_are_inspected_at_a_time():
    gate = asyncio.Event()
    service = FakeService(
        tuple(key(f"k{i}", "binance") for i in range(30)), gates={"inspect": gate}
    )
    async with make_app(service).run_test() as pilot:
        for _ in range(5):
            await pilot.pause()
        assert sum(call.startswith("inspect:") for call in service.calls) == 8
        gate.set()
        await settle(pilot)
        assert sum(call.startswith("inspect:") for call in service.calls) == 30


async def test_one_key_that_cannot_be_inspected_holds_up_nobody():
    service = FakeService.sample()
    service.failures["inspect:tax"] = ExchangeError(FailureKind.CLOCK, "Clock is off.", "Set it.")
    async with running(service) as pilot:
        findings = column(table(pilot), "findings")
        assert findings[2] == "clock"
        assert findings[0] == "✗ high"


async def test_r_inspects_one_key_again_and_shift_r_all():
    service = FakeService.sample()
    async with running(service) as pilot:
        service.calls.clear()
        await pilot.press("j", "r")
        await settle(pilot)
        assert service.calls == ["inspect:grid-2"]
        await pilot.press("R")
        await settle(pilot)
        assert service.calls.count("inspect:main") == 1


async def test_what_was_known_stays_while_it_is_read_again():
    service = FakeService.sample()
    async with running(service) as pilot:
        service.gates["inspect:main"] = asyncio.Event()
        await pilot.press("r")
        await pilot.pause()
        assert column(table(pilot), "access")[0] == "● trade"
        assert column(table(pilot), "inspected")[0] == "reading …"
        service.gates["inspect:main"].set()


@pytest.mark.parametrize(
    ("press", "scope"), [("enter", "inspection"), ("b", "balances"), ("o", "orders"), ("a", "add")]
)
async def test_keys_lead_to_the_screens_of_this_key(press, scope):
    async with running(FakeService.sample()) as pilot:
        await pilot.press("j", press)
        await settle(pilot)
        assert pilot.app.trail[-1].screen == scope
        assert pilot.app.trail[-1].names == (() if press == "a" else ("grid-2",))


async def test_an_empty_vault_shows_three_steps():
    async with running(FakeService()) as pilot:
        text = screen_text(pilot)
        for words in ("No keys yet", "1.  a  adds a key", "2.  It is inspected", "3.  b  shows"):
            assert words in text


async def test_a_list_that_cannot_be_read_says_kind_message_and_remedy():
    error = VaultError(VaultFault.TAMPER, "The vault was changed.", "Restore a backup.")
    async with running(FakeService(failures={"keys_list": error})) as pilot:
        text = screen_text(pilot)
        for words in ("E_TAMPER", "The vault was changed.", "Restore a backup.", "R tries again"):
            assert words in text


async def test_a_list_that_fails_later_keeps_the_old_rows_and_calls_them_stale():
    service = FakeService.sample()
    async with running(service) as pilot:
        service.failures["keys_list"] = ExchangeError(FailureKind.UNREACHABLE, "No.", "Wait.")
        await pilot.press("R")
        await settle(pilot)
        assert len(table(pilot).shown) == 6
        assert "(stale)" in screen_text(pilot)
        assert "unreachable" in status(pilot)
        del service.failures["keys_list"]
        await pilot.press("R")
        await settle(pilot)
        assert "(stale)" not in screen_text(pilot)
        assert status(pilot) == ""


async def test_a_key_is_removed_only_when_its_name_is_typed():
    service = FakeService.sample()
    async with running(service) as pilot:
        await pilot.press("d", *"mian", "enter")
        assert "not the name" in status(pilot)
        assert "keys_remove:main" not in service.calls
        await pilot.press(*["backspace"] * 4, *"main", "enter")
        await settle(pilot)
        assert "keys_remove:main" in service.calls
        assert "main" not in column(table(pilot), "name")
        assert "still works" in status(pilot)


async def test_why_a_key_was_not_removed_stays_while_reports_come():
    service = FakeService.sample()
    async with running(service) as pilot:
        service.failures["keys_remove"] = VaultError(VaultFault.FS, "Mode 0644.", "chmod 600")
        service.gates["inspect:main"] = asyncio.Event()
        await pilot.press("r", "d", *"main", "enter")
        while "E_FS" not in status(pilot):
            await pilot.pause()
        service.gates["inspect:main"].set()
        await settle(pilot)
        assert column(table(pilot), "inspected")[0] != "reading …"
        assert status(pilot) == "Error: E_FS · Mode 0644. → chmod 600"
        await pilot.press("r")
        await settle(pilot)
        assert status(pilot) == ""


async def test_escape_keeps_the_key():
    service = FakeService.sample()
    async with running(service) as pilot:
        await pilot.press("d", *"main", "escape")
        await settle(pilot)
        assert "keys_remove:main" not in service.calls
        assert len(table(pilot).shown) == 6


async def test_sorting_by_findings_puts_the_gravest_first():
    async with running(FakeService.sample()) as pilot:
        await pilot.press("s", "5")
        await pilot.pause()
        assert column(table(pilot), "name")[:3] == ["old-vps", "hot", "main"]


async def test_a_dead_service_shows_nothing_of_the_vault():
    service = FakeService.sample()
    async with running(service) as pilot:
        service.failures["inspect:main"] = ServiceError("The service ended.", "Start it again.")
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ClosedScreen)
        text = screen_text(pilot)
        assert "The service ended." in text
        assert "hot" not in text


async def test_help_lists_what_works_here_and_is_searchable():
    async with running(FakeService.sample()) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("slash", *"remove", "enter", "enter")
        await settle(pilot)
        assert "Remove main from the vault?" in screen_text(pilot)


async def test_what_the_vault_wants_said_is_said():
    service = FakeService.sample()
    service.state = replace(service.state, notices=("JUNGLETUI_PASSPHRASE is readable.",))
    async with running(service) as pilot:
        assert status(pilot) == "JUNGLETUI_PASSPHRASE is readable."
