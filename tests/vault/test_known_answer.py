"""The published vector of the format, bit for bit, and what a person does with such a file."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import kdf, keyschedule
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.layout import parse, serialise
from jungletui.vault.memory import LockedKey
from jungletui.vault.passphrases import normalised
from jungletui.vault.primitives import encrypt
from jungletui.vault.sealing import Basis, seal
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.slots import wrapped_slot
from jungletui.vault.store import VaultPaths, open_vault
from tests.vault.material import adding, names, put, shake

NFC = "corréct horse"
COSTS = KdfParameters(65536, 3, 1)
VAULT_ID, MASTER = shake("cxv1 vault", 16), shake("cxv1 mk", 32)


def blank(kind: SlotType, number: int, costs: KdfParameters) -> Slot:
    return Slot(
        kind,
        0,
        costs.lanes,
        costs.memory_kib,
        costs.iterations,
        shake(f"cxv1 slot{number}", 16),
        shake(f"cxv1 salt{number}", 32),
        bytes(64),
        b"",
        b"",
    )


@pytest.fixture(scope="module")
def passphrase_slot() -> Slot:
    secret = SlotSecret(SlotType.PASSPHRASE, bytearray(NFC.encode()))
    slot = blank(SlotType.PASSPHRASE, 1, COSTS)
    return wrapped_slot(slot, secret, LockedKey.holding(MASTER), VAULT_ID)


@pytest.fixture(scope="module")
def keyring_slot() -> Slot:
    slot = blank(SlotType.OS_KEYRING, 2, KdfParameters(0, 0, 0))
    keys = keyschedule.slot_keys(shake("cxv1 keyring", 32), slot.salt, VAULT_ID, slot.meta)
    context = keyschedule.wrap_context(VAULT_ID, slot.meta)
    return replace(slot, wrapped=encrypt(keys.wrap_key, MASTER, context), commit=keys.commit)


@pytest.fixture(scope="module")
def file(passphrase_slot: Slot, keyring_slot: Slot) -> bytes:
    basis = Basis(VAULT_ID, 1, bytes(32), 1, (passphrase_slot, keyring_slot))
    return serialise(seal(MASTER, basis, b'{"entries":[],"schema":1}', shake("cxv1 rnd", 32)))


def test_the_inputs_are_those_of_the_vector():
    assert VAULT_ID.hex() == "44255f209eb4d0c6a24a2ae58039c2d5"
    assert MASTER.hex() == "eae540b24a21a006ff4cfcbbfb9236feeb860d029c82f26a1414ebeb26cfa97b"


def test_a_passphrase_becomes_the_wrap_key_of_the_vector(passphrase_slot: Slot):
    text = normalised(bytearray(NFC.encode()))
    assert text.hex() == "636f7272c3a9637420686f727365"
    prehash = keyschedule.passphrase_prehash(text, VAULT_ID, passphrase_slot.slot_id)
    assert prehash.hex() == (
        "b5b43f0d2ec721a5afd25412b796a59205e1591cb1ea92014074bd91dda0c6d5"
        "d824ef82abaac236a1c7db757eca434f3e4c857f38df885dc8a54f0cd73983bd"
    )
    derived = kdf.derive(prehash, passphrase_slot.salt, COSTS)
    assert derived.hex() == "f9f002cb5e0f846003242a053941d06bc1b88e8ea0ecf4d0bcce61e3d8910751"
    keys = keyschedule.slot_keys(derived, passphrase_slot.salt, VAULT_ID, passphrase_slot.meta)
    assert keys.wrap_key.hex() == "3f2738d36081f0546c526ff1f6c87ef5a857d66bd2c1ec33489a824434ffb593"


def test_the_slots_are_those_of_the_vector(passphrase_slot: Slot, keyring_slot: Slot):
    assert passphrase_slot.commit.hex() == (
        "b2c2db562236b49464dcebe82fdb61c365b08a8f78407dbb306bbf207aadf9b9"
    )
    assert passphrase_slot.wrapped.hex() == (
        "fc072eef94ffb24a09a5e32c3fdfe279934acd87f12bf9bb1f3180443d979f84937d05bcd47108376bd7104cc41a2081"
    )
    assert keyring_slot.commit.hex() == (
        "81f5b86125635d73973f0cbd51c10a567e200cdf1882ba93867504ad4448e53b"
    )


def test_the_file_is_that_of_the_vector(file: bytes):
    image = parse(file)
    assert image.header.mk_commit.hex() == (
        "478dc0b412a7ebb5a4f0805c03b4b66f9859cc25cfd7ffc5d1613d9562b234b4"
    )
    assert image.header.save_salt.hex() == (
        "700c113e1aa95f48b8d76f6683447cf01b51dcc4dfc0939b1ecce8e02ba69731"
    )
    assert image.file_mac.hex() == (
        "19d3625d8bbb451b9d66a176a1c33b0e012b400e8ecbf1ef687809b5d907ba60"
    )
    assert len(file) == 18480
    assert hashlib.sha256(file).hexdigest() == (
        "2392f14b1f3f9d7e4b1ed75ac682858e910479f457bdbb2b17364fcf929db42a"
    )


def test_either_spelling_opens_the_vector_and_a_save_keeps_the_foreign_slot(
    paths: VaultPaths, file: bytes, keyring_slot: Slot
):
    put(paths, file)
    decomposed = bytearray(unicodedata.normalize("NFD", NFC).encode())
    assert decomposed != NFC.encode()
    vault = open_vault(paths, decomposed)
    assert vault.content.keys == ()
    first_key = vault.content.fingerprint_key
    vault.change(adding("main"))
    saved = parse(paths.vault.read_bytes())
    assert saved.header.slots[1] == keyring_slot
    again = open_vault(paths, bytearray(NFC.encode()))
    assert (names(again.content), again.generation) == (["main"], 2)
    assert again.content.fingerprint_key == first_key


def test_a_wrong_passphrase_is_told_in_plain_words(paths: VaultPaths, file: bytes):
    put(paths, file)
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(b"correct horse"))
    assert caught.value.fault is VaultFault.AUTH
    assert caught.value.message.startswith("E_AUTH: ")
    assert str(paths.vault) in caught.value.message
    assert "Caps Lock" in caught.value.remedy
    assert caught.value.exit_code == 3
