"""What a vault holds once it is open: the keys, the key of their fingerprints, and what it knows
of its activity logs."""

from __future__ import annotations

from dataclasses import dataclass, field

from jungletui.domain.keys import Key


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last record of an activity log when the vault was saved: what a shortened log lacks.
    `place` is the host and the path of the log, `position` counts records from 1."""

    place: str
    log_id: bytes
    position: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """The decrypted vault. `fingerprint_key` is 32 bytes, made at creation and never changed."""

    fingerprint_key: bytes = field(repr=False)
    keys: tuple[Key, ...] = ()
    activity: tuple[Anchor, ...] = ()
