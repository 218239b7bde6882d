"""`jungletui vault`: what opens the vault, and its check, copies and restoring.

What changes the slots, or puts a copy in the vault's place, is done by a service of its own even
where an agent is open: it asks for the passphrase, and it has this terminal.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jungletui.cli.new_passphrase import new_passphrase_option
from jungletui.cli.options import Command, Group
from jungletui.cli.session import Answer, Session, pass_session
from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import start_service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jungletui.domain.slot_documents import (
        PassphraseChanged,
        SlotAdded,
        SlotRemoved,
        SlotRow,
        VaultCheck,
        VaultCopied,
        VaultRestored,
        VaultSlots,
        VaultStrengthened,
    )

KINDS = (
    "passphrase",
    "recovery-code",
    "key-file",
    "os-keyring",
    "ssh-agent",
    "systemd-credential",
)
SOUND, UNSOUND = 0, 5
TYPED = "a passphrase or recovery code"


@click.group("vault", cls=Group)
def vault_command() -> None:
    """What opens the vault; check, copy and restore it."""


@vault_command.command("slots", cls=Command)
@pass_session
def slots_command(session: Session) -> None:
    """All key slots, what opened the vault this time, and what is worth doing about them."""
    session.show(session.ask("vault_slots"), _slots_text)


@vault_command.command("add-slot", cls=Command)
@click.argument("kind", metavar="TYPE", type=click.Choice(KINDS))
@click.option("--file", metavar="FILE", help="The key file, or the new systemd credential's file.")
@click.option("--key", metavar="KEY", help="The ssh key, by its comment or fingerprint.")
@new_passphrase_option("For a passphrase: ")
@pass_session
def add_slot_command(
    session: Session, kind: str, file: str | None, key: str | None, new: str
) -> None:
    """Let something else open the vault, too.

    TYPE is passphrase, recovery-code, key-file, os-keyring, ssh-agent or systemd-credential. New
    passphrases and recovery codes go over the terminal only.
    """
    path = _whole(file) if file else None
    answer = _apart(session, "vault_add_slot", kind=kind, file=path, key=key, new=new)
    session.show(answer, _added_text)


@vault_command.command("remove-slot", cls=Command)
@click.argument("slot", metavar="ID")
@click.option("--yes", is_flag=True, help="Give up the other slots that nothing here opens.")
@pass_session
def remove_slot_command(session: Session, slot: str, yes: bool) -> None:
    """Take a slot away and renew the master key, so that it opens no later save.

    On a terminal the other passphrases and recovery codes are asked for: slots whose secret is not
    given are lost, and named. Without a terminal none is lost unless --yes is given. The beginning
    of the ID is enough.
    """
    answer = _apart(session, "vault_remove_slot", slot=slot, give_up=yes)
    session.show(answer, _removed_text)


@vault_command.command("passphrase", cls=Command)
@click.option("--renew", is_flag=True, help="Renew the master key, too, as remove-slot does.")
@new_passphrase_option()
@pass_session
def passphrase_command(session: Session, renew: bool, new: str) -> None:
    """Put another passphrase in the place of one. The new one is asked for on the terminal, where
    six random words are offered for it."""
    session.show(_apart(session, "vault_passphrase", renew=renew, new=new), _passphrase_text)


@vault_command.command("strengthen", cls=Command)
@click.option(
    "--allow-weak-kdf", is_flag=True, help="Open a vault that is E_KDF_WEAK, this once, to mend it."
)
@click.option("--yes", is_flag=True, help="Give up weak slots whose passphrase is not given.")
@pass_session
def strengthen_command(session: Session, allow_weak_kdf: bool, yes: bool) -> None:
    """Give passphrase slots whose key derivation is below the floor costs of today, at once.

    For a vault that another program made so; one that somebody weakened is E_AUTH. On a terminal
    the passphrases of further weak slots are asked for.
    """
    answer = _apart(session, "vault_strengthen", allow_weak_kdf=allow_weak_kdf, give_up=yes)
    session.show(answer, _strengthened_text)


@vault_command.command("check", cls=Command)
@click.option(
    "--fix-perms", is_flag=True, help="First make this user's own vault files private again."
)
@pass_session
def check_command(session: Session, fix_perms: bool) -> int:
    """Look at the vault, its record and its backups; exit code 5 where something is wrong."""
    answer = session.ask("vault_check", fix_perms=fix_perms)
    session.show(answer, _check_text)
    return SOUND if session.read(answer)["sound"] else UNSOUND


@vault_command.command("backup", cls=Command)
@click.argument("path")
@click.option("--no-verify", is_flag=True, help="Copy it without unlocking: checked in form only.")
@pass_session
def backup_command(session: Session, path: str, no_verify: bool) -> None:
    """Copy the vault to a new file, decrypted and verified first."""
    target = _whole(path)
    if no_verify:
        answer = Answer("vault_backup", session.client.call("vault_backup", path=target))
    else:
        answer = session.ask("vault_backup", path=target)
    session.show(answer, _copied_text)


@vault_command.command("restore", cls=Command)
@click.argument("path")
@click.option("--accept-rollback", is_flag=True, help="The copy may be older than the vault.")
@pass_session
def restore_command(session: Session, path: str, accept_rollback: bool) -> None:
    """Put a copy in the vault's place, once its passphrase has opened it. What was there is kept
    beside it."""
    source = _whole(path)
    answer = _apart(session, "vault_restore", path=source, accept_rollback=accept_rollback)
    session.show(answer, _restored_text)


def _apart(session: Session, method: str, **parameters: object) -> Answer:
    """The answer of a service of its own, which nobody has unlocked yet."""
    client = BlockingClient(start_service(session.options._replace(agent=False)))
    try:
        return Answer(method, client.call(method, **parameters))
    finally:
        client.close()


def _whole(path: str) -> str:
    """The path from the root; a link in it stays one, so that it can be refused."""
    return str(Path(path).absolute())


def _slots_text(document: VaultSlots) -> str:
    from jungletui.cli.tables import table  # noqa: PLC0415

    rows = [(row.short_id, row.kind.value, row.note or "-") for row in document.slots]
    lines = [f"opened with {document.opened_with or TYPED}"]
    lines += [f"worth knowing: {warning}" for warning in document.warnings]
    return table(("ID", "TYPE", "NOTE"), rows) + _lines(lines)


def _added_text(added: SlotAdded) -> str:
    return _lines([f"Added: {added.slot.words}", *added.notices])


def _removed_text(removed: SlotRemoved) -> str:
    return _lines([f"Removed: {removed.slot.words}", *_lost(removed.lost), *removed.notices])


def _strengthened_text(done: VaultStrengthened) -> str:
    stronger = [f"Strong now: {slot.words}: {slot.note}" for slot in done.slots]
    return _lines([*stronger, *_lost(done.lost), *done.notices])


def _passphrase_text(changed: PassphraseChanged) -> str:
    return _lines(["The passphrase is changed.", *_lost(changed.lost), *changed.notices])


def _check_text(check: VaultCheck) -> str:
    from jungletui.cli.tables import table  # noqa: PLC0415

    rows = [(row.status, row.check, row.detail, row.remedy or "-") for row in check.rows]
    verdict = "sound" if check.sound else "NOT SOUND"
    form = "" if check.verified else " (in form only: it was not unlocked)"
    return table(("STATUS", "CHECK", "FOUND", "DO"), rows) + _lines(
        [f"The vault is {verdict}{form}"]
    )


def _copied_text(copied: VaultCopied) -> str:
    how = "decrypted and verified" if copied.verified else "checked in form only"
    return _lines([f"Generation {copied.generation} is in {copied.path}: {how}."])


def _restored_text(restored: VaultRestored) -> str:
    first = f"The vault is generation {restored.generation} of {restored.source} now."
    return _lines([first, "What was in its place is kept beside it.", *restored.notices])


def _lost(slots: Sequence[SlotRow]) -> list[str]:
    return [f"lost, add it again: {slot.words}" for slot in slots]


def _lines(texts: Sequence[str]) -> str:
    from jungletui.cli.tables import clean  # noqa: PLC0415

    return "".join(f"{clean(text)}\n" for text in texts)
