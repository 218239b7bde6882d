"""The fast reader of contents accepts nothing that the strict one refuses, and reads the same."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.domain.failures import VaultError
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.routes import Family
from jungletui.domain.secret import Secret
from jungletui.vault import payload
from jungletui.vault.content import Anchor, Content
from jungletui.vault.quick_payload import document_of

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PROFILE = KeyProfile(
    "main", "okx", Environment.DEMO, "http://127.0.0.1:9", "bot", ("self",), ("t",)
)
CONTENT = Content(
    bytes(range(32)),
    (
        Key(PROFILE, {"apiKey": Secret("id ü"), "secret": Secret("Sü 1")}, AT),
        Key(KeyProfile("by proxy", "okx", proxy="socks5h://h:1"), {}, AT),
        Key(KeyProfile("by v6", "okx", family=Family.V6), {}, AT),
    ),
    (Anchor("host:/log", bytes(16), 7, bytes(32)),),
)
TEXT = bytes(payload.encode(CONTENT)).decode()


def strictly(text: bytes) -> Content | None:
    with suppress(VaultError):
        return payload.decode(bytearray(text), lambda: bytes(32))
    return None


def quickly(text: bytes) -> Content | None:
    """What is read, by whichever of the two readers."""
    with suppress(VaultError):
        return payload.read(bytearray(text), lambda: bytes(32)).get()
    return None


def test_what_this_program_writes_is_read_fast_and_the_same() -> None:
    raw = TEXT.encode()
    assert document_of(bytearray(raw)) is not None
    assert quickly(raw) == strictly(raw) == CONTENT


def test_the_keys_are_made_once() -> None:
    later = payload.read(bytearray(TEXT.encode()), lambda: bytes(32))
    assert later.get() is later.get()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"name":"main"', '"name":"main","name":"other"'),
        ('"name":"main"', '"name":"other","name":"main"'),
        ('"secret":"S', '"apiKey":"twice","secret":"S'),
        ('"schema":1', '"schema":2,"schema":1'),
        ('"entries":[', '"entries":[],"entries":['),
        ('"position":7', '"position":8,"position":7'),
        ('"proxy":"', '"proxy":"x","proxy":"'),
        ('"name":"main"', '"name" :"x","name":"main"'),
        ('"name":"main"', '"name"\n:"x","name":"main"'),
        ('"name":"main"', '"n\\u0061me":"x","name":"main"'),
        ('"name":"main"', '"name":"main","more":1'),
        ('"name":"main"', '"name":"by proxy"'),
        ('"name":"main"', '"name":7'),
        ('"name":"main"', '"name":"\\ud800"'),
        ('"position":7', '"position":7.0'),
        ('"position":7', '"position":NaN'),
        ('"position":7', '"position":' + "[" * 5000 + "]" * 5000),
        ('"position":7', '"position":' + "9" * 5000),
        ('"schema":1', '"schema":1.0'),
        ('"schema":1', '"schema":true'),
        ('"environment":"demo"', '"environment":"other"'),
        ('"2026-01-02T03:04:05+00:00"', '"2026-01-02T03:04:05"'),
        ('"2026-01-02T03:04:05+00:00"', '"0001-01-01T00:00:00+23:00"'),
        ('"credential":{', '"credential":{"x":null,'),
        ('"holders":["self"]', '"holders":"self"'),
        ("Sü 1", "S\udcff"),
    ],
)
def test_what_the_strict_one_refuses(old: str, new: str) -> None:
    raw = TEXT.replace(old, new, 1).encode("utf-8", "surrogateescape")
    assert raw != TEXT.encode()
    assert strictly(raw) is None
    assert quickly(raw) is None


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(json.loads(TEXT), indent=1),
        json.dumps(json.loads(TEXT), sort_keys=True),
        TEXT.replace("+00:00", "+02:00"),
        TEXT.replace("Sü 1", '\\":\\" \\":'),
        TEXT.replace('"secret"', '"x\\"name"'),
        TEXT.replace("Sü 1", "\\u0001"),
    ],
)
def test_other_spellings_are_read_slowly_and_the_same(text: str) -> None:
    assert strictly(text.encode()) is not None
    assert quickly(text.encode()) == strictly(text.encode())


TOKENS = ['"name":', '"x":1,', ",", ":", '"', " ", "\n", "{}", "[]", "1", "null", "\\", "é", '":']


def changed(changes: list[tuple[int, int, str]]) -> bytes:
    """The text of the contents with pieces replaced."""
    text = TEXT
    for place, length, inserted in changes:
        at = place % len(text)
        text = text[:at] + inserted + text[at + length :]
    return text.encode()


CHANGES = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 3), st.sampled_from(TOKENS)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=50, deadline=None)
@given(CHANGES)
def test_whatever_was_changed_both_agree(changes: list[tuple[int, int, str]]) -> None:
    raw = changed(changes)
    assert quickly(raw) == strictly(raw)


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None)
@given(CHANGES)
def test_whatever_was_changed_both_agree_often(changes: list[tuple[int, int, str]]) -> None:
    raw = changed(changes)
    assert quickly(raw) == strictly(raw)
