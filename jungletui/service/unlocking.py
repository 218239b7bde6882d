"""Making a vault and opening it: where the passphrase is read, tried and wiped."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from jungletui.domain.failures import JungleError, UsageError, VaultError, VaultFault
from jungletui.service.files import make_folders
from jungletui.service.hardening import kept_terminal
from jungletui.service.state import State, locked

if TYPE_CHECKING:
    from jungletui.domain.vault_documents import Created, VaultState
    from jungletui.vault.paths import VaultPaths
    from jungletui.vault.store import Vault

TRIES = 3
CODE_GROUPS, CODE_GROUP = 9, 4
PROMPT = "Passphrase: "
AGAIN = "That is not the passphrase. Once more: "


def vault_state(state: State) -> VaultState:
    """Whether there is a vault, and whether it is open."""
    from jungletui.domain.vault_documents import VaultState  # noqa: PLC0415

    vault = state.vault
    return VaultState(
        exists=vault is not None or state.demo or os.path.lexists(state.files.vault),
        unlocked=vault is not None or state.demo,
        path="demo" if state.demo else str(state.files.vault),
        generation=vault.generation if vault else None,
        notices=vault.notices if vault else (),
        demo=state.demo,
    )


def create_vault(state: State) -> Created:
    """Make a vault with a new passphrase and open it. UsageError where there is one already,
    LockedError without a passphrase, VaultError where it cannot be written."""
    from jungletui.domain.vault_documents import Created  # noqa: PLC0415
    from jungletui.vault import store  # noqa: PLC0415
    from jungletui.vault.sources import read_new_passphrase  # noqa: PLC0415

    if state.fault is not None:
        raise state.fault
    with state.opening:
        if state.demo or state.vault is not None or os.path.lexists(state.files.vault):
            raise UsageError(
                f"There is a vault already: {state.files.vault}",
                "Use it, or choose another folder with --home.",
            )
        make_folders(state.files)
        with kept_terminal():
            passphrase = read_new_passphrase(state.sources)
        try:
            state.vault, recovery_code = store.create_vault(_paths(state), passphrase)
        finally:
            _wipe(passphrase)
    return Created(path=str(state.files.vault), recovery_code=recovery_code)


def unlock(state: State) -> VaultState:
    """Open the vault; a wrong passphrase from the terminal may be corrected twice. LockedError
    without a vault or passphrase; VaultError (E_AUTH) where it is wrong, others where the file
    is refused."""
    open_vault(state)
    return vault_state(state)


def lock(state: State) -> VaultState:
    """Forget the vault; the process ends once the answer is sent."""
    if state.vault is not None:
        state.vault.close()
        state.vault = None
    return vault_state(state)


def begin(state: State) -> None:
    """Start to open the vault beside whatever is loaded meanwhile; `open_vault` waits for it and
    raises what it raised. The key derivation leaves the interpreter to others."""
    from jungletui.vault import sources, store  # noqa: F401, PLC0415  before there are two threads

    def run() -> None:
        try:
            _open_once(state)
        except JungleError as error:
            state.early_error = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    state.early = thread


def open_vault(state: State) -> None:
    """Open the vault unless it is open."""
    early, state.early = state.early, None
    if early is not None:
        early.join()
        if state.early_error is not None:
            raise state.early_error
    _open_once(state)


def _open_once(state: State) -> None:
    if state.fault is not None:
        raise state.fault
    with state.opening:
        if state.vault is None and not state.demo:
            if not os.path.lexists(state.files.vault):
                raise locked(state)
            state.vault = _open(state)


def _open(state: State) -> Vault:
    prompt = PROMPT
    tries = TRIES if _only_terminal(state) else 1
    while True:
        tries -= 1
        try:
            return _try(state, prompt)
        except VaultError as error:
            if error.fault is not VaultFault.AUTH or not tries:
                raise
            prompt = AGAIN


def _try(state: State, prompt: str) -> Vault:
    from jungletui.vault import store  # noqa: PLC0415
    from jungletui.vault.sources import read_passphrase  # noqa: PLC0415

    with kept_terminal():
        passphrase = read_passphrase(state.sources, prompt)
    try:
        if _looks_like_code(passphrase):
            with suppress(VaultError):  # it is none: then it is a passphrase
                return store.open_with_recovery_code(_paths(state), bytearray(passphrase))
        return store.open_vault(_paths(state), passphrase)
    finally:
        _wipe(passphrase)


def _looks_like_code(passphrase: bytearray) -> bool:
    """Nine groups of four characters: a recovery code opens the vault at the same prompt."""
    groups = passphrase.split(b"-")
    return len(groups) == CODE_GROUPS and all(len(g) == CODE_GROUP and g.isalnum() for g in groups)


def _only_terminal(state: State) -> bool:
    """Whether asking again can bring another passphrase."""
    sources = state.sources
    given = (sources.fd is not None, sources.file, sources.command)
    named = ("JUNGLETUI_PASSPHRASE", "CREDENTIALS_DIRECTORY")
    return sources.tty and not any(given) and not any(map(sources.environ.get, named))


def _paths(state: State) -> VaultPaths:
    from jungletui.vault.paths import VaultPaths  # noqa: PLC0415

    return VaultPaths(vault=state.files.vault, seen=state.files.seen)


def _wipe(passphrase: bytearray) -> None:
    passphrase[:] = bytes(len(passphrase))
