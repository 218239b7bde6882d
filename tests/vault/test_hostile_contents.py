"""Authentic vaults whose contents are malformed (docs/vault-format.md section 9, rows 46 to 49)."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.keyschedule import slot_keys, wrap_context
from jungletui.vault.layout import serialise
from jungletui.vault.primitives import encrypt
from jungletui.vault.recovery import decode_code, encode_code
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.hostile import check_words
from tests.vault.material import CANARY, cheap, content, padded, put, shake


def u32(number: int) -> bytes:
    return struct.pack(">I", number)


ENTRY = (
    b'{"entries":[{"name":"n","exchange":"okx","environment":"live","endpoint":null,'
    b'"policy":"bot","holders":[],"tags":[],"credential":{"secret":"%s"},'
    b'"added_at":"2026-01-02T03:04:05+00:00"}],"schema":1}'
)

TEXTS = {
    "46 field twice": b'{"entries":[],"entries":[],"schema":1,"x":"%s"}',
    "46 NaN": b'{"entries":[],"schema":NaN,"x":"%s"}',
    "46 Infinity": b'{"entries":[],"schema":-Infinity,"x":"%s"}',
    "46 bad UTF-8": b'{"entries":[],"schema":1,"x":"%s\xff"}',
    "46 nested": b'{"entries":' + b"[" * 100_000 + b'"%s"' + b"]" * 100_000 + b"}",
    "46 huge number": b'{"entries":[],"schema":' + b"1" * 10_000 + b',"x":"%s"}',
    "46 no JSON": b"%s",
    "46 no object": b'["%s"]',
    "46 no entries": b'{"schema":1,"x":"%s"}',
    "46 other schema": b'{"entries":[],"schema":2,"x":"%s"}',
    "46 schema true": b'{"entries":[],"schema":true,"x":"%s"}',
    "46 schema 1.0": b'{"entries":[],"schema":1.0,"x":"%s"}',
    "46 unknown field": b'{"entries":[],"schema":1,"x":"%s"}',
    "46 entry of another shape": b'{"entries":[{"name":"%s"}],"schema":1}',
    "46 environment": ENTRY.replace(b'"live"', b'"%s"'),
    "46 time": ENTRY.replace(b'"2026-01-02T03:04:05+00:00"', b'"%s"'),
    "46 time without a zone": ENTRY.replace(b"+00:00", b""),
    "46 time out of range": ENTRY.replace(
        b"2026-01-02T03:04:05+00:00", b"0001-01-01T00:00:00+23:00"
    ),
    "46 credential": ENTRY.replace(b'"%s"', b'["%s"]'),
    "46 tags": ENTRY.replace(b'"tags":[]', b'"tags":"%s"'),
    "46 name": ENTRY.replace(b'"name":"n"', b'"name":null'),
    "46 entry beside another shape": ENTRY.replace(b"[{", b'[{"x":1},{'),
    "46 half a surrogate pair": b'{"entries":["%s\\ud800"],"schema":1}',
    "46 UTF-16": '{"entries":[],"schema":1,"x":"%s"}'.encode("utf-16"),
}


def cheap_refusal(paths: VaultPaths, data: bytes, code: str) -> VaultError:
    put(paths, data)
    with pytest.raises(VaultError) as caught:
        open_with_recovery_code(paths, bytearray(code.encode()))
    check_words(caught.value, paths)
    return caught.value


@pytest.mark.parametrize("row", TEXTS)
def test_46_an_authentic_vault_with_malformed_contents(paths: VaultPaths, row: str):
    vault = cheap()
    text = TEXTS[row].replace(b"%s", CANARY.encode())
    error = cheap_refusal(paths, vault.with_payload(padded(text)), vault.code)
    assert error.fault is VaultFault.SCHEMA
    assert error.__suppress_context__


@pytest.mark.parametrize(
    "padding",
    [
        padded(b'{"entries":[],"schema":1}')[:-1] + b"\1",
        u32(16381) + bytes(16380),
        u32(2**32 - 1) + bytes(16380),
        bytes(16384),
    ],
    ids=["last byte set", "one byte too long", "4 GiB long", "no text at all"],
)
def test_47_padding_that_hides_something(paths: VaultPaths, padding: bytes):
    vault = cheap()
    error = cheap_refusal(paths, vault.with_payload(padding), vault.code)
    assert error.fault is VaultFault.SCHEMA


def test_49_a_slot_cannot_be_made_for_two_secrets(paths: VaultPaths):
    """A ciphertext that decrypts under a second key helps nobody: the commitment decides first."""
    vault = cheap()
    second = encode_code(shake("second", 20))
    slot = vault.slots[0]
    material = decode_code(bytearray(second.encode()))
    keys = slot_keys(material, slot.salt, vault.vault_id, slot.meta)
    context = wrap_context(vault.vault_id, slot.meta)
    both = replace(slot, wrapped=encrypt(keys.wrap_key, vault.master, context))
    forged = replace(vault, slots=(both,))
    data = serialise(forged.image(content("main")))
    assert cheap_refusal(paths, data, second).fault is VaultFault.AUTH


def test_other_slot_types_are_named_and_not_tried(paths: VaultPaths, file: bytes):
    vault = cheap()
    other = replace(vault.slots[0], type=SlotType.OS_KEYRING)
    data = serialise(replace(vault, slots=(other,)).image(content()))
    error = cheap_refusal(paths, data, vault.code)
    assert error.fault is VaultFault.AUTH
    assert "OS keyring" in error.message
    assert "Unlock with one of those" in error.remedy


def test_the_entry_that_was_mutated_is_a_good_one(paths: VaultPaths):
    vault = cheap()
    put(paths, vault.with_payload(padded(ENTRY.replace(b"%s", CANARY.encode()))))
    (key,) = open_with_recovery_code(paths, bytearray(vault.code.encode())).content.keys
    assert (key.name, key.credential["secret"].reveal()) == ("n", CANARY)


def test_forge_makes_what_seal_makes(paths: VaultPaths):
    """The forger of these tests would open if its text were right: the refusals mean something."""
    vault = cheap()
    put(paths, vault.with_payload(padded(b'{"entries":[],"schema":1}')))
    assert open_with_recovery_code(paths, bytearray(vault.code.encode())).content.keys == ()
