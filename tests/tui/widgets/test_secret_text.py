"""The bytes behind a credential field: they behave as a text, and are gone when emptied."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.domain.secret import Secret
from jungletui.tui.widgets.secret_text import LONGEST, SecretText

PEM = "-----BEGIN KEY-----\nabc\n-----END KEY-----\n"


def made(text: str) -> SecretText:
    held = SecretText()
    assert held.replace(bytearray(text.encode()))
    return held


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.integers(0, 5))
def test_it_behaves_as_a_text(text: str, times: int) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    pasted, typed = made(text), SecretText()
    for character in plain:
        typed.append(character)
    for held in (pasted, typed):
        assert held.secret() == Secret(plain)
        assert len(held) == len(plain)
        assert bool(held) == bool(plain)
        assert held.readable() == plain
        assert held.lines == plain.count("\n") + (plain != "" and not plain.endswith("\n"))
        for _ in range(times):
            held.shorten()
        assert held.readable() == plain[: max(0, len(plain) - times)]


def test_nothing_stays_of_what_was_pasted_replaced_or_taken_away() -> None:
    pasted = bytearray(b"first secret")
    held = SecretText()
    held.replace(pasted)
    assert pasted == bytes(12)
    held.replace(bytearray(b"x"))
    assert held._bytes == b"x" + bytes(LONGEST - 1)
    held.shorten()
    assert held._bytes == bytes(LONGEST)
    assert held._bytes is held._bytes
    assert "secret" not in repr(made("secret"))


def test_it_never_moves_in_memory() -> None:
    held = SecretText()
    place = held._bytes
    held.replace(bytearray(b"x" * LONGEST))
    assert not held.append("y"), "there is no room for it"
    held.empty()
    assert held._bytes is place
    assert len(place) == LONGEST


@pytest.mark.parametrize("raw", [b"x" * (LONGEST + 1), b"\xff", b"\xc3", b"\xed\xa0\x80"])
def test_what_is_too_long_or_no_text_changes_nothing_and_is_wiped(raw: bytes) -> None:
    held = made("before")
    pasted = bytearray(raw)
    assert not held.replace(pasted)
    assert held.readable() == "before"
    assert not any(pasted)


def test_unfinished_pem_is_known() -> None:
    marks = (b"-----BEGIN", b"-----END")
    assert made(PEM[:30]).begins_unfinished(*marks)
    assert not made(PEM).begins_unfinished(*marks)
    assert not made("x" + PEM[:30]).begins_unfinished(*marks)
    assert not SecretText().begins_unfinished(*marks)
