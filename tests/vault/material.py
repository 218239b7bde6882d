"""Vaults for the proofs: cheap to open, with made-up keys and fixed randomness."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.vault import payload
from jungletui.vault.kdf import FLOOR
from jungletui.vault.keyschedule import master_commit, save_keys
from jungletui.vault.layout import Header, Image, serialise, serialise_header
from jungletui.vault.memory import LockedKey
from jungletui.vault.primitives import encrypt, hmac_sha256
from jungletui.vault.recovery import encode_code
from jungletui.vault.sealing import Basis, seal
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.slots import new_slot
from jungletui.vault.store import Content, VaultPaths

CANARY = "kanarienvogel-4711-secret"
PASSPHRASE = b"tapir anorak quill oyster"
ADDED = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def shake(label: str, length: int) -> bytes:
    """Fixed bytes with a name, as the known-answer vector makes them."""
    return hashlib.shake_128(label.encode()).digest(length)


def key(name: str, exchange: str = "binance") -> Key:
    credential = {"apiKey": Secret(f"id-of-{name}"), "secret": Secret(f"{CANARY}-{name}")}
    profile = KeyProfile(name, exchange, Environment.TESTNET, tags=("a", "b"), holders=("self",))
    return Key(profile, credential, ADDED)


def content(*names: str) -> Content:
    return Content(shake("fingerprint", 32), tuple(key(name) for name in names))


def adding(name: str) -> Callable[[Content], Content]:
    return lambda now: replace(now, keys=(*now.keys, key(name)))


def names(now: Content) -> list[str]:
    return [one.name for one in now.keys]


@dataclass(frozen=True)
class Cheap:
    """A vault that only a recovery code opens: no Argon2id, so that thousands can be tried."""

    master: bytes
    vault_id: bytes
    slots: tuple[Slot, ...]
    code: str

    def image(self, now: Content, generation: int = 1, prev_mac: bytes = bytes(32)) -> Image:
        basis = Basis(self.vault_id, generation, prev_mac, 1, self.slots)
        return seal(self.master, basis, payload.encode(now), shake(f"rnd {generation}", 32))

    def with_payload(self, padded: bytes) -> bytes:
        """An authentic file around any padded plaintext."""
        basis = Basis(self.vault_id, 1, bytes(32), 1, self.slots)
        return serialise(forge(self.master, basis, padded))


def cheap(label: str = "cheap", slot_count: int = 1) -> Cheap:
    master, vault_id = shake(f"{label} mk", 32), shake(f"{label} vault", 16)
    code = encode_code(shake(f"{label} code", 20))
    secret = SlotSecret(SlotType.RECOVERY_CODE, bytearray(code.encode()))
    locked = LockedKey.holding(master)
    slots = tuple(
        new_slot(secret, locked, vault_id, None, lambda n, i=i: shake(f"{label} slot {i} {n}", n))
        for i in range(slot_count)
    )
    return Cheap(master, vault_id, slots, code)


def with_passphrase(vault: Cheap, passphrase: bytes = PASSPHRASE) -> Cheap:
    """The same vault with a passphrase slot in front, at the lowest legal cost."""
    secret = SlotSecret(SlotType.PASSPHRASE, bytearray(passphrase))
    master = LockedKey.holding(vault.master)
    slot = new_slot(secret, master, vault.vault_id, FLOOR, lambda n: shake(f"pass {n}", n))
    return replace(vault, slots=(slot, *vault.slots))


def forge(master: bytes, basis: Basis, padded: bytes) -> Image:
    """What `seal` makes, for plaintexts that it would never make."""
    salt = shake("forged salt", 32)
    header = Header(
        basis.vault_id,
        basis.generation,
        len(padded) + 16,
        salt,
        basis.prev_mac,
        master_commit(master, basis.vault_id, basis.mk_epoch),
        basis.mk_epoch,
        basis.slots,
    )
    raw = serialise_header(header)
    keys = save_keys(master, salt, basis.vault_id, basis.generation)
    ciphertext = encrypt(keys.payload_key, padded, raw)
    return Image(header, raw, ciphertext, hmac_sha256(keys.mac_key, raw, ciphertext))


def padded(text: bytes) -> bytes:
    bucket = 16384
    while 4 + len(text) > bucket:
        bucket *= 2
    return (struct.pack(">I", len(text)) + text).ljust(bucket, b"\0")


def put(paths: VaultPaths, data: bytes) -> None:
    """Write a vault file as if it had always been there."""
    paths.vault.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths.vault.unlink(missing_ok=True)
    fd = os.open(paths.vault, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)


def paths_in(home: Path) -> VaultPaths:
    """Both in one folder, as with `--home`."""
    return VaultPaths(home / "vault.cxv", home / "seen.toml")


def paths_under(folder: Path) -> VaultPaths:
    return VaultPaths(folder / "vault.cxv", folder / "state" / "seen.toml")
