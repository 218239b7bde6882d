"""JSON of many megabytes, in parts: the interpreter is held for one part at a time, not for all.

`json` reads or writes a whole document in one call of C, during which no other thread runs: a tenth
of a second for the markets of a large exchange.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

LARGE = 1 << 19
"""Characters from which on a document is read in parts, beside the event loop."""
PART = 1 << 17

Read = Callable[[bytes | str], Any]
_EXACT = msgspec.json.Decoder(float_hook=str)


def exact(text: str) -> Any:
    """JSON with every number with a fraction as the text of its digits. Raises ValueError, also at
    `NaN`, or RecursionError.

    msgspec reads it in a part of the time; what it refuses may be JSON to Python (half of a pair of
    surrogates, an integer of a thousand digits), which says what is wrong where it is none.
    """
    try:
        return _EXACT.decode(text) if len(text) < LARGE else _in_parts(msgspec.Raw(text), _read)
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return loads(text, parse_float=str, parse_constant=_no_constant)


def _read(part: bytes | str) -> Any:
    return _EXACT.decode(part)


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def loads(text: str | bytes, **kinds: Any) -> Any:
    """As `json.loads`, with its arguments; raises what that raises."""
    read: Read = partial(json.loads, **kinds)
    if len(text) < LARGE:
        return read(text)
    try:
        return _in_parts(msgspec.Raw(text), read if kinds else msgspec.json.decode)
    except msgspec.MsgspecError:  # what is no JSON to it may be to Python, which says what is wrong
        return read(text)


def _in_parts(raw: msgspec.Raw, read: Read) -> Any:
    data = bytes(raw)
    if len(data) < PART:
        return read(data)
    begin = data.lstrip()[:1]
    if begin == b"{":
        table = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        return {name: _in_parts(value, read) for name, value in table.items()}
    if begin == b"[":
        rows = msgspec.json.decode(data, type=list[msgspec.Raw])
        return [found for part in _parts(rows) for found in _of(part, read)]
    return read(data)


def _parts(rows: list[msgspec.Raw]) -> Iterator[list[msgspec.Raw]]:
    """Rows that are read together: a part's worth, or one large one."""
    part: list[msgspec.Raw] = []
    size = 0
    for row in rows:
        length = len(bytes(row))
        if part and length >= PART:
            yield part
            part, size = [], 0
        part.append(row)
        size += length
        if size >= PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _of(part: list[msgspec.Raw], read: Read) -> list[Any]:
    if len(part) == 1:
        return [_in_parts(part[0], read)]
    found: list[Any] = read(b"[" + b",".join(bytes(row) for row in part) + b"]")
    return found


def dumps(content: Mapping[str, object]) -> Iterator[str]:
    """The parts of `content` as JSON: each entry of each table in it."""
    yield "{"
    for number, (name, value) in enumerate(content.items()):
        yield f"{',' if number else ''}{json.dumps(name)}:"
        if not isinstance(value, Mapping):
            yield _compact(value)
            continue
        yield "{"
        for place, (key, row) in enumerate(value.items()):
            yield f"{',' if place else ''}{json.dumps(str(key))}:{_compact(row)}"
        yield "}"
    yield "}"


def _compact(value: object) -> str:
    return msgspec.json.encode(value).decode()
