"""One spelling for each passphrase, and no new one that is easily guessed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.failures import LockedError, UsageError
from jungletui.vault.passphrases import check_new, normalised, strong, without_newline


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        (b"a b", b"a b"),
        (b"a b\n", b"a b"),
        (b"a b\r\n", b"a b"),
        (b"a b\n\n", b"a b\n"),
        (b"a b\r\n\r\n", b"a b\r\n"),
        (b"a b\r", b"a b\r"),
        (b" a b ", b" a b "),
        (b"\n", b""),
    ],
)
def test_exactly_one_line_end_is_stripped(typed: bytes, left: bytes):
    text = bytearray(typed)
    without_newline(text)
    assert text == left


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_every_spelling_of_a_text_is_one_passphrase(text: str):
    composed = unicodedata.normalize("NFC", text).encode()
    for form in ("NFC", "NFD"):
        assert normalised(bytearray(unicodedata.normalize(form, text).encode())) == composed


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"with\0nul", "control"),
        (b"with\x1bescape", "control"),
        (b"with\x7fdelete", "control"),
        ("c1 \x85 control".encode(), "control"),
        (b"two\nlines", "control"),
        (b"broken \xff", "UTF-8"),
        (b"half \xed\xa0\x80", "UTF-8"),
        (b"x" * 1025, "longer"),
        (b"y" * (1 << 20), "longer"),
    ],
)
def test_48_what_cannot_be_a_passphrase(raw: bytes, reason: str):
    with pytest.raises(LockedError, match=reason) as caught:
        normalised(bytearray(raw))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert "with" not in caught.value.message
    assert "broken" not in caught.value.message


def test_the_longest_passphrase_is_taken():
    assert len(normalised(bytearray(b"x" * 1024))) == 1024


@pytest.mark.parametrize(
    "weak",
    [
        "short words",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklmnop",
        "123456789012",
        "qwertyuiopas",
        "Password1234",
        "password-password",
        "P@ssw0rd2026!",
        "correct horse battery staple",
        "Bitcoin$1000000",
        "83910274651299",
        "x7Kq9!x7Kq9!x7Kq9!",
        "1qaz2wsx3edc",
        "zaq1xsw2cde3",
        "qweasdzxc123",
        "123456654321",
        "drowssap12345",
        "p.a.s.s.w.o.r.d",
        "liverpool 2024!",
        "dragonmonkey12",
        "michaeljackson1",
        "JungleTUI2026!",
        "binance-bybit-okx",
        "Kraken api key 2025",
        "ПППППППППППППП",
        "эюя эюя эюя эюя",
    ],
)
def test_a_weak_new_passphrase_is_refused(weak: str):
    with pytest.raises(UsageError, match="too weak") as caught:
        check_new(bytearray(weak.encode()))
    assert weak not in caught.value.message


@pytest.mark.parametrize(
    "good",
    [
        "tapir anorak quill oyster",
        "monkey wrench password safe",
        "corréct horse 12",
        "x7#qLm29!vRt",
        "гусь лебедь рак щука",
        "password 8391-0274-6512-9918",
        "3f9a1c07be52",
        "my horse reads the tax code",
        "binance tapir anorak",
    ],
)
def test_a_good_new_passphrase_is_taken_as_it_is(good: str):
    given = bytearray(good.encode())
    check_new(given)
    assert given.decode() == good, "it is still to be used"


def test_characters_are_counted_and_not_bytes():
    check_new(bytearray("щука гусь рак".encode()))
    with pytest.raises(UsageError, match="fewer than 12 characters"):
        check_new(bytearray("щука гусь р".encode()))


def test_what_is_checked_is_wiped_once_it_is_normalised():
    typed = bytearray("corre\u0301ct horse 12".encode())
    assert strong(typed) == "corréct horse 12".encode()
    assert not any(typed)
    weak = bytearray(b"Password1234")
    with pytest.raises(UsageError):
        strong(weak)
    assert not any(weak)
