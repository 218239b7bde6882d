"""Files that an attacker or an accident made, and the one answer to each (section 9 of
docs/vault-format.md)."""

from __future__ import annotations

import random
import shutil
import struct
from dataclasses import replace
from resource import RUSAGE_SELF, getrusage

import pytest

from jungletui.domain.failures import VaultFault
from jungletui.vault import kdf
from jungletui.vault.layout import serialise
from jungletui.vault.store import VaultPaths, open_vault
from tests.vault.hostile import Mutation, at, flip, refusal
from tests.vault.material import (
    PASSPHRASE,
    cheap,
    content,
    put,
    with_passphrase,
)

SLOT = 224
FIRST, SECOND, THIRD = 256, 256 + SLOT, 256 + 2 * SLOT


def u32(number: int) -> bytes:
    return struct.pack(">I", number)


def u64(number: int) -> bytes:
    return struct.pack(">Q", number)


def cost(lanes: int = 1, memory: int = 65536, iterations: int = 3) -> Mutation:
    return at(FIRST + 3, bytes([lanes]) + u32(memory) + u32(iterations))


def noise(data: bytes) -> bytes:
    return random.Random(3).randbytes(len(data))


BEFORE_ANY_KEY: dict[str, tuple[VaultFault, Mutation]] = {
    "1 empty": (VaultFault.FORMAT, lambda data: b""),
    "1 one byte": (VaultFault.FORMAT, lambda data: data[:1]),
    "2 cut in the header": (VaultFault.FORMAT, lambda data: data[:1000]),
    "2 cut at the header's end": (VaultFault.FORMAT, lambda data: data[:2048]),
    "2 cut in the payload": (VaultFault.FORMAT, lambda data: data[:9000]),
    "2 cut last byte": (VaultFault.FORMAT, lambda data: data[:-1]),
    "2 cut MAC": (VaultFault.FORMAT, lambda data: data[:-32]),
    "3 trailing NUL": (VaultFault.FORMAT, lambda data: data + b"\0"),
    "3 trailing newline": (VaultFault.FORMAT, lambda data: data + b"\n"),
    "3 trailing junk": (VaultFault.FORMAT, lambda data: data + b"junk"),
    "4 two vaults": (VaultFault.FORMAT, lambda data: data + data),
    "5 padded to the next size": (VaultFault.FORMAT, lambda data: data.ljust(34864, b"\0")),
    "6 byte order mark": (VaultFault.FORMAT, lambda data: b"\xef\xbb\xbf" + data),
    "6 byte order mark, same size": (VaultFault.FORMAT, lambda d: (b"\xef\xbb\xbf" + d)[: len(d)]),
    "7 LF to CRLF": (VaultFault.FORMAT, lambda data: data.replace(b"\n", b"\r\n")),
    "7 CRLF to LF": (VaultFault.FORMAT, lambda data: data.replace(b"\r\n", b"\n")),
    "7 seven bits": (VaultFault.FORMAT, lambda data: bytes(byte & 0x7F for byte in data)),
    "7 latin-1 to UTF-8": (VaultFault.FORMAT, lambda data: data.decode("latin-1").encode()),
    "8 zeros": (VaultFault.FORMAT, lambda data: bytes(len(data))),
    "8 noise": (VaultFault.FORMAT, noise),
    "9 other magic": (VaultFault.FORMAT, at(0, b"\x89PNG")),
    "10 major 2": (VaultFault.VERSION, at(8, b"\2")),
    "10 major 0": (VaultFault.VERSION, at(8, b"\0")),
    "10 minor 1": (VaultFault.VERSION, at(9, b"\1")),
    "11 suite 0": (VaultFault.VERSION, at(10, b"\0\0")),
    "11 suite 0xffff": (VaultFault.VERSION, at(10, b"\xff\xff")),
    "11 critical flag": (VaultFault.VERSION, at(16, u32(4))),
    "12 header_len": (VaultFault.FORMAT, at(12, u32(2**32 - 1))),
    "12 header_len 0": (VaultFault.FORMAT, at(12, u32(0))),
    "12 slot_size": (VaultFault.FORMAT, at(20, u32(2**32 - 1))),
    "12 slot_count 255": (VaultFault.FORMAT, at(24, b"\xff")),
    "12 slot_count 0": (VaultFault.FORMAT, at(24, b"\0")),
    "12 payload_len": (VaultFault.FORMAT, at(56, u64(2**64 - 1))),
    "12 payload_len 0": (VaultFault.FORMAT, at(56, u64(0))),
    "13 generation 0": (VaultFault.FORMAT, at(48, u64(0))),
    "13 generation 2^64-1": (VaultFault.FORMAT, at(48, u64(2**64 - 1))),
    "13 epoch 0": (VaultFault.FORMAT, at(160, u64(0))),
    "15 reserved byte of the prefix": (VaultFault.FORMAT, at(200, b"\1")),
    "15 reserved byte of the sizes": (VaultFault.FORMAT, at(30, b"\1")),
    "15 reserved byte of a slot": (VaultFault.FORMAT, at(FIRST + 210, b"\1")),
    "15 ext of a passphrase slot": (VaultFault.FORMAT, at(FIRST + 64, b"\1")),
    "15 costs of a recovery slot": (VaultFault.FORMAT, at(SECOND + 3, b"\1")),
    "16 memory 4 TiB": (VaultFault.KDF_LIMIT, cost(memory=2**32 - 1)),
    "16 memory 2 GiB": (VaultFault.KDF_LIMIT, cost(memory=2 * 1024 * 1024)),
    "16 memory 1 GiB, 10 passes": (VaultFault.KDF_LIMIT, cost(memory=1024 * 1024, iterations=10)),
    "17 time": (VaultFault.KDF_LIMIT, cost(iterations=2**32 - 1)),
    "17 time 0": (VaultFault.KDF_LIMIT, cost(iterations=0)),
    "17 lanes 255": (VaultFault.KDF_LIMIT, cost(lanes=255)),
    "17 lanes 0": (VaultFault.KDF_LIMIT, cost(lanes=0)),
    "19 memory 8 KiB": (VaultFault.KDF_WEAK, cost(memory=8)),
    "19 one pass of the least memory": (VaultFault.KDF_WEAK, cost(iterations=1)),
    "21 slot type 99": (VaultFault.FORMAT, at(FIRST, b"\x63")),
    "21 TPM slot": (VaultFault.FORMAT, at(SECOND, b"\7")),
    "22 recovery as passphrase": (VaultFault.FORMAT, at(SECOND, b"\1")),
    "22 passphrase as keyring": (VaultFault.FORMAT, at(FIRST, b"\4")),
    "22 key file flag on a recovery slot": (VaultFault.FORMAT, at(SECOND + 2, b"\1")),
    "22 unknown flag": (VaultFault.FORMAT, at(FIRST + 2, b"\2")),
    "23 same slot twice": (VaultFault.FORMAT, lambda data: at(THIRD, data[SECOND:THIRD])(data)),
    "23 same id": (VaultFault.FORMAT, lambda data: at(THIRD + 16, data[SECOND + 16 :][:16])(data)),
    "23 same salt": (VaultFault.FORMAT, lambda d: at(THIRD + 32, d[SECOND + 32 :][:32])(d)),
    "26 middle slot zeroed": (VaultFault.FORMAT, at(SECOND, bytes(SLOT))),
    "26 all slots zeroed": (VaultFault.FORMAT, at(FIRST, bytes(8 * SLOT))),
    "26 dirty empty slot": (VaultFault.FORMAT, at(THIRD + SLOT + 100, b"\1")),
    "33 vault id zero": (VaultFault.FORMAT, at(32, bytes(16))),
}


@pytest.mark.parametrize("row", BEFORE_ANY_KEY)
@pytest.mark.usefixtures("no_kdf")
def test_refused_before_any_key_is_derived(paths: VaultPaths, file: bytes, row: str):
    fault, mutation = BEFORE_ANY_KEY[row]
    error = refusal(paths, mutation(file))
    assert error.fault is fault, error.message


def swapped(first: int, second: int, size: int) -> Mutation:
    def swap(data: bytes) -> bytes:
        moved = at(first, data[second : second + size])(data)
        return at(second, data[first : first + size])(moved)

    return swap


AFTER_THE_KEY: dict[str, tuple[VaultFault, Mutation]] = {
    "14 generation + 1": (VaultFault.TAMPER, at(48, u64(2))),
    "14 prev_mac": (VaultFault.TAMPER, flip(96)),
    "20 memory within bounds": (VaultFault.AUTH, cost(memory=65537)),
    "24 slots swapped": (VaultFault.TAMPER, swapped(SECOND, THIRD, SLOT)),
    "24 passphrase slot moved": (VaultFault.TAMPER, swapped(FIRST, THIRD, SLOT)),
    "25 last slot zeroed": (VaultFault.TAMPER, at(THIRD, bytes(SLOT))),
    "31 slot appended": (
        VaultFault.TAMPER,
        at(THIRD + SLOT, b"\2" + bytes(15) + noise(bytes(48)) + bytes(64)),
    ),
    "33 vault id changed": (VaultFault.AUTH, flip(32)),
    "34 slot_commit": (VaultFault.AUTH, flip(FIRST + 176)),
    "34 wrapped": (VaultFault.TAMPER, flip(FIRST + 128)),
    "34 mk_commit": (VaultFault.TAMPER, flip(128)),
    "34 mk_epoch": (VaultFault.TAMPER, at(160, u64(2))),
    "34 save_salt": (VaultFault.TAMPER, flip(64)),
    "34 first byte of the payload": (VaultFault.TAMPER, flip(2048)),
    "34 last byte of the payload": (VaultFault.TAMPER, flip(18480 - 33)),
    "34 MAC": (VaultFault.TAMPER, flip(18479)),
    "35 blocks of the payload swapped": (VaultFault.TAMPER, swapped(4096, 8192, 4096)),
}


@pytest.mark.parametrize("row", AFTER_THE_KEY)
def test_refused_with_the_key(
    paths: VaultPaths, row: str, quick_kdf: None, monkeypatch: pytest.MonkeyPatch
):
    fault, mutation = AFTER_THE_KEY[row]
    data = serialise(with_passphrase(cheap(slot_count=2)).image(content("main")))
    put(paths, data)
    open_vault(paths, bytearray(PASSPHRASE)).close()
    shutil.rmtree(paths.seen.parent)
    error = refusal(paths, mutation(data))
    assert error.fault is fault, error.message


def test_16_a_giant_memory_cost_allocates_nothing(paths: VaultPaths, file: bytes):
    before = getrusage(RUSAGE_SELF).ru_maxrss
    for memory in (2**32 - 1, 2 * 1024 * 1024):
        refusal(paths, cost(memory=memory)(file))
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 5 * 1024


@pytest.mark.usefixtures("no_kdf")
def test_18_a_legal_gibibyte_on_a_small_host_names_the_need(
    paths: VaultPaths, file: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kdf, "free_memory_kib", lambda: 512 * 1024)
    error = refusal(paths, cost(memory=1024 * 1024)(file))
    assert error.fault is VaultFault.KDF_LIMIT
    assert "1024 MiB" in error.message
    assert "2048 MiB" in error.remedy


def test_27_and_28_slots_of_another_vault_with_the_same_passphrase(
    paths: VaultPaths, quick_kdf: None
):
    mine = serialise(with_passphrase(cheap(slot_count=2)).image(content("main")))
    theirs = serialise(with_passphrase(cheap("stranger", 2)).image(content("other")))
    grafted = at(FIRST, theirs[FIRST:SECOND])(mine)
    assert refusal(paths, grafted).fault is VaultFault.AUTH
    table = at(FIRST, theirs[FIRST:2048])(mine)
    assert refusal(paths, table).fault is VaultFault.AUTH


def test_29_and_30_halves_of_two_saves_or_two_vaults(paths: VaultPaths, quick_kdf: None):
    vault = with_passphrase(cheap())
    old = vault.image(content("main"))
    new = vault.image(content("main", "second"), 2, old.file_mac)
    mixtures = [
        serialise(replace(old, ciphertext=new.ciphertext)),
        serialise(replace(new, ciphertext=old.ciphertext)),
        serialise(replace(new, file_mac=old.file_mac)),
        serialise(replace(old, ciphertext=new.ciphertext, file_mac=new.file_mac)),
    ]
    other = with_passphrase(cheap("stranger")).image(content("main"))
    mixtures.append(serialise(replace(other, ciphertext=old.ciphertext, file_mac=old.file_mac)))
    for mixture in mixtures:
        assert refusal(paths, mixture).fault is VaultFault.TAMPER


def test_32_a_whole_vault_of_an_attacker(paths: VaultPaths, quick_kdf: None):
    theirs = with_passphrase(cheap("attacker"), b"the attacker's own words")
    assert refusal(paths, serialise(theirs.image(content()))).fault is VaultFault.AUTH
