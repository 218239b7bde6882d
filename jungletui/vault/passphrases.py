"""What may be a passphrase: its bytes, its one spelling, and which new ones are too weak."""

from __future__ import annotations

import string
import unicodedata

from jungletui.domain.failures import LockedError, UsageError
from jungletui.vault.memory import wipe

LONGEST = 1024
SHORTEST_NEW = 12
FEWEST_DIFFERENT = 5
MOST_DECORATION = 8
SHORTEST_DIGITS = 20

# The cores of the passphrases found most often in published leaks, and this program's own words.
_COMMON = frozenset(
    """
    password passwort passphrase passw0rd letmein welcome iloveyou monkey dragon sunshine princess
    football baseball superman batman trustno master shadow michael jordan qwerty qwertyuiop
    qwertyuiopasdfgh asdfghjkl zxcvbnm qazwsxedc qazwsx changeme changeit default administrator
    admin secret topsecret bitcoin ethereum crypto binance jungletui trading hodl tothemoon
    correcthorsebatterystaple opensesame whatever starwars computer internet
    """.split()  # noqa: SIM905
)
_LOOK_ALIKES = str.maketrans("013457@$", "oleastas")
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "01234567890" * 4,
    "09876543210" * 4,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb",
)


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
    text = plain.decode("utf-8")
    wipe(plain)
    if len(text) < SHORTEST_NEW:
        raise _weak(f"it has fewer than {SHORTEST_NEW} characters")
    folded = text.casefold()
    if len(set(folded)) < FEWEST_DIFFERENT:
        raise _weak(f"it has fewer than {FEWEST_DIFFERENT} different characters")
    if any(folded in run for run in _RUNS):
        raise _weak("it is a run of neighbouring keys")
    if _is_common(folded):
        raise _weak("it is a common one with decoration")


def _is_common(folded: str) -> bool:
    """Whether nothing is there but common words and a few digits or marks around them."""
    core = folded.strip(string.digits + string.punctuation + " ")
    for text in (folded, folded.translate(_LOOK_ALIKES), core.translate(_LOOK_ALIKES)):
        letters = "".join(character for character in text if character.isalpha())
        if len(folded) - len(letters) <= MOST_DECORATION and _of_common_words(letters):
            return True
    return folded.isdigit() and len(folded) < SHORTEST_DIGITS


def _of_common_words(text: str) -> bool:
    if not text:
        return False
    reachable = {0}
    for end in range(1, len(text) + 1):
        if any(start in reachable and text[start:end] in _COMMON for start in range(end)):
            reachable.add(end)
    return len(text) in reachable


def _unusable(what: str) -> LockedError:
    return LockedError(
        f"the passphrase cannot be used: {what}",
        f"Give 1 to {LONGEST} bytes of UTF-8 text on one line.",
    )


def _weak(what: str) -> UsageError:
    return UsageError(
        f"the new passphrase is too weak: {what}",
        "Take six random words, or at least twelve characters that nobody can guess.",
    )
