"""A request with secrets as a line that can be wiped: it is put together in one bytearray.

An encoder would leave copies behind, in the memory that it grew through and in the line itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

import msgspec

from jungletui.domain.secret import Secret

_QUOTE = 0x22
_ESCAPES = {byte: json.dumps(chr(byte))[1:-1].encode() for byte in (*range(32), _QUOTE, 0x5C)}


def secret_line(message: Mapping[str, object]) -> bytearray:
    """`message` as JSON with a line end. The caller wipes it. TypeError for what is no JSON."""
    secrets: list[Secret] = []
    mark = os.urandom(16).hex()  # nothing else in the message can look like a secret's place

    def marked(value: object) -> str:
        if not isinstance(value, Secret):
            raise TypeError(f"{type(value).__name__} does not go over the pipe")
        secrets.append(value)
        return mark

    frame = msgspec.json.encode(message, enc_hook=marked) + b"\n"
    parts = frame.split(mark.encode())
    line = bytearray(sum(map(len, parts)) + sum(map(_length, secrets)))
    end = _put(line, 0, parts[0])
    for secret, part in zip(secrets, parts[1:], strict=True):
        end = _put(line, _put_secret(line, end, secret), part)
    return line


def wipe(line: bytearray) -> None:
    """Overwrite a line that was sent."""
    line[:] = bytes(len(line))


def _length(secret: Secret) -> int:
    """How long it is in JSON, without its quotes."""
    return sum(len(_ESCAPES.get(byte, b"-")) for byte in secret.encoded())


def _put(line: bytearray, start: int, part: bytes) -> int:
    line[start : start + len(part)] = part
    return start + len(part)


def _put_secret(line: bytearray, start: int, secret: Secret) -> int:
    """Byte by byte, as every slice of a secret would be a copy of it; where it ends."""
    end = start
    for byte in secret.encoded():
        escape = _ESCAPES.get(byte)
        if escape is None:
            line[end] = byte
            end += 1
        else:
            end = _put(line, end, escape)
    return end
