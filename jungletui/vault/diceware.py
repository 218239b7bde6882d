"""Six random words for a new passphrase, from EFF's large list, which xkcdpass brings."""

from __future__ import annotations

import re
import secrets
from importlib.util import find_spec
from pathlib import Path

from jungletui.domain.failures import LockedError

PACKAGE = "xkcdpass"
LIST = Path("static", "eff-long")
"""EFF's large list of 2016, CC BY 3.0 US:
https://www.eff.org/deeplinks/2016/07/new-wordlists-random-passphrases"""

WORDS = 6
LIST_LENGTH = 7776
"""As many words as five dice have throws: 12.92 bits each, where no word is there twice."""

BITS = 77
"""Of six words: 6 · log2(7776), rounded down."""

_SPACE = b" "
_WORD = re.compile(rb"[a-z][a-z-]{1,11}")


def six_words() -> bytearray:
    """Six random words with a space between; the caller wipes them. A word may come twice.

    Raises LockedError where the list is not there, or not what the stated bits are true of.
    """
    words = word_list()
    chosen = [secrets.choice(words) for _ in range(WORDS)]
    # Of its full length at once: memory that grows leaves copies behind.
    phrase = bytearray(_SPACE * (sum(map(len, chosen)) + WORDS - 1))
    at = 0
    for word in chosen:
        phrase[at : at + len(word)] = word
        at += len(word) + len(_SPACE)
    return phrase


def word_list() -> tuple[bytes, ...]:
    """The list, read and checked; nothing of the package is run. Raises LockedError."""
    spec = find_spec(PACKAGE)
    folders = (spec.submodule_search_locations if spec is not None else None) or ()
    files = [Path(folder) / LIST for folder in folders]
    try:
        words = tuple(word for file in files for word in file.read_bytes().split())
    except OSError:
        raise _unusable("it cannot be read") from None
    if len(words) != LIST_LENGTH:
        raise _unusable(f"it has {len(words)} words instead of {LIST_LENGTH}")
    if len(set(words)) != LIST_LENGTH:
        raise _unusable("it has a word twice")
    if not all(map(_WORD.fullmatch, words)):
        raise _unusable("it has something that is no word")
    return words


def _unusable(what: str) -> LockedError:
    return LockedError(
        f"there are no random words: the list of {PACKAGE} is not as it was ({what})",
        "Install JungleTUI anew, or type a passphrase of your own: jungletui init --own.",
    )
