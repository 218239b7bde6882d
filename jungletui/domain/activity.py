"""The activity log's words: what was done to the vault, by whom, from where; never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Activity(StrEnum):
    """What changes the vault or exposes what is in it."""

    LOG_BEGUN = "log-begun"
    LOG_DAMAGED = "log-damaged"
    VAULT_CREATED = "vault-created"
    UNLOCKED = "unlocked"
    UNLOCK_FAILED = "unlock-failed"
    LOCKED = "locked"
    KEY_ADDED = "key-added"
    KEY_EDITED = "key-edited"
    KEY_REMOVED = "key-removed"
    KEY_REVEALED = "key-revealed"
    KEY_INJECTED = "key-injected"
    KEY_ATTESTED = "key-attested"
    RIGHTS_ACCEPTED = "rights-accepted"
    KEYS_IMPORTED = "keys-imported"
    REVEAL_REFUSED = "reveal-refused"
    SLOT_ADDED = "slot-added"
    SLOT_REMOVED = "slot-removed"
    SLOT_STRENGTHENED = "slot-strengthened"
    PASSPHRASE_CHANGED = "passphrase-changed"
    MODES_MENDED = "modes-mended"
    VAULT_RESTORED = "vault-restored"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked: the user, the terminal, and (over SSH) `address port address port` of the line.
    None where there is none."""

    uid: int
    tty: str | None = None
    ssh: str | None = None


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One thing that was done. `key` and `fingerprint` name the key; `detail` says more in words.
    `position` counts from 1; 0 while it is not in the log."""

    at: datetime
    what: Activity
    origin: Origin
    key: str | None = None
    fingerprint: str | None = None
    detail: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class ActivityLog:
    """The whole log, oldest first. `verified` is false where anything of it was cut, reordered,
    edited or lost; `problems` says what."""

    at: datetime
    path: str
    verified: bool
    records: tuple[ActivityRecord, ...]
    problems: tuple[str, ...]
    schema: str = "jungletui.log/1"
