"""What may be a passphrase: its bytes, its one spelling, and which new ones are too weak."""

from __future__ import annotations

import unicodedata

from jungletui.domain.failures import LockedError, UsageError
from jungletui.vault.memory import wipe

LONGEST = 1024
SHORTEST_NEW = 12
FEWEST_DIFFERENT = 5
SHORTEST_DIGITS = 20
FEWEST_BITS = 24.0
"""What is among the first seventeen million tries is refused: with a second of work for each, they
take half a year of one processor."""


def without_newline(text: bytearray) -> None:
    """Take exactly one line end (LF or CRLF) off the end of `text`, in place."""
    for ending in (b"\r\n", b"\n"):
        if text.endswith(ending):
            del text[-len(ending) :]
            return


def normalised(passphrase: bytearray) -> bytearray:
    """The bytes that a passphrase stands for: UTF-8 in NFC, a copy that the caller wipes.

    Raises LockedError for one that is empty, over 1024 bytes, no UTF-8, or holds a control
    character; the message never repeats any of it.
    """
    if not passphrase:
        raise _unusable("it is empty")
    if len(passphrase) > LONGEST:
        raise _unusable(f"it is longer than {LONGEST} bytes")
    if passphrase.isascii():
        if any(byte < 0x20 or byte == 0x7F for byte in passphrase):
            raise _unusable("it holds a control character")
        return bytearray(passphrase)
    try:
        text = unicodedata.normalize("NFC", passphrase.decode("utf-8"))
    except UnicodeDecodeError:
        raise _unusable("it is not valid UTF-8") from None
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise _unusable("it holds a control character")
    composed = bytearray(text.encode("utf-8"))
    if len(composed) > LONGEST:
        wipe(composed)
        raise _unusable(f"it is longer than {LONGEST} bytes")
    return composed


def check_new(passphrase: bytearray) -> None:
    """Raise UsageError for a new passphrase that is short or easily guessed, LockedError for one
    that cannot be used at all."""
    plain = normalised(passphrase)
    try:
        weakness = _weakness(plain)
    finally:
        wipe(plain)
    if weakness is not None:
        raise UsageError(
            f"the new passphrase is too weak: {weakness}",
            "Take six random words, or at least twelve characters that nobody can guess.",
        )


def strong(chosen: bytearray) -> bytearray:
    """A new passphrase, normalised; `chosen` itself is wiped. Raises as `check_new` does."""
    try:
        check_new(chosen)
        return normalised(chosen)
    finally:
        wipe(chosen)


def _weakness(plain: bytearray) -> str | None:
    """Why a passphrase is easily guessed; None where nothing says so."""
    from jungletui.vault.guessing import bits, repeats  # noqa: PLC0415  seldom needed

    # A character of UTF-8 is one byte that continues none.
    if sum(byte & 0xC0 != 0x80 for byte in plain) < SHORTEST_NEW:
        return f"it has fewer than {SHORTEST_NEW} characters"
    if len(set(plain if plain.isascii() else plain.decode())) < FEWEST_DIFFERENT:
        return f"it has fewer than {FEWEST_DIFFERENT} different characters"
    if plain.isdigit() and len(plain) < SHORTEST_DIGITS:
        return f"it has nothing but digits, and fewer than {SHORTEST_DIGITS}"
    if repeats(plain) < SHORTEST_NEW:
        return "it is a short text that is repeated"
    if bits(plain) < FEWEST_BITS:
        return "it is made of common passwords, runs of neighbouring keys or repeats"
    return None


def _unusable(what: str) -> LockedError:
    return LockedError(
        f"the passphrase cannot be used: {what}",
        f"Give 1 to {LONGEST} bytes of UTF-8 text on one line.",
    )
