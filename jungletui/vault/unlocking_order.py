"""Opening a vault with whatever there is, in the order of the design, a person last.

1. what this run was handed: `--passphrase-fd`, `--passphrase-file`, a systemd credential;
2. what this host has for the vault's own slots: systemd secret, OS keyring, ssh-agent, key file;
3. what is configured: `passphrase_command`, then JUNGLETUI_PASSPHRASE;
4. a person at the terminal.

A passphrase that was handed over or configured and is wrong ends it: it is never passed over, and
nobody is asked for another. A slot that this host has nothing for is passed over and named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jungletui.domain.failures import LockedError, VaultError, VaultFault
from jungletui.vault.host_offers import Offer, offers
from jungletui.vault.key_file import read_key_file
from jungletui.vault.layout import Header
from jungletui.vault.memory import wipe
from jungletui.vault.opened import OpenVault
from jungletui.vault.opening import open_with, read_header
from jungletui.vault.paths import VaultPaths
from jungletui.vault.recovery import is_code
from jungletui.vault.slot_layout import KEY_FILE_FLAG, SlotType
from jungletui.vault.slot_secrets import AnySecret, SlotSecret
from jungletui.vault.sources import (
    Given,
    PassphraseSources,
    ask_person,
    configured,
    handed_over,
    take_variable,
)

if TYPE_CHECKING:
    from jungletui.vault.ahead import Ahead

TRIES = 3
PROMPT = "Passphrase: "
AGAIN = "That is not the passphrase. Once more: "

Ask = Callable[[str], bytearray]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One way through the order: the vault, and what was passed over so far."""

    paths: VaultPaths
    header: Header
    key_file: Path | None
    accept_rollback: bool
    passed: list[str]

    def open(self, secret: AnySecret, *notices: str) -> OpenVault:
        over = tuple(f"passed over: {reason}" for reason in self.passed)
        return open_with(
            self.paths,
            secret,
            accept_rollback=self.accept_rollback,
            notices=(*over, *notices),
        )


def open_by_any(
    paths: VaultPaths,
    sources: PassphraseSources,
    *,
    ask: Ask | None = None,
    prompt: str = PROMPT,
    again: str = AGAIN,
    tries: int = TRIES,
    accept_rollback: bool = False,
) -> OpenVault:
    """Open the vault; a notice says what opened it, unless a person did, and what was passed over.

    `ask` shows a prompt and gives back the typed line (the terminal's, if None); a wrong one may
    be corrected until `tries` are used up. A recovery code is taken wherever a passphrase is.
    Blocks: use a thread. Raises LockedError where nothing is there to open it, VaultError as
    opening does: E_AUTH for a wrong passphrase, and whatever is wrong with the file before
    anything is asked for.
    """
    variable = take_variable(sources)
    attempt = _Attempt(paths, read_header(paths), sources.key_file, accept_rollback, [])
    given = handed_over(sources)
    if given is not None:
        return _with_given(attempt, given)
    vault = _with_host(attempt, sources)
    if vault is not None:
        return vault
    given = configured(sources, variable)
    if given is not None:
        return _with_given(attempt, given)
    return _with_person(attempt, sources, ask, (prompt, again), tries)


def _with_host(attempt: _Attempt, sources: PassphraseSources) -> OpenVault | None:
    for offer in offers(attempt.header, sources, attempt.passed):
        try:
            return attempt.open(offer.secret, *_told(offer))
        except (LockedError, VaultError) as error:
            if isinstance(error, VaultError) and error.fault is not VaultFault.AUTH:
                raise
            attempt.passed.append(f"{offer.name}: {error.message}")
        finally:
            if isinstance(offer.secret, SlotSecret):
                wipe(offer.secret.value)
    return None


def _told(offer: Offer) -> tuple[str, ...]:
    opened = f"opened with {offer.name}"
    return (opened, offer.warning) if offer.warning else (opened,)


def _with_given(attempt: _Attempt, given: Given) -> OpenVault:
    told = f"opened with the passphrase of {given.origin}"
    return _with_text(attempt, given.text, told, ahead=given.ahead)


def _with_person(
    attempt: _Attempt,
    sources: PassphraseSources,
    ask: Ask | None,
    prompts: tuple[str, str],
    tries: int,
) -> OpenVault:
    if not sources.tty and attempt.passed:
        raise LockedError(
            f"nothing here opens the vault: {'; '.join(attempt.passed)}",
            "Mend one of these, or give the passphrase with --passphrase-fd, --passphrase-file "
            "or a systemd credential.",
        )
    for left in reversed(range(tries)):
        typed = ask_person(sources, prompts[left < tries - 1], ask)
        try:
            return _with_text(attempt, typed)
        except VaultError as error:
            if error.fault is not VaultFault.AUTH or not left:
                raise
    raise LockedError("no passphrase was asked for", "Allow one try at least.")


def _with_text(
    attempt: _Attempt, text: bytearray, *notices: str, ahead: Ahead | None = None
) -> OpenVault:
    """Open with a passphrase, or with the recovery code where the text is one; wipes it."""
    key_file = None
    try:
        if is_code(text):
            try:
                return attempt.open(SlotSecret(SlotType.RECOVERY_CODE, text), *notices)
            except VaultError as error:
                if error.fault is not VaultFault.AUTH:
                    raise
        key_file = _wanted_key_file(attempt)
        return attempt.open(SlotSecret(SlotType.PASSPHRASE, text, key_file, ahead), *notices)
    finally:
        wipe(text)
        if key_file is not None:
            wipe(key_file)
        if ahead is not None:
            ahead.forget()


def _wanted_key_file(attempt: _Attempt) -> bytearray | None:
    """The key file, where a passphrase slot wants one; without it the other slots still open."""
    wanted = any(slot.flags & KEY_FILE_FLAG for slot in attempt.header.slots)
    if not wanted or attempt.key_file is None:
        return None
    try:
        return read_key_file(attempt.key_file)
    except LockedError as error:
        attempt.passed.append(error.message)
        return None
