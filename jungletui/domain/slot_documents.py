"""The documents about the vault file itself: its key slots, its soundness, its copies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jungletui.domain.documents import DoctorRow

SHORT_ID = 8


class SlotKind(StrEnum):
    """What can open a vault, as it is spelt on the command line."""

    PASSPHRASE = "passphrase"
    RECOVERY_CODE = "recovery-code"
    KEY_FILE = "key-file"
    OS_KEYRING = "os-keyring"
    SSH_AGENT = "ssh-agent"
    SYSTEMD_CREDENTIAL = "systemd-credential"


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One key slot; nothing in it is secret."""

    slot_id: str
    kind: SlotKind
    note: str

    @property
    def short_id(self) -> str:
        """The beginning of the id, which is enough to name it."""
        return self.slot_id[:SHORT_ID]

    @property
    def words(self) -> str:
        """The slot in two words."""
        return f"{self.kind.value} {self.short_id}"


@dataclass(frozen=True, slots=True)
class VaultSlots:
    """All key slots in file order. `opened_with` says what opened the vault this time; None where
    it was a typed passphrase or recovery code. `warnings` are worth doing something about."""

    path: str
    generation: int
    slots: tuple[SlotRow, ...]
    opened_with: str | None
    warnings: tuple[str, ...]
    schema: str = "jungletui.vault.slots/1"


@dataclass(frozen=True, slots=True)
class SlotAdded:
    """A new slot, and what is worth telling about it."""

    slot: SlotRow
    notices: tuple[str, ...]
    schema: str = "jungletui.vault.add-slot/1"


@dataclass(frozen=True, slots=True)
class SlotRemoved:
    """A slot that opens no later save; those in `lost` must be enrolled again."""

    slot: SlotRow
    lost: tuple[SlotRow, ...]
    notices: tuple[str, ...]
    schema: str = "jungletui.vault.remove-slot/1"


@dataclass(frozen=True, slots=True)
class PassphraseChanged:
    """Another passphrase; those in `lost` must be enrolled again (with a new master key only)."""

    lost: tuple[SlotRow, ...]
    notices: tuple[str, ...]
    schema: str = "jungletui.vault.passphrase/1"


@dataclass(frozen=True, slots=True)
class VaultStrengthened:
    """Passphrase slots that were below the floor and are not any more; those in `lost` must be
    enrolled again. Both are empty where there was nothing to do."""

    path: str
    slots: tuple[SlotRow, ...]
    lost: tuple[SlotRow, ...]
    notices: tuple[str, ...]
    schema: str = "jungletui.vault.strengthen/1"


@dataclass(frozen=True, slots=True)
class VaultCheck:
    """What was looked at, a row each. `sound` is false where a row is an error; `verified` where
    the vault was not unlocked and could be checked in form only."""

    path: str
    sound: bool
    verified: bool
    rows: tuple[DoctorRow, ...]
    schema: str = "jungletui.vault.check/1"


@dataclass(frozen=True, slots=True)
class VaultCopied:
    """A copy of one's own. `verified` says that it was decrypted, not only compared."""

    path: str
    generation: int
    verified: bool
    schema: str = "jungletui.vault.backup/1"


@dataclass(frozen=True, slots=True)
class VaultRestored:
    """A copy that is the vault now; what was in its place is kept beside it."""

    path: str
    source: str
    generation: int
    notices: tuple[str, ...]
    schema: str = "jungletui.vault.restore/1"
