"""Where a new passphrase comes from when a person is asked for one."""

from __future__ import annotations

from enum import StrEnum


class NewPassphrase(StrEnum):
    """What the person wished for beforehand."""

    OFFERED = "offered"
    """Nothing: six random words are shown, and another passphrase may be typed in their place."""

    GENERATED = "generated"
    """The random words."""

    OWN = "own"
    """A passphrase of one's own; no words are made."""
