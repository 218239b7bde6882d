"""What would be guessed early is no new passphrase, and finding out leaves no copy of it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from jungletui.domain.failures import UsageError
from jungletui.vault.guessing import OWN_WORDS, bits, leaked, repeats
from jungletui.vault.passphrases import FEWEST_BITS, SHORTEST_NEW, check_new
from tests.e2e.canaries import memory

CHECKING = """
import os, sys
from jungletui.domain.failures import UsageError
from jungletui.vault.diceware import six_words
from jungletui.vault.memory import wipe
from jungletui.vault.passphrases import check_new
given = bytearray(int(sys.argv[1]))
os.readv(0, [given])
{work}
wipe(given)
os.write(1, b"done")
os.read(0, 1)
"""
TYPED = b"vexing Quagmire 41 ptarmigan"
CHECKED = "check_new(given)"
KEPT = "kept = given.decode(); check_new(given)"
REFUSED = "given[:] = b'!' * len(given)\ntry: check_new(given)\nexcept UsageError: pass"


def all_leaked() -> list[bytes]:
    return [word for words in leaked().values() for word, _ in words]


def test_every_leaked_password_that_is_long_enough_is_refused():
    words = [word for word in all_leaked() if len(word) >= SHORTEST_NEW]
    assert len(words) > 200
    for word in words:
        for spelling in (word, word.upper(), word + b"!"):
            with pytest.raises(UsageError, match="too weak"):
                check_new(bytearray(spelling))


def test_a_leaked_password_with_a_year_or_a_few_marks_is_refused():
    for word in (b"liverpool", b"trustno1", b"sunshine", b"ncc1701", b"butterfly"):
        assert word in all_leaked()
        for decorated in (b"%b2024", b"2025%b!", b"!!!%b!!!", b"%b-12345", b"%b%b"):
            text = decorated.replace(b"%b", word)
            assert bits(bytearray(text)) < FEWEST_BITS, text


@pytest.mark.parametrize("word", ["binance", "okx", "jungletui", "bitcoin"])
def test_this_programs_world_is_guessed_first(word: str):
    assert word in OWN_WORDS
    assert bits(bytearray(f"{word} passphrase 2026".encode())) < FEWEST_BITS


def test_a_spelling_costs_what_its_parts_cost():
    assert (
        bits(bytearray(b"password")) < bits(bytearray(b"p4ssword")) < bits(bytearray(b"px4sword"))
    )
    assert bits(bytearray(b"x7#qLm29!vRt")) > 40
    assert bits(bytearray(b"3f9a1c07be52")) > 40
    assert bits(bytearray(os.urandom(1024))) > 1000
    assert bits(bytearray(b"")) == 0


@pytest.mark.parametrize(
    ("text", "period"),
    [
        (b"aaaa", 1),
        (b"abab", 2),
        (b"ababa", 2),
        (b"abcab", 3),
        (b"abca", 4),
        (b"abcd", 4),
        (b"", 0),
    ],
)
def test_repetitions(text: bytes, period: int):
    assert repeats(bytearray(text)) == period


def held_after(work: str) -> bool:
    """Whether a process still holds what it was given, or any two thirds of it, after `work`."""
    with subprocess.Popen(
        [sys.executable, "-c", CHECKING.format(work=work), str(len(TYPED))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(TYPED)
        process.stdin.flush()
        assert process.stdout.read(4) == b"done"
        try:
            left = memory(process.pid).lower()
        except PermissionError:
            pytest.skip("this system lets nobody look into a process")
        finally:
            process.stdin.close()
    part = len(TYPED) * 2 // 3
    folded = TYPED.lower()
    return any(text in left for text in (folded[:part], folded[-part:], folded[::-1][:part]))


def test_a_check_leaves_no_copy_in_memory():
    assert held_after(KEPT), "the search finds one that is kept"
    assert not held_after(CHECKED)
    assert not held_after(REFUSED)
