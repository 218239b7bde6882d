"""The bytes of a vault file: one fixed-offset header, a sealed payload, a trailing MAC.

Parsing has one answer: every reserved byte is checked, and `serialise(parse(x)) == x`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from jungletui.domain.failures import VaultFault
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import (
    SLOT_COUNT,
    SLOT_SIZE,
    Slot,
    parse_slots,
    serialise_slots,
)

MAGIC = b"\x89CXV\r\n\x1a\n"
MAJOR, MINOR, SUITE = 1, 0, 1
PREFIX_SIZE = 256
HEADER_SIZE = 2048
TAG_SIZE = 16
MAC_SIZE = 32
SMALLEST_BUCKET = 16384
BUCKETS = tuple(SMALLEST_BUCKET << k for k in range(11))
ALLOWED_SIZES = frozenset(HEADER_SIZE + bucket + TAG_SIZE + MAC_SIZE for bucket in BUCKETS)
BEYOND = 1 << 63

_PREFIX = struct.Struct(">8sBBHIIIB7s16sQQ32s32s32sQ88s")


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says; nothing but salts, parameters and ids is to be believed before the
    MAC was checked."""

    vault_id: bytes
    generation: int
    payload_len: int
    save_salt: bytes
    prev_mac: bytes
    mk_commit: bytes
    mk_epoch: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A whole vault file in its parts. `raw_header` is the 2048 bytes that are authenticated."""

    header: Header
    raw_header: bytes
    ciphertext: bytes
    file_mac: bytes


def check_size(size: int) -> None:
    """Raise E_FORMAT unless a vault can be `size` bytes long."""
    if size not in ALLOWED_SIZES:
        raise refuse(VaultFault.FORMAT, f"{size} bytes is no size that a vault can have")


def parse(data: bytes) -> Image:
    """Take a file apart. Raises E_FORMAT or E_VERSION; derives and allocates nothing."""
    check_size(len(data))
    raw_header = data[:HEADER_SIZE]
    header = parse_header(raw_header)
    if header.payload_len != len(data) - HEADER_SIZE - MAC_SIZE:
        raise refuse(VaultFault.FORMAT, "the header and the file disagree on the length")
    return Image(header, raw_header, data[HEADER_SIZE:-MAC_SIZE], data[-MAC_SIZE:])


def serialise(image: Image) -> bytes:
    """The file of `image`."""
    return serialise_header(image.header) + image.ciphertext + image.file_mac


def parse_header(raw: bytes) -> Header:
    """The 2048 header bytes as a Header. Raises E_FORMAT or E_VERSION."""
    fields = _PREFIX.unpack(raw[:PREFIX_SIZE])
    magic, major, minor, suite, header_len, critical, *sizes = fields[:9]
    if magic != MAGIC:
        raise refuse(VaultFault.FORMAT, "this is no vault, or a transfer as text damaged it")
    _check_version(major, minor, suite, critical)
    if header_len != HEADER_SIZE or sizes != [SLOT_SIZE, SLOT_COUNT, bytes(7)]:
        raise refuse(VaultFault.FORMAT, "the header gives sizes that no vault has")
    vault_id, generation, payload_len, save_salt, prev_mac, mk_commit, mk_epoch, rest = fields[9:]
    if any(rest):
        raise refuse(VaultFault.FORMAT, "a reserved byte of the header is set")
    if not any(vault_id):
        raise refuse(VaultFault.FORMAT, "the vault id is zero")
    if not (1 <= generation < BEYOND and 1 <= mk_epoch < BEYOND):
        raise refuse(VaultFault.FORMAT, "the generation or the key epoch is out of range")
    if payload_len - TAG_SIZE not in BUCKETS:
        raise refuse(VaultFault.FORMAT, "the payload length is none that a vault can have")
    slots = parse_slots(raw[PREFIX_SIZE:])
    return Header(
        vault_id, generation, payload_len, save_salt, prev_mac, mk_commit, mk_epoch, slots
    )


def serialise_header(header: Header) -> bytes:
    """The 2048 header bytes."""
    prefix = _PREFIX.pack(
        MAGIC,
        MAJOR,
        MINOR,
        SUITE,
        HEADER_SIZE,
        0,
        SLOT_SIZE,
        SLOT_COUNT,
        bytes(7),
        header.vault_id,
        header.generation,
        header.payload_len,
        header.save_salt,
        header.prev_mac,
        header.mk_commit,
        header.mk_epoch,
        bytes(88),
    )
    return prefix + serialise_slots(header.slots)


def bucket_for(length: int) -> int:
    """The smallest bucket that holds `length` bytes of JSON. Raises E_SCHEMA above the largest."""
    for bucket in BUCKETS:
        if 4 + length <= bucket:
            return bucket
    raise refuse(
        VaultFault.SCHEMA,
        "the vault is full: its contents would be larger than 16 MiB",
        "Remove keys that are no longer used.",
    )


def _check_version(major: int, minor: int, suite: int, critical: int) -> None:
    if (major, minor) != (MAJOR, MINOR):
        age = "newer" if (major, minor) > (MAJOR, MINOR) else "older"
        raise refuse(
            VaultFault.VERSION,
            f"format {major}.{minor} is {age} than {MAJOR}.{MINOR}, the one known here",
        )
    if suite != SUITE:
        raise refuse(VaultFault.VERSION, f"cipher suite {suite} is unknown here")
    if critical:
        raise refuse(VaultFault.VERSION, f"critical flags {critical:#x} are unknown here")
