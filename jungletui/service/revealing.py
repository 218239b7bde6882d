"""Showing a whole credential: the passphrase once more, then the log, then the secret.

This and `exec` are the only ways on which a stored secret leaves the service.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.failures import LockedError, UsageError, VaultError
from jungletui.domain.keys import fingerprint_of
from jungletui.service import activity
from jungletui.service.keys import named
from jungletui.service.proving import secret_of, wipe_secret
from jungletui.service.state import State, locked, opened
from jungletui.service.unlocking import ask_person, paths_of

if TYPE_CHECKING:
    from jungletui.domain.vault_documents import Revealed
    from jungletui.vault.slot_secrets import SlotSecret

PROMPT = "Passphrase, to show {name}: "


def keys_reveal(state: State, name: str) -> Revealed:
    """The credential of a key. The passphrase is typed on the terminal whatever other source
    there is, and also where the vault is open.

    UsageError for an unknown name or in the demo; LockedError without a terminal; VaultError E_AUTH
    for a wrong passphrase, others where the log cannot be written: then nothing is shown.
    """
    from jungletui.domain.vault_documents import Revealed  # noqa: PLC0415

    if state.demo:
        raise UsageError(
            "The demo's keys are the sandbox's: there is nothing to reveal.",
            "Start `jungletui` on a vault of your own.",
        )
    _prove(state, name)
    content = opened(state).content
    (key,) = named(content.keys, (name,))
    refusal = activity.record(state, Activity.KEY_REVEALED, key)
    if refusal is not None:
        raise refusal
    return Revealed(
        name=key.name,
        exchange=key.profile.exchange,
        environment=key.profile.environment,
        fingerprint=fingerprint_of(key, content.fingerprint_key),
        credential={field: secret.reveal() for field, secret in key.credential.items()},
    )


def _prove(state: State, name: str) -> None:
    """Have the passphrase typed and open the vault with it, or check it where it is open."""
    from jungletui.vault.opened import OpenVault  # noqa: PLC0415
    from jungletui.vault.opening import open_with  # noqa: PLC0415

    if state.fault is not None:
        raise state.fault
    with state.opening:
        if state.vault is None and not os.path.lexists(state.files.vault):
            raise locked(state)
        secret = _typed(state, name)
        try:
            if state.vault is None:
                state.vault = open_with(paths_of(state), secret)
            elif isinstance(state.vault, OpenVault):
                state.vault.slot_opened_by(secret)
        except VaultError as error:
            activity.record_failure(state, Activity.REVEAL_REFUSED, error.fault.value)
            raise
        finally:
            wipe_secret(secret)


def _typed(state: State, name: str) -> SlotSecret:
    """What the person types: the passphrase (with the key file, where one is configured) or the
    recovery code."""
    try:
        typed = ask_person(state, PROMPT.format(name=_printable(name)))
    except LockedError as error:
        raise LockedError(error.message, "Type it on a terminal: nothing else reveals.") from None
    return secret_of(typed, state.sources.key_file)


def _printable(name: str) -> str:
    """The name as it can be written to a terminal: it came from outside."""
    return "".join(character for character in name[:64] if character.isprintable())
