"""The slots screen's rows and lines, from documents: pure."""

from __future__ import annotations

from collections.abc import Sequence

from jungletui.domain.slot_documents import (
    PassphraseChanged,
    SlotAdded,
    SlotKind,
    SlotRemoved,
    SlotRow,
    VaultSlots,
)
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.lines import BLANK, Line
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row

COLUMNS = (
    Column("slot", "Slot", least=8),
    Column("type", "Type", least=18),
    Column("note", "Note", least=30),
)
KIND_COLUMNS = (
    Column("type", "Type", least=18),
    Column("opens", "What opens the vault then", least=40),
)
TYPED = "a passphrase or recovery code"
KIND_WORDS = {
    SlotKind.PASSPHRASE: "another passphrase, typed on the terminal",
    SlotKind.RECOVERY_CODE: "a code on paper, for when all else is lost",
    SlotKind.KEY_FILE: "a file of 32 random bytes, kept apart from the vault",
    SlotKind.OS_KEYRING: "the desktop's keyring, while it is unlocked",
    SlotKind.SSH_AGENT: "an ed25519 key in the ssh-agent",
    SlotKind.SYSTEMD_CREDENTIAL: "a credential that systemd gives to a service",
}
ASKS_FOR = {
    SlotKind.KEY_FILE: "Path of the key file; it is made where there is none",
    SlotKind.SSH_AGENT: "Comment or fingerprint of the key; empty: the only one",
    SlotKind.SYSTEMD_CREDENTIAL: "Path of the new credential; empty: the one given to this run",
}
"""What has to be said beside the type; none of it is secret."""

Changed = SlotAdded | SlotRemoved | PassphraseChanged


def slot_row(slot: SlotRow) -> Row:
    """One slot; the note of its own, else what the type means."""
    note = slot.note or KIND_WORDS[slot.kind]
    cells = (
        Cell(slot.short_id),
        Cell(slot.kind.value, "strong"),
        Cell(note, "plain" if slot.note else "dim"),
    )
    return Row(slot.slot_id, cells)


def kind_rows() -> tuple[Row, ...]:
    """The types to choose from."""
    return tuple(Row(k.value, (Cell(k.value, "strong"), Cell(KIND_WORDS[k]))) for k in SlotKind)


def summary_text(document: VaultSlots, glyphs: Glyphs) -> str:
    """`3 slots · 1 warning`."""
    slots, warnings = len(document.slots), len(document.warnings)
    parts = ["1 slot" if slots == 1 else f"{slots} slots"]
    if warnings:
        parts.append("1 warning" if warnings == 1 else f"{warnings} warnings")
    return f" {glyphs.dot} ".join(parts)


def told_lines(document: VaultSlots, changed: Sequence[Line], glyphs: Glyphs) -> tuple[Line, ...]:
    """What was done last, what opened the vault, and what is worth doing something about."""
    lines = [*changed, *([BLANK] if changed else [])]
    lines.append(Line(f"Opened this time with {document.opened_with or TYPED}.", "plain", 2))
    lines += [Line(f"{glyphs.bad} {warning}", "warn", 2) for warning in document.warnings]
    return tuple(lines)


def changed_lines(changed: Changed, glyphs: Glyphs) -> tuple[Line, ...]:
    """What a change did: in one sentence, then what was lost, then what is worth telling."""
    lost = () if isinstance(changed, SlotAdded) else changed.lost
    return (
        Line(f"{glyphs.good} {_sentence(changed)}", "good", 2),
        *(Line(f"{glyphs.bad} Lost, add it again: {slot.words}", "bad", 2) for slot in lost),
        *(Line(notice, "plain", 2) for notice in changed.notices),
    )


def _sentence(changed: Changed) -> str:
    if isinstance(changed, PassphraseChanged):
        return "The passphrase is changed."
    word = "Added" if isinstance(changed, SlotAdded) else "Removed"
    return f"{word}: {changed.slot.words}."
