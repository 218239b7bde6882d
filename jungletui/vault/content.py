"""What a vault holds once it is open: the keys, and the key of their fingerprints."""

from __future__ import annotations

from dataclasses import dataclass, field

from jungletui.domain.keys import Key


@dataclass(frozen=True, slots=True)
class Content:
    """The decrypted vault. `fingerprint_key` is 32 bytes, made at creation and never changed."""

    fingerprint_key: bytes = field(repr=False)
    keys: tuple[Key, ...] = ()
