"""Where a new passphrase comes from: words on a page that goes, or what is typed or given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, UsageError
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.service import new_passphrase as module
from jungletui.service.new_passphrase import OTHER_PAGE, SAME_PAGE, asked_for, new_passphrase
from jungletui.vault import diceware, terminal
from jungletui.vault.sources import PassphraseSources

WORDS = b"tapir anorak quill oyster maple harbour"
OWN = "corréct horse 12".encode()
OFFERED, GENERATED, TYPED = NewPassphrase
ENTER = b""
NONE = PassphraseSources(fd=None, file=None, command=None, environ={}, tty=False)


class Person:
    """Types the answers, one after the other; what the terminal shows is in a file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.answers: list[bytes] = []
        self.prompts: list[str] = []
        self.typed: list[bytearray] = []

    def ask(self, prompt: str, device: str | int = "/dev/tty") -> bytearray:
        if isinstance(device, int):
            os.write(device, prompt.encode())
        self.prompts.append(prompt)
        self.typed.append(bytearray(self.answers.pop(0)))
        return self.typed[-1]

    @property
    def shown(self) -> bytes:
        return self.file.read_bytes()


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    there = Person(tmp_path / "terminal")
    there.file.touch()
    made: list[bytearray] = []

    def six_words() -> bytearray:
        made.append(bytearray(WORDS))
        return made[-1]

    monkeypatch.setattr(module, "TERMINAL", str(there.file))
    monkeypatch.setattr(
        module, "_opened", lambda: os.open(there.file, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    )
    monkeypatch.setattr(terminal, "ask", there.ask)
    monkeypatch.setattr(diceware, "six_words", six_words)
    yield there
    assert not any(any(words) for words in (*made, *there.typed)), "the words, wiped"


@pytest.mark.parametrize("wish", [OFFERED, GENERATED])
def test_enter_takes_the_words_which_are_typed_once(person: Person, wish: NewPassphrase):
    person.answers = [ENTER, WORDS]
    assert asked_for(wish) == WORDS
    assert person.prompts[1:] == ["Type the words: "]
    assert person.shown.count(WORDS) == 1
    before, _, page = person.shown.partition(OTHER_PAGE)
    page, _, after = page.partition(SAME_PAGE)
    assert WORDS in page
    assert b"77 bits" in page
    assert before == after == b""


def test_the_page_fits_a_small_terminal(person: Person):
    person.answers = [ENTER, b"a slip", ENTER, WORDS]
    asked_for(OFFERED)
    page = person.shown.rpartition(OTHER_PAGE)[2].partition(SAME_PAGE)[0].decode()
    assert max(map(len, page.split("\n"))) < 80
    assert len(page.split("\n")) < 24


def test_a_slip_shows_the_same_words_and_three_are_enough(person: Person):
    person.answers = [ENTER, WORDS.upper(), ENTER, WORDS.replace(b" ", b"  "), ENTER, ENTER]
    with pytest.raises(LockedError, match="differed"):
        asked_for(OFFERED)
    assert person.shown.count(WORDS) == 3
    assert person.shown.count(b"was not the same") == 2
    assert person.shown.endswith(SAME_PAGE)


def test_another_is_typed_in_their_place_and_then_twice(person: Person):
    spelt_otherwise = "corre\u0301ct horse 12".encode()
    person.answers = [spelt_otherwise, b"a slip of the thumb", OWN, spelt_otherwise]
    assert asked_for(OFFERED) == OWN
    assert person.prompts == ["New passphrase: ", "The same again: "] * 2
    assert OWN not in person.shown


def test_who_wished_for_words_gets_them_whatever_is_typed_on_the_page(person: Person):
    person.answers = [b"quite another thing", WORDS]
    assert asked_for(GENERATED) == WORDS


def test_who_wished_for_his_own_sees_no_words(person: Person):
    person.answers = [OWN, OWN]
    assert asked_for(TYPED) == OWN
    assert person.shown == b""
    person.answers = [ENTER]
    with pytest.raises(LockedError, match="empty"):
        asked_for(TYPED)


@pytest.mark.parametrize("wish", [OFFERED, TYPED])
def test_a_weak_one_ends_it(person: Person, wish: NewPassphrase):
    person.answers = [b"password1234"]
    with pytest.raises(UsageError, match="too weak"):
        asked_for(wish)


def test_an_interrupt_leaves_the_page(person: Person, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> bytearray:
        raise KeyboardInterrupt

    monkeypatch.setattr(terminal, "ask", interrupted)
    with pytest.raises(KeyboardInterrupt):
        asked_for(OFFERED)
    assert person.shown.endswith(SAME_PAGE)


def given(text: bytes) -> PassphraseSources:
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)
    return replace(NONE, fd=reading, tty=True)


@pytest.mark.parametrize("wish", [OFFERED, TYPED])
def test_what_is_handed_over_comes_first_and_nobody_is_asked(person: Person, wish: NewPassphrase):
    assert new_passphrase(given(OWN), wish) == OWN
    assert person.prompts == []
    assert person.shown == b""


def test_words_and_one_that_is_handed_over_exclude_each_other(person: Person):
    with pytest.raises(UsageError, match="No words are made up"):
        new_passphrase(given(OWN), GENERATED)


@pytest.mark.parametrize("wish", list(NewPassphrase))
def test_without_a_person_nothing_is_made_up(wish: NewPassphrase):
    with pytest.raises(LockedError, match="no passphrase was given"):
        new_passphrase(NONE, wish)


def test_without_a_terminal_no_words_are_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "TERMINAL", "/nowhere/tty")
    with pytest.raises(LockedError, match="no terminal"):
        asked_for(GENERATED)
