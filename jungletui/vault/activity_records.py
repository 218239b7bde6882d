"""One record of the activity log and the mark of its end: sealed, chained, opened, checked.

A record is `position ‖ MAC of the record before ‖ salt ‖ ciphertext ‖ MAC` in Base64, on a line of
its own. Each has keys of its own, derived from the log's secret with its salt. The end mark is
`turn ‖ position ‖ MAC of the last record ‖ length of the file ‖ MAC`: it notices a log cut short.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass, field

from jungletui.vault.primitives import decrypt_into, encrypt, hkdf_sha256, hmac_sha256

MAC_LENGTH = 32
SALT_LENGTH = 16
STEP = 192
"""Texts are filled with blanks to a multiple of this, so that lengths do not tell kinds apart."""
LONGEST_TEXT = 64 * STEP
END_MARK_LENGTH = 120

_HEAD = struct.Struct(">Q32s16s")
_END = struct.Struct(">QQ32sQ")
_TAG = 16


@dataclass(frozen=True, slots=True)
class Chain:
    """What all records of one log share. `secret` is 32 bytes that only an open vault gives."""

    vault_id: bytes
    log_id: bytes
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """The place of a record in the chain: its position, from 1, and its MAC."""

    position: int
    mac: bytes


START = Link(0, bytes(MAC_LENGTH))


@dataclass(frozen=True, slots=True)
class Record:
    """A record that its MAC vouches for, and the MAC that it says the one before it has."""

    link: Link
    previous: bytes
    text: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndMark:
    """Where the log ended when it was written to for the `turn`-th time: its last record, its
    length in bytes."""

    turn: int
    last: Link
    length: int


def seal_record(chain: Chain, before: Link, text: bytes, salt: bytes) -> tuple[bytes, Link]:
    """The line (without its end) of the record after `before`, and its place. ValueError for a
    text that is too long."""
    if len(text) > LONGEST_TEXT:
        raise ValueError("a record of the activity log is short")
    head = _HEAD.pack(before.position + 1, before.mac, salt)
    key, mac_key = _record_keys(chain, salt)
    filled = text.ljust(-(-len(text) // STEP) * STEP)
    body = head + encrypt(key, filled, _context(chain, head))
    mac = hmac_sha256(mac_key, _context(chain, body))
    return base64.b64encode(body + mac), Link(before.position + 1, mac)


def open_record(chain: Chain, line: bytes) -> Record | None:
    """The record of a line; None where it is none of this log, or was changed."""
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return None
    size = len(raw) - _HEAD.size - _TAG - MAC_LENGTH
    if not 0 <= size <= LONGEST_TEXT or base64.b64encode(raw) != line:
        return None
    body, mac = raw[:-MAC_LENGTH], raw[-MAC_LENGTH:]
    head = body[: _HEAD.size]
    position, previous, salt = _HEAD.unpack(head)
    key, mac_key = _record_keys(chain, salt)
    if not hmac.compare_digest(hmac_sha256(mac_key, _context(chain, body)), mac):
        return None
    text = bytearray(size)
    if not decrypt_into(text, key, body[_HEAD.size :], _context(chain, head)):
        return None
    return Record(Link(position, mac), previous, bytes(text).rstrip(b" "))


def seal_end_mark(chain: Chain, mark: EndMark) -> bytes:
    """The line (without its end) of an end mark; always of `END_MARK_LENGTH`."""
    body = _END.pack(mark.turn, mark.last.position, mark.last.mac, mark.length)
    return base64.b64encode(body + _end_mac(chain, body))


def open_end_mark(chain: Chain, line: bytes) -> EndMark | None:
    """The end mark of a line; None where it is none of this log, or was changed."""
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _END.size + MAC_LENGTH:
        return None
    body = raw[: _END.size]
    if not hmac.compare_digest(_end_mac(chain, body), raw[_END.size :]):
        return None
    turn, position, mac, length = _END.unpack(body)
    return EndMark(turn, Link(position, mac), length)


def _record_keys(chain: Chain, salt: bytes) -> tuple[bytes, bytes]:
    both = hkdf_sha256(chain.secret, chain.log_id + salt, b"cxv1/activity" + chain.vault_id, 64)
    return both[:32], both[32:]


def _end_mac(chain: Chain, body: bytes) -> bytes:
    info = b"cxv1/activity-end" + chain.vault_id
    return hmac_sha256(hkdf_sha256(chain.secret, chain.log_id, info, 32), body)


def _context(chain: Chain, body: bytes) -> bytes:
    return chain.vault_id + chain.log_id + body
