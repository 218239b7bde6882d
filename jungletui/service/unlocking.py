"""Making a vault and opening it: where the passphrase is read, tried and wiped."""

from __future__ import annotations

import os
import threading
from contextvars import copy_context
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.failures import JungleError, UsageError, VaultError, VaultFault
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.service import activity
from jungletui.service.files import make_folders
from jungletui.service.hardening import kept_terminal
from jungletui.service.state import State, locked

if TYPE_CHECKING:
    from jungletui.domain.vault_documents import Created, VaultState
    from jungletui.vault.paths import VaultPaths
    from jungletui.vault.store import Vault

ORDINARY = ("opened with ", "passed over: ")
"""How the notices begin that say which way in was taken, and which were not."""


def vault_state(state: State) -> VaultState:
    """Whether there is a vault, and whether it is open."""
    from jungletui.domain.vault_documents import VaultState  # noqa: PLC0415

    vault = state.vault
    return VaultState(
        exists=vault is not None or state.demo or os.path.lexists(state.files.vault),
        unlocked=vault is not None or state.demo,
        path="demo" if state.demo else str(state.files.vault),
        generation=vault.generation if vault else None,
        notices=(*vault.notices, *state.log_notices) if vault else (),
        demo=state.demo,
    )


def create_vault(state: State, new: NewPassphrase = NewPassphrase.OFFERED) -> Created:
    """Make a vault with a new passphrase and open it; `new` is the wish of a person who is asked
    for one. UsageError where there is a vault already, LockedError without a passphrase, VaultError
    where it cannot be written."""
    from jungletui.domain.vault_documents import Created  # noqa: PLC0415
    from jungletui.service.new_passphrase import new_passphrase  # noqa: PLC0415
    from jungletui.vault import store  # noqa: PLC0415

    if state.fault is not None:
        raise state.fault
    with state.opening:
        if state.demo or state.vault is not None or os.path.lexists(state.files.vault):
            raise UsageError(
                f"There is a vault already: {state.files.vault}",
                "Use it, or choose another folder with --home.",
            )
        make_folders(state.files)
        passphrase = new_passphrase(state.sources, new)
        try:
            state.vault, recovery_code = store.create_vault(paths_of(state), passphrase)
        finally:
            _wipe(passphrase)
        activity.record(state, Activity.VAULT_CREATED)
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
        activity.record(state, Activity.LOCKED)
        state.vault.close()
        state.vault = None
    return vault_state(state)


def begin(state: State) -> None:
    """Start to open the vault beside whatever is loaded meanwhile; `open_vault` waits for it and
    raises what it raised. The key derivation leaves the interpreter to others."""
    from jungletui.vault import store, unlocking_order  # noqa: F401, PLC0415  before two threads

    def run() -> None:
        try:
            _open_once(state)
        except JungleError as error:
            state.early_error = error

    thread = threading.Thread(target=copy_context().run, args=(run,), daemon=True)
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
            activity.record(state, Activity.UNLOCKED)
            _warn(state.vault)


def _open(state: State) -> Vault:
    from jungletui.vault.unlocking_order import open_by_any  # noqa: PLC0415

    asked: list[str] = []

    def ask(prompt: str) -> bytearray:
        if asked:  # what was typed before was wrong
            activity.record_failure(state, Activity.UNLOCK_FAILED, VaultFault.AUTH.value)
        asked.append(prompt)
        return ask_person(state, prompt)

    try:
        return open_by_any(paths_of(state), state.sources, ask=ask)
    except VaultError as error:
        activity.record_failure(state, Activity.UNLOCK_FAILED, error.fault.value)
        raise


def _warn(vault: Vault) -> None:
    """Say on stderr what is odd around the vault: a record that is missing or was edited, an agent
    that is forwarded. A command shows it, and systemd's journal; screens have it in the state."""
    odd = [notice for notice in vault.notices if not notice.startswith(ORDINARY)]
    if odd:
        import logging  # noqa: PLC0415  seldom needed

        for notice in odd:
            logging.getLogger(__name__).warning("%s: %s", vault.path, notice)


def ask_person(state: State, prompt: str) -> bytearray:
    """What a person types, on the terminal that a client lent or on that of this process."""
    from jungletui.vault import terminal  # noqa: PLC0415

    lent = state.terminal_fd
    with kept_terminal(lent):
        return terminal.ask(prompt, terminal.TERMINAL if lent is None else lent)


def paths_of(state: State) -> VaultPaths:
    """Where the vault and its record are."""
    from jungletui.vault.paths import VaultPaths  # noqa: PLC0415

    return VaultPaths(state.files.vault, state.files.seen, lockless=state.lockless)


def _wipe(passphrase: bytearray) -> None:
    passphrase[:] = bytes(len(passphrase))
