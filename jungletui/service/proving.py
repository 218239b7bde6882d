"""A fresh proof before something grave: who changes what opens the vault must be able to open it.

It is a passphrase or the recovery code, handed over for this run or typed. What a host has for a
slot counts only where the vault has nothing that can be typed: else whoever finds an unlocked
session could make himself a way in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.failures import LockedError, UsageError, VaultError
from jungletui.service import activity
from jungletui.service.state import State, locked
from jungletui.service.unlocking import ask_person, paths_of

if TYPE_CHECKING:
    from pathlib import Path

    from jungletui.vault.layout import Header
    from jungletui.vault.opened import OpenVault
    from jungletui.vault.slot_secrets import AnySecret, SlotSecret

TERMINAL = "/dev/tty"


@dataclass(frozen=True, slots=True)
class Proof:
    """The open vault and the secret that opened it just now; `typed` where a person is there,
    `allow_weak` in a migration (see `vault.weak_slots`)."""

    vault: OpenVault
    secret: AnySecret
    typed: bool
    allow_weak: bool = False


@contextmanager
def proven(state: State, prompt: str, *, allow_weak: bool = False) -> Iterator[Proof]:
    """Open the vault with a fresh proof, or check the proof where it is open. The secret is wiped
    at the end of the block, and nobody else opens or changes the vault inside it. `allow_weak`
    opens one whose slots are below the floor, which the block must mend.

    UsageError in the demo; LockedError without a vault or a proof; VaultError E_AUTH for a wrong
    one, which the activity log notes, others where the file is refused.
    """
    from jungletui.vault.opened import OpenVault  # noqa: PLC0415
    from jungletui.vault.opening import open_with, read_header  # noqa: PLC0415

    check_own(state)
    with state.opening:
        if state.vault is None and not os.path.lexists(state.files.vault):
            raise locked(state)
        header = read_header(paths_of(state), allow_weak=allow_weak)
        secret, typed = secret_for(state, header, prompt, allow_weak=allow_weak)
        try:
            if isinstance(state.vault, OpenVault):
                state.vault.change(lambda content: content)
                state.vault.slot_opened_by(secret)
            else:
                state.vault = open_with(paths_of(state), secret, allow_weak=allow_weak)
            assert isinstance(state.vault, OpenVault)  # noqa: S101  a vault on disk is one
        except VaultError as error:
            activity.record_failure(state, Activity.UNLOCK_FAILED, error.fault.value)
            wipe_secret(secret)
            raise
        try:
            yield Proof(state.vault, secret, typed, allow_weak)
        finally:
            wipe_secret(secret)


def check_own(state: State) -> None:
    """Raise what makes the process useless, and UsageError in the demo."""
    if state.fault is not None:
        raise state.fault
    if state.demo:
        raise UsageError(
            "The demo's vault is in memory only: it has no slots and no file.",
            "Start `jungletui` on a vault of your own.",
        )


def secret_for(
    state: State, header: Header, prompt: str, *, allow_weak: bool = False
) -> tuple[AnySecret, bool]:
    """What opens a vault with this header, and whether a person typed it. The caller wipes it.

    What this run was handed counts once, for the first opening: after that a person is asked.
    Raises LockedError where there is nothing.
    """
    from jungletui.vault.host_offers import gathered  # noqa: PLC0415
    from jungletui.vault.slot_layout import SlotType  # noqa: PLC0415
    from jungletui.vault.sources import handed_over, take_variable  # noqa: PLC0415

    take_variable(state.sources)
    texts = (SlotType.PASSPHRASE, SlotType.RECOVERY_CODE)
    if any(slot.type in texts for slot in header.slots):
        given = handed_over(state.sources) if state.vault is None else None
        text = ask_person(state, prompt) if given is None else given.text
        return as_secret(state, header, text, allow_weak=allow_weak), given is None
    passed: list[str] = []
    found = gathered(header, state.sources, passed)
    if not found:
        raise LockedError(
            f"nothing here opens the vault: {'; '.join(passed)}", "Mend one of these."
        )
    return found[0], False


def as_secret(
    state: State, header: Header, text: bytearray, *, allow_weak: bool = False
) -> AnySecret:
    """A typed text as what it is: the recovery code, or a passphrase, with the configured key file
    where a slot wants one. Raises LockedError for a key file that cannot be used."""
    from jungletui.vault.slot_layout import KEY_FILE_FLAG  # noqa: PLC0415

    wanted = any(slot.flags & KEY_FILE_FLAG for slot in header.slots)
    secret = secret_of(text, state.sources.key_file if wanted else None)
    return replace(secret, allow_weak=allow_weak)


def secret_of(text: bytearray, key_file: Path | None) -> SlotSecret:
    """The recovery code, or a passphrase with the key file. Raises LockedError for a key file that
    cannot be used."""
    from jungletui.vault.key_file import read_key_file  # noqa: PLC0415
    from jungletui.vault.recovery import is_code  # noqa: PLC0415
    from jungletui.vault.slot_layout import SlotType  # noqa: PLC0415
    from jungletui.vault.slot_secrets import SlotSecret  # noqa: PLC0415

    if is_code(text):
        return SlotSecret(SlotType.RECOVERY_CODE, text)
    content = read_key_file(key_file) if key_file is not None else None
    return SlotSecret(SlotType.PASSPHRASE, text, content)


def need_terminal(what: str) -> None:
    """Raise LockedError where there is no terminal for `what`: before anything is changed."""
    try:
        os.close(os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        raise LockedError(
            f"there is no terminal for {what}", "Run the command in a shell on a terminal."
        ) from None


def wipe_secret(secret: AnySecret) -> None:
    """Overwrite what a person or a host presented; an agent's identity has nothing to wipe."""
    for name in ("value", "key_file"):
        buffer = getattr(secret, name, None)
        if isinstance(buffer, bytearray):
            buffer[:] = bytes(len(buffer))
