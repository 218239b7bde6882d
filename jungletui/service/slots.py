"""The key slots' use cases: list, add, remove, change the passphrase; each written to the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.failures import UsageError
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.service import activity
from jungletui.service.keeping import kept
from jungletui.service.new_passphrase import asked_for
from jungletui.service.proving import (
    Proof,
    need_terminal,
    proven,
)
from jungletui.service.state import State, opened
from jungletui.service.unlocking import paths_of

if TYPE_CHECKING:
    from jungletui.domain.slot_documents import (
        PassphraseChanged,
        SlotAdded,
        SlotKind,
        SlotRemoved,
        SlotRow,
        VaultSlots,
    )
    from jungletui.vault.enrolment import Enrolled
    from jungletui.vault.slots import SlotInfo

PROMPT = "Passphrase (or recovery code) of the vault: "
SHORT_ID = 8
OPENED_WITH = "opened with "
ONE_SLOT = "there is only one slot: what it wants must never be lost; add another"
NO_CODE = "there is no recovery code: add one, on paper"
WEAK = (
    "the passphrase slot {id} has the lowest costs that are accepted: the next save makes it "
    "stronger where this host has the power"
)
NOT_CHECKED = (
    "the recovery code was not typed back rightly: compare the paper, or remove the slot and add "
    "another"
)
NAME_KEY_FILE = 'the configuration must name it: key_file = "{path}"'
TYPED = ("passphrase", "recovery-code")


def vault_slots(state: State) -> VaultSlots:
    """The slots as the file has them now. LockedError where the vault is locked; VaultError where
    the file can no longer be read with what opened it."""
    from jungletui.domain.slot_documents import VaultSlots  # noqa: PLC0415
    from jungletui.vault.opened import OpenVault  # noqa: PLC0415

    vault = opened(state)
    if not isinstance(vault, OpenVault):
        return VaultSlots("demo", vault.generation, (), None, ())
    vault.change(lambda content: content)
    rows = tuple(map(row_of, vault.slots))
    how = [n.removeprefix(OPENED_WITH) for n in vault.notices if n.startswith(OPENED_WITH)]
    told = [notice for notice in vault.notices if not notice.startswith(OPENED_WITH)]
    return VaultSlots(
        path=str(vault.path),
        generation=vault.generation,
        slots=rows,
        opened_with=how[0] if how else None,
        warnings=(*_warnings(state, rows), *told),
    )


def vault_add_slot(
    state: State,
    kind: SlotKind,
    file: str | None,
    key: str | None,
    new: NewPassphrase = NewPassphrase.OFFERED,
) -> SlotAdded:
    """Let something else open the vault, too, after a fresh proof.

    `file` is the key file (made where there is none; for a passphrase: wanted together with it)
    or the new file of a systemd credential; `key` names an ssh key by comment or fingerprint. A
    new passphrase, for which `new` is the person's wish, or recovery code goes over the terminal
    only. UsageError for what does not fit, LockedError and VaultError as the vault's enrolment
    raises them.
    """
    from jungletui.domain.slot_documents import SlotAdded  # noqa: PLC0415

    _check_options(kind, file, key, new)
    if kind in TYPED:
        need_terminal(f"a new {kind.value}")
    with proven(state, PROMPT) as proof:
        if kind.value == "recovery-code":
            return _with_code(state, proof)
        enrolled = _enrolled(state, proof, kind, Path(file) if file else None, key, new)
        row = row_of(enrolled.slot)
        activity.record(state, Activity.SLOT_ADDED, detail=row.words)
    notices = enrolled.notices
    if file and kind.value in ("key-file", "passphrase") and state.sources.key_file != Path(file):
        notices += (NAME_KEY_FILE.format(path=file),)
    return SlotAdded(row, notices)


def vault_remove_slot(state: State, slot: str, give_up: bool) -> SlotRemoved:
    """Take a slot away and renew the master key. What this host has and what was just proven keep
    their slots; a person is asked for the others, and those not given are lost. Where nobody can
    be asked, none may be lost: UsageError names them, unless `give_up`.

    `slot` is an id or the beginning of one: UsageError where it fits none or several. Raises as
    `withdraw` does: E_CONFLICT where too little would be left.
    """
    from jungletui.domain.slot_documents import SlotRemoved  # noqa: PLC0415
    from jungletui.vault.enrolment import withdraw  # noqa: PLC0415

    with proven(state, PROMPT) as proof:
        info = _named(proof.vault.slots, slot)
        keep = kept(state, proof, info.slot_id, give_up)
        try:
            gone = withdraw(
                proof.vault,
                info.slot_id,
                keep.secrets,
                state.sources.environ,
                give_up=keep.given_up,
            )
        finally:
            keep.wipe()
        lost = tuple(map(row_of, gone.lost))
        row = row_of(info)
        detail = "; ".join((row.words, *(f"lost: {one.words}" for one in lost)))
        activity.record(state, Activity.SLOT_REMOVED, detail=detail)
    return SlotRemoved(row, lost, gone.notices)


def vault_passphrase(
    state: State, renew: bool, new: NewPassphrase = NewPassphrase.OFFERED
) -> PassphraseChanged:
    """Another passphrase in the place of the proven one; with `renew` under a new master key, as
    when a slot is removed; `new` as for a new slot. UsageError where the proof was no passphrase,
    or the new one is weak."""
    from jungletui.domain.slot_documents import PassphraseChanged  # noqa: PLC0415
    from jungletui.vault.passphrase_slots import change_passphrase  # noqa: PLC0415
    from jungletui.vault.slot_layout import SlotType  # noqa: PLC0415
    from jungletui.vault.slot_secrets import SlotSecret  # noqa: PLC0415

    need_terminal("a new passphrase")
    with proven(state, "The passphrase until now: ") as proof:
        old = proof.secret
        if not isinstance(old, SlotSecret) or old.type is not SlotType.PASSPHRASE:
            raise UsageError(
                "That is no passphrase, so that there is none to put another in the place of.",
                "`jungletui vault add-slot passphrase` adds one; remove the old one then.",
            )
        slot = proof.vault.slot_opened_by(old)
        with_file = old.key_file is not None and "key file" in slot.note
        words = asked_for(new)
        keep = kept(state, proof, slot.slot_id, give_up=False) if renew else None
        try:
            changed = change_passphrase(
                proof.vault,
                old,
                words,
                present=keep.secrets if keep is not None else None,
                give_up=keep.given_up if keep is not None else None,
                key_file=state.sources.key_file if with_file else None,
            )
        finally:
            words[:] = bytes(len(words))
            if keep is not None:
                keep.wipe()
        lost = tuple(map(row_of, changed.lost))
        activity.record(
            state, Activity.PASSPHRASE_CHANGED, detail=f"slot {slot.slot_id[:SHORT_ID]}"
        )
    return PassphraseChanged(lost, changed.notices)


def _with_code(state: State, proof: Proof) -> SlotAdded:
    from jungletui.domain.slot_documents import SlotAdded  # noqa: PLC0415
    from jungletui.service.recovery_page import show_and_check  # noqa: PLC0415

    code = proof.vault.add_recovery_code()
    row = row_of(proof.vault.slots[-1])
    activity.record(state, Activity.SLOT_ADDED, detail=row.words)
    return SlotAdded(row, () if show_and_check(code) else (NOT_CHECKED,))


def _enrolled(
    state: State,
    proof: Proof,
    kind: SlotKind,
    file: Path | None,
    key: str | None,
    new: NewPassphrase,
) -> Enrolled:
    from jungletui.vault import enrolment, passphrase_slots  # noqa: PLC0415

    vault, environ = proof.vault, state.sources.environ
    if kind.value == "passphrase":
        words = asked_for(new)
        try:
            return passphrase_slots.add_passphrase(vault, words, key_file=file)
        finally:
            words[:] = bytes(len(words))
    ways: dict[str, Callable[[], Enrolled]] = {
        "key-file": lambda: enrolment.add_key_file(vault, file or Path()),
        "os-keyring": lambda: enrolment.add_os_keyring(vault, environ),
        "ssh-agent": lambda: enrolment.add_ssh_agent(vault, environ, key),
        "systemd-credential": lambda: enrolment.add_systemd_credential(vault, environ, file),
    }
    return ways[kind.value]()


def _check_options(kind: SlotKind, file: str | None, key: str | None, new: NewPassphrase) -> None:
    if new is not NewPassphrase.OFFERED and kind.value != "passphrase":
        raise UsageError(
            f"A slot of the kind {kind.value} takes no passphrase.",
            "Leave --generate or --own away.",
        )
    takes_file = ("key-file", "systemd-credential", "passphrase")
    if file is not None and kind.value not in takes_file:
        raise UsageError(f"A slot of the kind {kind.value} takes no file.", "Leave --file away.")
    if key is not None and kind.value != "ssh-agent":
        raise UsageError(f"A slot of the kind {kind.value} takes no key.", "Leave --key away.")
    if file is None and kind.value == "key-file":
        raise UsageError(
            "A key-file slot needs a file.", "Name it with --file; it is made where there is none."
        )


def _named(slots: Iterable[SlotInfo], wanted: str) -> SlotInfo:
    """The slot whose id begins with `wanted`. UsageError where that is none or several."""
    text = wanted.strip().lower()
    fitting = [slot for slot in slots if text and slot.slot_id.startswith(text)]
    if len(fitting) != 1:
        how = "Several slots' ids begin" if fitting else "No slot's id begins"
        raise UsageError(f"{how} with {wanted!r}.", "`jungletui vault slots` lists them.")
    return fitting[0]


def _warnings(state: State, rows: tuple[SlotRow, ...]) -> tuple[str, ...]:
    """What is worth doing something about, from the slots alone."""
    from jungletui.vault.kdf import FLOOR  # noqa: PLC0415
    from jungletui.vault.opening import read_header  # noqa: PLC0415
    from jungletui.vault.slot_layout import SlotType  # noqa: PLC0415

    lowest = FLOOR.memory_kib * FLOOR.iterations
    weak = [
        WEAK.format(id=slot.slot_id.hex()[:SHORT_ID])
        for slot in read_header(paths_of(state)).slots
        if slot.type is SlotType.PASSPHRASE and slot.memory_kib * slot.iterations <= lowest
    ]
    one = [ONE_SLOT] if len(rows) == 1 else []
    code = [NO_CODE] if all(row.kind.value != "recovery-code" for row in rows) else []
    return (*one, *code, *weak)


def row_of(info: SlotInfo) -> SlotRow:
    """A slot as it is listed and printed."""
    from jungletui.domain.slot_documents import SlotKind, SlotRow  # noqa: PLC0415

    return SlotRow(info.slot_id, SlotKind(info.type.lower().replace(" ", "-")), info.note)
