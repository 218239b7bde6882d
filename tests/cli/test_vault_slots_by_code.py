"""Slots that a recovery code opens: shown once, typed back, never printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, jungletui
from tests.cli.slot_commands import (
    ASKS,
    code_on,
    kinds,
    slots,
    type_groups,
    typed,
)
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, terminal

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations


def test_a_recovery_code_is_shown_once_checked_and_opens_the_vault(
    home: Path, tmp_path: Path
) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code", "--json"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        code = code_on(console)
        console.send("x")
        type_groups(console, code)
        assert console.exit_code() == 0
        assert code not in console.text()
    after = bytes(console.raw).partition(ALT_SCREEN_OFF)[2]
    assert code.encode() not in after, "not in the document either"
    assert b'"notices":[]' in after
    assert kinds(home, passphrase=code) == ["passphrase", "recovery-code", "recovery-code"]


def test_a_code_that_is_not_typed_back_is_said_to_be_unchecked(home: Path, tmp_path: Path) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        for _ in range(3):
            code = code_on(console)
            console.send("x")
            console.wait_for("of the recovery code:")
            console.send("\n")
            console.wait_until_gone(code) if code in console.text() else None
        console.wait_for("was not typed back rightly")
        assert console.exit_code() == 0


def test_removing_on_a_terminal_asks_for_what_else_is_to_be_kept(
    home: Path, tmp_path: Path
) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        code = code_on(console)
        console.send("x")
        type_groups(console, code)
        assert console.exit_code() == 0
    first = slots(home)[1][1]
    answers = ((ASKS, PASSPHRASE), ("To keep the recovery code", code))
    done, screen = typed(home, tmp_path, ("remove-slot", first[:8]), answers)
    assert done == 0, screen
    assert "lost" not in screen
    assert kinds(home, passphrase=code) == ["passphrase", "recovery-code"]


def test_the_recovery_code_is_no_passphrase_to_change(tmp_path: Path) -> None:
    home = tmp_path / "new"
    code = jungletui(home, "init", "--json").document["recovery_code"]
    answers = (("The passphrase until now:", code),)
    done, screen = typed(home, tmp_path, ("passphrase",), answers)
    assert done == 2
    assert "add-slot passphrase" in screen


def test_an_interrupt_after_the_code_leaves_no_page_open(home: Path, tmp_path: Path) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        code = code_on(console)
        console.send("\x03")  # any key
        console.wait_for("of the recovery code:")
        console.send("\x03")
        assert console.exit_code() == 130
        assert code not in console.text()
    assert bytes(console.raw).rfind(ALT_SCREEN_OFF) > bytes(console.raw).rfind(ALT_SCREEN_ON)
