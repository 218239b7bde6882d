"""The slots: what is listed and warned of, and changes that ask on the terminal only."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.widgets import Input

from jungletui.domain.failures import LockedError, ServiceError, VaultError, VaultFault
from jungletui.domain.slot_documents import SlotKind, VaultSlots
from jungletui.tui.screens.closed import ClosedScreen
from tests.tui.fake_service import FakeService
from tests.tui.harness import (
    SIZES,
    column,
    make_app,
    press,
    running,
    screen_text,
    status,
    table,
)
from tests.tui.vault_samples import sample_slots

CONFLICT = VaultError(
    VaultFault.CONFLICT, "no slot would be left that opens it", "Add another slot first."
)
NO_TERMINAL = LockedError("there is no terminal to ask on", "Unlock it here.")


def asked(service: FakeService) -> list[str]:
    return [call for call in service.calls if call.startswith("vault_") and ":" in call]


async def test_the_slots_their_notes_and_what_opened_the_vault():
    async with running(FakeService.sample()) as pilot:
        await press(pilot, "4")
        shown = table(pilot)
        assert column(shown, "slot") == ["1a2b3c4d", "5e6f7a8b", "9c0d1e2f"]
        assert column(shown, "type") == ["passphrase", "recovery-code", "ssh-agent"]
        assert "256 MiB" in column(shown, "note")[0]
        assert all(column(shown, "note"))
        text = screen_text(pilot)
        assert "Opened this time with the ssh-agent (key SHA256:" in text
        assert "the ssh-agent is forwarded" in text
        assert "3 slots · 1 warning" in text


async def test_typed_words_are_called_so():
    service = FakeService.sample()
    service.slot_document = replace(sample_slots(), opened_with=None, warnings=())
    async with running(service) as pilot:
        await press(pilot, "4")
        text = screen_text(pilot)
        assert "Opened this time with a passphrase or recovery code." in text
        assert "warning" not in text


async def test_the_demo_has_no_slots_and_says_so():
    service = FakeService.sample()
    service.slot_document = VaultSlots("demo", 1, (), None, ())
    async with running(service, demo=True) as pilot:
        await press(pilot, "4")
        assert "in memory only" in screen_text(pilot)
        await press(pilot, "d")
        assert asked(service) == []


async def test_a_failed_read_says_what_to_do_and_r_tries_again():
    service = FakeService.sample()
    service.failures["vault_slots"] = VaultError(VaultFault.FS, "it is a link", "rm it")
    async with running(service) as pilot:
        await press(pilot, "4")
        text = screen_text(pilot)
        assert "E_FS" in text
        assert "rm it" in text
        del service.failures["vault_slots"]
        await press(pilot, "r")
        assert len(table(pilot).shown) == 3
        service.failures["vault_slots"] = VaultError(VaultFault.FS, "it is a link", "rm it")
        await press(pilot, "r")
        assert "E_FS" in status(pilot)
        assert len(table(pilot).shown) == 3, "what was read stays"


@pytest.mark.parametrize(
    ("down", "typed", "call"),
    [
        (0, None, "passphrase,None,None"),
        (1, None, "recovery-code,None,None"),
        (2, "/stick/jungle.key", "key-file,/stick/jungle.key,None"),
        (3, None, "os-keyring,None,None"),
        (4, "", "ssh-agent,None,None"),
        (4, "me@laptop", "ssh-agent,None,me@laptop"),
        (5, "", "systemd-credential,None,None"),
    ],
)
async def test_each_type_can_be_added(down: int, typed: str | None, call: str):
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "4", "a")
        await press(pilot, *["j"] * down, "enter")
        if typed is not None:
            pilot.app.screen.query_one(Input).value = typed
            await press(pilot, "enter")
        assert asked(service) == [f"vault_add_slot:{call}"]
        text = screen_text(pilot)
        assert f"Added: {call.split(',', maxsplit=1)[0]} 77777777" in text
        assert "any program of this session" in text
        assert len(table(pilot).shown) == 4


async def test_a_key_file_needs_a_name_and_esc_goes_back_step_by_step():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "4", "a")
        await press(pilot, "j", "j", "enter")
        await press(pilot, "enter")
        assert "Name the key file" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert asked(service) == []
        assert len(table(pilot).shown) == 3


async def test_removing_is_confirmed_and_names_what_is_lost():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "4", "G", "d")
        assert "Remove the slot ssh-agent 9c0d1e2f?" in screen_text(pilot)
        await press(pilot, "escape")
        assert asked(service) == []
        await press(pilot, "d", "y")
        assert asked(service) == ["vault_remove_slot:9c0d1e2f" + "00" * 12]
        text = screen_text(pilot)
        assert "Removed: ssh-agent 9c0d1e2f." in text
        assert "Lost, add it again: recovery-code 5e6f7a8b" in text
        assert column(table(pilot), "type") == ["passphrase"]


async def test_the_passphrase_is_changed_on_the_terminal():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "4", "p")
        assert asked(service) == ["vault_passphrase:False"]
        assert "The passphrase is changed." in screen_text(pilot)
        await press(pilot, "r")
        assert "The passphrase is changed." not in screen_text(pilot)


async def test_a_refused_change_says_why_and_changes_nothing():
    service = FakeService.sample()
    service.failures["vault_remove_slot"] = CONFLICT
    async with running(service) as pilot:
        await press(pilot, "4", "d", "y")
        assert "E_CONFLICT" in status(pilot)
        assert "Add another slot first" in status(pilot)
        assert len(table(pilot).shown) == 3


async def test_a_service_without_a_terminal_names_the_command():
    service = FakeService.sample()
    service.failures["vault_add_slot"] = NO_TERMINAL
    async with running(service) as pilot:
        await press(pilot, "4", "a", "enter")
        assert "jungletui vault add-slot passphrase" in status(pilot)
        assert len(table(pilot).shown) == 3, "the console stays open"


async def test_a_service_that_ended_closes_the_screen():
    service = FakeService.sample()
    service.failures["vault_passphrase"] = ServiceError("It has ended.", "Start again.")
    async with running(service) as pilot:
        await press(pilot, "4", "p")
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert "1a2b3c4d" not in screen_text(pilot)


def waiting() -> FakeService:
    service = FakeService.sample()
    service.gates["vault_slots"] = asyncio.Event()
    return service


def broken() -> FakeService:
    service = FakeService.sample()
    service.failures["vault_slots"] = VaultError(VaultFault.FS, "it is a link", "rm vault.cxv")
    return service


def demo() -> FakeService:
    service = FakeService.sample()
    service.slot_document = VaultSlots("demo", 1, (), None, ())
    return service


PICTURES = {
    "full": (FakeService.sample, ()),
    "loading": (waiting, ()),
    "empty": (demo, ()),
    "error": (broken, ()),
    "add": (FakeService.sample, ("a", "j", "j", "enter")),
    "remove": (FakeService.sample, ("d",)),
    "removed": (FakeService.sample, ("G", "d", "y")),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", PICTURES)
def test_picture(snap_compare, state: str, size: tuple[int, int]):
    make, keys = PICTURES[state]

    async def before(pilot) -> None:
        for key in ("4", *keys):
            for _ in range(3):
                await pilot.pause()
            await pilot.press(key)
        for _ in range(4):
            await pilot.pause()

    assert snap_compare(make_app(make()), terminal_size=size, run_before=before)


def test_every_kind_has_words():
    from jungletui.tui.views.slots import KIND_WORDS

    assert set(KIND_WORDS) == set(SlotKind)
