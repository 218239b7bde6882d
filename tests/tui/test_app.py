"""The shell: going between screens, palette, locking, and what Textual must not do here."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from jungletui.domain.failures import LockedError, ServiceError
from jungletui.tui.navigation import SCREENS, Destination
from jungletui.tui.screens.closed import ClosedScreen
from jungletui.tui.screens.keys import KeysScreen
from tests.tui.fake_service import FakeService
from tests.tui.harness import make_app, running, screen_text, settle, status, table, title


async def test_digits_jump_and_minus_goes_back():
    async with running(FakeService.sample()) as pilot:
        for digit, screen in (("2", "balances"), ("3", "orders"), ("1", "keys")):
            await pilot.press(digit)
            await settle(pilot)
            assert pilot.app.trail[-1] == Destination(screen)
        await pilot.press("minus")
        await settle(pilot)
        assert pilot.app.trail[-1].screen == "orders"
        await pilot.press("escape", "escape", "escape", "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, KeysScreen)
        assert len(pilot.app.screen_stack) == 2, "screens do not pile up"


@pytest.mark.parametrize("name", sorted(SCREENS))
async def test_every_registered_screen_opens_closes_and_has_a_title(name):
    async with running(FakeService.sample()) as pilot:
        names = ("main",) if name == "inspection" else ()
        pilot.app.go(name, names)
        await settle(pilot)
        assert "JungleTUI" in title(pilot)
        pilot.app.go("keys")
        await settle(pilot)
        assert isinstance(pilot.app.screen, KeysScreen)


async def test_the_palette_finds_and_runs_an_action():
    async with running(FakeService.sample()) as pilot:
        await pilot.press("colon", *"orders of", "enter")
        await settle(pilot)
        assert pilot.app.trail[-1] == Destination("orders", ("main",))


async def test_the_palette_knows_every_command_of_the_shell():
    async with running(FakeService.sample()) as pilot:
        await pilot.press("ctrl+p", *"scan")
        await pilot.pause()
        assert "jungletui scan PATH" in screen_text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "In a shell: jungletui scan" in status(pilot)
        assert table(pilot).has_focus


async def test_escape_closes_the_palette_and_nothing_else():
    async with running(FakeService.sample()) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("colon", "x", "escape")
        await settle(pilot)
        assert pilot.app.trail[-1].screen == "balances"


async def test_a_theme_is_chosen_in_the_palette():
    async with running(FakeService.sample()) as pilot:
        await pilot.press("colon", *"theme: jungle-light", "enter")
        await settle(pilot)
        assert pilot.app.theme == "jungle-light"


@pytest.mark.parametrize("press", ["L", "ctrl+l"])
async def test_locking_takes_everything_of_the_vault_off_the_screen(press):
    service = FakeService.sample()
    async with running(service) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press(press)
        await settle(pilot)
        assert "lock" in service.calls
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert len(pilot.app.screen_stack) == 2
        text = screen_text(pilot)
        for secret in ("main", "binance", "BTC", "34567"):
            assert secret not in text
        await pilot.press("1", "minus", "colon", "question_mark")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ClosedScreen), "no key leads around the lock"


async def test_unlocking_starts_a_new_service_and_asks_it():
    first, second = FakeService.sample(), FakeService.sample()
    second.state = second.state.__class__(True, False, "vault.cxv")

    async def restart():
        return second

    async with running(first, restart=restart) as pilot:
        await pilot.press("L")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert second.calls[:2] == ["vault_state", "unlock"]
        assert isinstance(pilot.app.screen, KeysScreen)
        assert len(table(pilot).shown) == 6


async def test_a_wrong_passphrase_stays_locked_and_says_so():
    service = FakeService.sample()
    service.state = service.state.__class__(True, False, "vault.cxv")
    service.failures["unlock"] = LockedError("The passphrase does not fit.", "Try again.")

    async def restart():
        return service

    async with running(service, restart=restart) as pilot:
        await pilot.press("L")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert "The passphrase does not fit." in screen_text(pilot)
        assert "Try again." in screen_text(pilot)
        assert "to unlock" in screen_text(pilot)


async def test_a_service_that_locked_itself_leads_to_the_locked_screen():
    service = FakeService.sample()
    async with running(service) as pilot:
        service.failures["keys_list"] = LockedError("Locked after 10 minutes.", "Unlock it.")
        await pilot.press("R")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert "Locked after 10 minutes." in screen_text(pilot)


async def test_a_dead_service_is_started_again_with_r():
    dead, alive = FakeService.sample(), FakeService.sample()
    dead.failures["keys_list"] = ServiceError("The service ended.", "Start it again.")

    async def restart():
        return alive

    async with running(dead, restart=restart) as pilot:
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert "The service has ended" in screen_text(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(pilot.app.screen, KeysScreen)


async def test_the_demo_says_so_on_every_screen():
    async with running(FakeService.sample(), demo=True) as pilot:
        for digit in "123":
            await pilot.press(digit)
            await settle(pilot)
            assert "DEMO" in title(pilot)


async def test_nothing_of_textual_animates_or_takes_screenshots():
    async with running(FakeService.sample()) as pilot:
        app = pilot.app
        assert type(app.get_loading_widget()) is Static
        assert list(app.get_system_commands(app.screen)) == []
        assert app.animation_level == "none"
        app.notify("said")
        assert status(pilot) == "said"


async def test_a_defect_in_a_worker_is_named_without_its_values():
    service = FakeService.sample()
    service.failures["keys_list"] = ValueError("canary-7b1f")
    async with make_app(service).run_test() as pilot:
        for _ in range(5):
            await pilot.pause()
        assert "ValueError" in status(pilot)
        assert "canary" not in screen_text(pilot)


@pytest.mark.parametrize(("key", "code"), [("q", None), ("ctrl+c", 130)])
async def test_an_interrupt_is_told_apart_from_leaving(key, code):
    app = make_app(FakeService.sample())
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running or app._exit
    assert app.return_value == code


def test_quitting_has_an_exit_code():
    app = make_app(FakeService.sample())
    assert app.return_code is None
