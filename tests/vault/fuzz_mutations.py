"""Mutations that know the format: fields, slots, blocks and whole parts of related vaults."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytearray, list[bytes]], None]

HEADER, SLOTS, SLOT, USED = 2048, 256, 224, 3
PREFIX_FIELDS = (
    (0, 8), (8, 1), (9, 1), (10, 2), (12, 4), (16, 4), (20, 4), (24, 1), (25, 7), (32, 16), (48, 8),
    (56, 8), (64, 32), (96, 32), (128, 32), (160, 8), (168, 88),
)  # fmt: skip
SLOT_FIELDS = (
    (0, 1), (1, 1), (2, 1), (3, 1), (4, 4), (8, 4), (12, 4), (16, 16), (32, 32), (64, 32), (96, 32),
    (128, 48), (176, 32), (208, 16),
)  # fmt: skip
FIELDS = PREFIX_FIELDS + tuple(
    (SLOTS + SLOT * number + at, size) for number in range(USED + 1) for at, size in SLOT_FIELDS
)
BIG = 16384


def mutated(chance: Random, sources: list[bytes]) -> bytes:
    """One of `sources` after one to three mutations; it may be none at all by accident."""
    data = bytearray(chance.choice(sources))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice(MUTATIONS)(chance, data, sources)
    return bytes(data)


def number(chance: Random, data: bytearray, _: list[bytes]) -> None:
    """A field becomes an edge of its range, or one more or less."""
    at, size = chance.choice(FIELDS)
    was, top = int.from_bytes(data[at : at + size], "big"), 1 << 8 * size
    values = (
        0,
        1,
        top - 1,
        top >> 1,
        (top >> 1) - 1,
        was + 1,
        was - 1,
        was ^ chance.randrange(top),
    )
    data[at : at + size] = (chance.choice(values) % top).to_bytes(size, "big")


def field_of_another(chance: Random, data: bytearray, sources: list[bytes]) -> None:
    at, size = chance.choice(FIELDS)
    data[at : at + size] = chance.choice(sources)[at : at + size]


def field_over_field(chance: Random, data: bytearray, _: list[bytes]) -> None:
    (at, size), (source, _) = chance.choice(FIELDS), chance.choice(FIELDS)
    data[at : at + size] = data[source : source + size]


def slots_moved(chance: Random, data: bytearray, sources: list[bytes]) -> None:
    """A slot goes over another one: of this vault or of another."""
    source, target = chance.randrange(USED), chance.randrange(8)
    origin = chance.choice(sources)
    piece = origin[SLOTS + SLOT * source :][:SLOT]
    data[SLOTS + SLOT * target : SLOTS + SLOT * (target + 1)] = piece


def slots_swapped(chance: Random, data: bytearray, _: list[bytes]) -> None:
    one, two = (SLOTS + SLOT * chance.randrange(USED) for _ in range(2))
    first, second = data[one : one + SLOT], data[two : two + SLOT]
    data[one : one + SLOT], data[two : two + SLOT] = second, first


def slot_emptied(chance: Random, data: bytearray, _: list[bytes]) -> None:
    at = SLOTS + SLOT * chance.randrange(USED)
    data[at : at + SLOT] = bytes(SLOT)


def costs(chance: Random, data: bytearray, _: list[bytes]) -> None:
    """Argon2id costs, legal and not."""
    memory = chance.choice((0, 8, 65535, 65536, 65537, 1 << 18, 1 << 20, 1 << 21, (1 << 32) - 1))
    passes, lanes = chance.choice((0, 1, 3, 4, 10, 11, 1 << 31)), chance.choice((0, 1, 4, 5, 255))
    at = SLOTS + SLOT * chance.randrange(USED)
    data[at + 3 : at + 12] = bytes([lanes]) + memory.to_bytes(4, "big") + passes.to_bytes(4, "big")


def bits(chance: Random, data: bytearray, _: list[bytes]) -> None:
    """A bit, in the used header as often as behind it."""
    end = chance.choice((SLOTS + USED * SLOT, HEADER, len(data)))
    if data:
        data[chance.randrange(min(end, len(data)))] ^= 1 << chance.randrange(8)


def blocks(chance: Random, data: bytearray, sources: list[bytes]) -> None:
    """A piece of the payload comes from elsewhere in it, or from another vault."""
    size = chance.choice((1, 16, 64, 4096))
    one, two = (HEADER + chance.randrange(BIG - size) for _ in range(2))
    origin = chance.choice((bytes(data), *sources))
    if len(origin) == len(data):
        data[one : one + size] = origin[two : two + size]


def parts_of_another(chance: Random, data: bytearray, sources: list[bytes]) -> None:
    """Header, slots, payload, tag or MAC of another save or vault."""
    parts = ((0, HEADER), (SLOTS, 8 * SLOT), (HEADER, BIG), (HEADER, BIG + 48), (HEADER + BIG, 16))
    at, size = chance.choice((*parts, (HEADER + BIG + 16, 32), (0, SLOTS)))
    data[at : at + size] = chance.choice(sources)[at : at + size]


def length(chance: Random, data: bytearray, sources: list[bytes]) -> None:
    """Cut, grown, doubled, or made as long as another legal size, payload_len with it or not."""
    kind = chance.randrange(5)
    if kind == 0:
        del data[chance.randrange(len(data) + 1) :]
    elif kind == 1:
        data += bytes(chance.choice((1, 16, 32, 48)))
    elif kind == 2:
        data += chance.choice(sources)
    else:
        data[-48:-48] = bytes(BIG)
        if kind == 4:
            data[56:64] = (2 * BIG + 16).to_bytes(8, "big")


def transfers(chance: Random, data: bytearray, _: list[bytes]) -> None:
    """What text modes and editors do."""
    kind = chance.randrange(4)
    if kind == 0:
        data[:] = data.replace(b"\n", b"\r\n")
    elif kind == 1:
        data[:] = data.replace(b"\r\n", b"\n")
    elif kind == 2:
        data[:0] = b"\xef\xbb\xbf"
    else:
        del data[0 : chance.choice((1, 2, 8))]


MUTATIONS: tuple[Mutation, ...] = (
    *(number,) * 6, *(field_of_another,) * 3, field_over_field, *(slots_moved,) * 2, slots_swapped,
    slot_emptied, costs, *(bits,) * 4, *(blocks,) * 2, *(parts_of_another,) * 3, length, transfers,
)  # fmt: skip
