"""Reading the contents as this program writes them, fast: everything is checked at once, and the
keys are made when they are wanted.

What is spelled in any other way, and whatever is wrong, is left to `payload`, which reads the same
contents strictly and slowly and says what is the matter. Nothing is accepted here that it refuses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.vault.content import Content

LAST = b'"schema":1}'
OWN_FIELDS = 9
"""Members that every entry has."""
Unusual = Mapping[int, Mapping[str, bytes]]
"""The seldom members of entries, by the place of the entry, as JSON that is still to be checked."""


class Entry(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """One key, as it is written."""

    name: str
    exchange: str
    environment: Environment
    endpoint: str | None
    policy: str
    holders: tuple[str, ...]
    tags: tuple[str, ...]
    credential: dict[str, str]
    added_at: Annotated[datetime, Meta(tz=True)]
    attested: Raw | UnsetType = UNSET
    baseline: Raw | UnsetType = UNSET
    family: Raw | UnsetType = UNSET
    proxy: Raw | UnsetType = UNSET


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """The whole contents, as they are written."""

    entries: list[Entry]
    fingerprint_key: Raw
    schema: int
    activity: Raw | UnsetType = UNSET


class Later:
    """A `Content` that is made when it is first asked for, and once."""

    __slots__ = ("_content", "_make", "_turn")

    def __init__(self, make: Callable[[], Content]) -> None:
        self._make: Callable[[], Content] | None = make
        self._content: Content | None = None
        self._turn = threading.Lock()

    def get(self) -> Content:
        """The content. Raises nothing: all was checked."""
        with self._turn:
            if self._make is not None:
                self._content, self._make = self._make(), None
        assert self._content is not None  # noqa: S101  it was made
        return self._content


def document_of(plaintext: bytearray) -> tuple[Document, Unusual] | None:
    """The contents where they are spelled as this program spells them, and what is still to be
    checked of their seldom members; None where they are spelled otherwise, or are wrong."""
    if not plaintext.endswith(LAST) or b"\\u" in plaintext or _has_blanks(plaintext):
        return None
    try:
        document = _DECODER.decode(plaintext)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    entries = document.entries
    if len({entry.name for entry in entries}) != len(entries):
        return None
    if not {entry.added_at.tzinfo for entry in entries} <= {UTC}:
        return None
    return _if_all(document, plaintext)


def rest_of(document: Document) -> Mapping[str, bytes]:
    """The members beside the entries, as JSON that is still to be checked."""
    rest = {"fingerprint_key": bytes(document.fingerprint_key)}
    if isinstance(document.activity, Raw):
        rest["activity"] = bytes(document.activity)
    return rest


def keys_of(document: Document, special: Mapping[int, Key]) -> tuple[Key, ...]:
    """The keys of a document that was read here; `special` are those that were made before."""
    if not special:
        return tuple(map(key_of, document.entries))
    numbered = enumerate(document.entries)
    return tuple(special[place] if place in special else key_of(entry) for place, entry in numbered)


def key_of(entry: Entry) -> Key:
    """The key of an entry, without its seldom members."""
    profile = KeyProfile(
        entry.name,
        entry.exchange,
        entry.environment,
        entry.endpoint,
        entry.policy,
        entry.holders,
        entry.tags,
    )
    credential = {name: Secret(text) for name, text in entry.credential.items()}
    return Key(profile, credential, entry.added_at)


def _has_blanks(plaintext: bytearray) -> bool:
    """Whether there may be blanks between the tokens; within a text they are no matter."""
    if any(blank in plaintext for blank in (b"\n", b"\t", b"\r")):
        return True
    return b" " in plaintext and b'" ' in plaintext


def _if_all(document: Document, plaintext: bytearray) -> tuple[Document, Unusual] | None:
    """Whether nothing is there twice: the decoder takes the last of two members of one name, so
    that there would be more of them than it gave. A text that looks like one counts as well, and
    then this is None, too."""
    entries, rest = document.entries, rest_of(document).values()
    known = len(rest) + 2 + sum(map(_members, rest))  # the entries and the schema are the two
    known += sum([OWN_FIELDS + len(entry.credential) for entry in entries])
    there = _members(plaintext)
    if there == known:
        return document, {}
    unusual = {place: seldom for place, entry in enumerate(entries) if (seldom := _seldom(entry))}
    known += sum(1 + _members(raw) for seldom in unusual.values() for raw in seldom.values())
    return (document, unusual) if there == known else None


def _members(text: bytes | bytearray) -> int:
    """How many members the objects of a JSON text have, or more."""
    return text.count(b'":')


def _seldom(entry: Entry) -> Mapping[str, bytes]:
    attested, baseline, family, proxy = entry.attested, entry.baseline, entry.family, entry.proxy
    found = {"attested": attested, "baseline": baseline, "family": family, "proxy": proxy}
    return {name: bytes(raw) for name, raw in found.items() if isinstance(raw, Raw)}


_DECODER = msgspec.json.Decoder(Document)
