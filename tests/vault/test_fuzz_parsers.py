"""The parsers behind the file's own: contents, record, recovery code and passphrase take anything
and answer with their value or with their one error."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.domain.failures import JungleError, LockedError, VaultError, VaultFault
from jungletui.vault import payload, rollback
from jungletui.vault.passphrases import normalised, without_newline
from jungletui.vault.recovery import ALPHABET, decode_code, encode_code
from jungletui.vault.rollback import Seen, judge, recall, remember
from tests.vault.material import CANARY, content

KEY = bytes(range(32))
GOOD = json.loads(payload.encode(content("main", "second")))

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.just(CANARY)
    | st.sampled_from(["live", "demo", "2026-01-02T03:04:05+00:00", "9999-12-31T23:59:59-23:59"])
)
names = st.text(max_size=9)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


def answer(parse: Callable[..., Any], *arguments: object) -> Any:
    """The value, or the error of ours; any other error fails the test."""
    try:
        return parse(*arguments)
    except JungleError as error:
        return error


def shows_no_other(error: JungleError) -> bool:
    """Whether no error behind it, which may hold the text, would be printed with it."""
    return error.__cause__ is None and (error.__suppress_context__ or error.__context__ is None)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """The JSON of a good vault, with some of its values replaced, added or taken away."""
    document = json.loads(json.dumps(GOOD))
    places = [document, *document["entries"], document["entries"][0]["credential"]]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(places))
        name = draw(st.sampled_from([*sorted(place), "another"]))
        if draw(st.booleans()):
            place[name] = draw(trees)
        else:
            place.pop(name, None)
    return json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


@given(documents() | trees.map(lambda tree: json.dumps(tree).encode()) | st.binary(max_size=200))
@settings(max_examples=400, deadline=None)
def test_contents_are_read_and_written_back_or_refused(text: bytes):
    found = answer(payload.decode, bytearray(text), lambda: KEY)
    if isinstance(found, VaultError):
        assert found.fault is VaultFault.SCHEMA
        assert CANARY not in f"{found} {found.remedy} {vars(found)}"
        assert shows_no_other(found)
        return
    assert payload.decode(payload.encode(found), lambda: KEY) == found


def test_the_document_that_is_changed_is_a_good_one():
    read = payload.decode(bytearray(json.dumps(GOOD).encode()), lambda: KEY)
    assert read == content("main", "second")


PIECES = (
    '[vaults . a ]\n ]]\n [[ = 1 " "x" { } , \n # 0000 mac = generation file_mac inf 1979-05-27'
)
pieces = st.lists(st.sampled_from(PIECES.split(" ")), max_size=30)
records = (
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode())
    | pieces.map(lambda chosen: "".join(chosen).encode())
)


@given(records)
@settings(max_examples=100, deadline=None)
def test_any_record_is_read_as_nothing_or_ignored_with_a_warning(text: bytes):
    seen = Seen(bytes(15) + b"\1", 5, bytes(32))
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "seen.toml"
        record.touch(0o600)
        record.write_bytes(text)
        notices = judge(recall(record), seen, KEY, 0.0, accept_rollback=False)
        assert notices[-1].startswith("first seen on this host: generation 5")
        assert remember(record, seen, KEY) is None
        older = Seen(seen.vault_id, 4, bytes(32))
        with pytest.raises(VaultError) as caught:
            judge(recall(record), older, KEY, 0.0, accept_rollback=False)
        assert caught.value.fault is VaultFault.ROLLBACK


def test_the_largest_record_is_larger_than_ours():
    assert rollback.LARGEST_RECORD >= 4096


@given(st.binary(min_size=20, max_size=20), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_a_code_is_read_however_it_is_typed(secret: bytes, chance):
    code = encode_code(secret)
    looks = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        chance.choice(looks.get(character, character + character.lower()))
        + chance.choice(("", "", " ", "-", "\n"))
        for character in code
    )
    assert decode_code(bytearray(typed.encode())) == secret


alphabet = ALPHABET + b"ilou -\xff\0!"


@given(st.binary(max_size=60) | st.lists(st.sampled_from(alphabet), max_size=50).map(bytes))
@settings(max_examples=200, deadline=None)
def test_any_other_code_is_a_typing_mistake(code: bytes):
    found = answer(decode_code, bytearray(code))
    if isinstance(found, VaultError):
        assert found.fault is VaultFault.AUTH
        assert found.remedy
        return
    assert decode_code(bytearray(encode_code(found).encode())) == found


@given(st.text(max_size=40).map(lambda text: text.encode("utf-8")) | st.binary(max_size=1100))
@settings(max_examples=300, deadline=None)
def test_a_passphrase_has_one_spelling_or_is_refused_without_being_repeated(typed: bytes):
    plain = answer(normalised, bytearray(typed))
    if isinstance(plain, LockedError):
        assert plain.remedy
        assert shows_no_other(plain)
        return
    text = plain.decode("utf-8")
    assert text == unicodedata.normalize("NFC", typed.decode("utf-8"))
    assert normalised(bytearray(plain)) == plain
    for form in ("NFD", "NFC"):
        spelling = unicodedata.normalize(form, text).encode()
        if len(spelling) <= 1024:
            assert normalised(bytearray(spelling)) == plain


@given(st.binary(max_size=20), st.sampled_from([b"", b"\n", b"\r\n"]))
def test_exactly_one_line_end_is_taken_off(words: bytes, ending: bytes):
    line = bytearray(words + ending)
    without_newline(line)
    if ending:
        assert line == words.removesuffix(b"\r") if ending == b"\n" else line == words
    elif not words.endswith(b"\n"):
        assert line == words
