"""Before the screens: the vault on the plain terminal, refusals, and what a process has loaded."""

from __future__ import annotations

import io
import json
import sys

import pytest

from jungletui.client.launch import ServiceOptions
from jungletui.client.recovery_page import OTHER_PAGE, SAME_PAGE
from jungletui.domain.documents import VaultState
from jungletui.domain.failures import VaultError, VaultFault
from jungletui.tui.run import open_vault, run_app
from tests.tui.fake_service import FakeService
from tests.tui.terminal_session import run_without_terminal

WRONG = VaultError(VaultFault.AUTH, "the passphrase does not open it", "Type it again.")


def locked(*, exists: bool = True) -> FakeService:
    return FakeService(state=VaultState(exists, False, "vault.cxv"))


async def test_an_open_vault_asks_nothing():
    service = FakeService()
    await open_vault(service)
    assert service.calls == ["vault_state"]


async def test_a_closed_vault_is_unlocked():
    service = locked()
    await open_vault(service)
    assert service.calls == ["vault_state", "unlock"]


async def test_the_first_run_makes_a_vault_and_shows_the_code_on_a_page_that_goes(
    monkeypatch, capsys
):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    service = locked(exists=False)
    await open_vault(service)
    assert service.calls == ["vault_state", "create_vault", "vault_state"]
    out = capsys.readouterr().out
    before, _, page = out.partition(OTHER_PAGE)
    code, _, after = page.partition(SAME_PAGE)
    assert "Welcome" in before
    assert "0000-0000-0000-0000" in code
    assert "0000-0000-0000-0000" not in before + after


async def test_three_tries_are_the_services_and_not_three_times_three():
    service = locked()
    service.failures["unlock"] = WRONG
    with pytest.raises(VaultError):
        await open_vault(service)
    assert service.calls.count("unlock") == 1


async def test_another_failure_is_not_tried_again():
    service = locked()
    service.failures["unlock"] = VaultError(VaultFault.TAMPER, "changed", "Restore a backup.")
    with pytest.raises(VaultError):
        await open_vault(service)
    assert service.calls.count("unlock") == 1


def test_without_a_terminal_the_commands_are_named(capsys):
    assert run_app(ServiceOptions()) == 2
    assert "jungletui keys list" in capsys.readouterr().err


def loaded(module: str) -> set[str]:
    """The top-level packages that a fresh process has after importing `module`."""
    code = f"import {module}, sys, json; print(json.dumps([m.split('.')[0] for m in sys.modules]))"
    return set(json.loads(run_without_terminal("-c", code).stdout))


def test_the_screens_load_nothing_that_holds_or_sends_secrets():
    modules = loaded("jungletui.tui.session, jungletui.tui.screens.inspection")
    assert "textual" in modules
    assert not modules & {"ccxt", "aiohttp", "cryptography", "keyring"}


def test_textual_is_not_loaded_before_its_variables_were_taken_out():
    assert "textual" not in loaded("jungletui.tui.run")
