"""Six random words are worth the bits that are stated, or there are none."""

from __future__ import annotations

import math
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError
from jungletui.vault import diceware
from jungletui.vault.diceware import BITS, LIST_LENGTH, WORDS, six_words, word_list
from jungletui.vault.passphrases import check_new, normalised


def test_the_list_has_as_many_different_words_as_the_bits_are_reckoned_with():
    words = word_list()
    assert len(set(words)) == len(words) == LIST_LENGTH
    assert math.floor(WORDS * math.log2(LIST_LENGTH)) == BITS
    assert all(word.isascii() and word.islower() and b" " not in word for word in words)


def test_six_words_are_a_passphrase_as_they_stand():
    known = set(word_list())
    for _ in range(20):
        phrase = six_words()
        assert isinstance(phrase, bytearray), "it is to be wiped"
        check_new(phrase)
        assert normalised(phrase) == phrase
        words = bytes(phrase).split(b" ")
        assert len(words) == WORDS
        assert set(words) <= known


def test_each_word_is_drawn_from_the_whole_list_by_the_system(monkeypatch: pytest.MonkeyPatch):
    drawn = []

    def choice(words: tuple[bytes, ...]) -> bytes:
        drawn.append(len(words))
        return words[len(drawn) - 1] if len(drawn) < WORDS else words[-1]

    monkeypatch.setattr(secrets, "choice", choice)
    words = word_list()
    assert six_words() == b" ".join((*words[:5], words[-1]))
    assert drawn == [LIST_LENGTH] * WORDS


def broken(words: list[bytes], what: str) -> bytes:
    changed = {
        "shorter": words[1:],
        "longer": [*words, b"more"],
        "twice": [words[1], *words[1:]],
        "upper": [b"Abacus", *words[1:]],
        "umlaut": ["äbacus".encode(), *words[1:]],
        "escape": [b"\x1b[2J", *words[1:]],
        "empty": [],
    }
    return b"\n".join(changed[what])


@pytest.mark.parametrize(
    "what", ["shorter", "longer", "twice", "upper", "umlaut", "escape", "empty", "away"]
)
def test_a_list_that_is_not_as_it_was_is_refused(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    words = list(word_list())
    folder = tmp_path / "made_up_list" / "static"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("raise AssertionError('it was run')\n")
    if what != "away":
        (folder / "eff-long").write_bytes(broken(words, what))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(diceware, "PACKAGE", "made_up_list")
    with pytest.raises(LockedError, match="no random words") as caught:
        six_words()
    assert "--own" in caught.value.remedy


def test_without_the_package_there_are_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(diceware, "PACKAGE", "nobody_has_this_package")
    with pytest.raises(LockedError, match="instead of 7776"):
        six_words()


def test_nothing_of_the_package_is_run():
    code = (
        "import sys; from jungletui.vault.diceware import six_words; six_words();"
        "print(sorted(n for n in sys.modules if n.startswith(('xkcdpass', 'zxcvbn'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"[]\n"
