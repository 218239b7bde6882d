"""Key files: a slot of their own, and a passphrase that wants one as well."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, UsageError, VaultError
from jungletui.vault.enrolment import add_key_file, existing_or_new_key_file
from jungletui.vault.kdf import FLOOR
from jungletui.vault.key_file import read_key_file
from jungletui.vault.layout import parse
from jungletui.vault.opening import open_with
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.store import VaultPaths, create_vault, open_vault
from tests.vault.material import PASSPHRASE, adding, names
from tests.vault.opened_vaults import recovery, with_a_key


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    return folder / "key"


def both(key_file: bytes, words: bytes = PASSPHRASE) -> SlotSecret:
    return SlotSecret(SlotType.PASSPHRASE, bytearray(words), bytearray(key_file))


def test_a_new_key_file_is_random_private_and_opens(paths: VaultPaths, stick: Path):
    vault = with_a_key(paths)
    before = os.umask(0)
    try:
        assert add_key_file(vault, stick).slot.type == "key file"
    finally:
        os.umask(before)
    assert stick.stat().st_mode & 0o7777 == 0o600
    assert len(set(stick.read_bytes())) > 8
    vault.change(adding("second"))
    secret = SlotSecret(SlotType.KEY_FILE, read_key_file(stick))
    assert names(open_with(paths, secret).content) == ["main", "second"]
    other = SlotSecret(SlotType.KEY_FILE, bytearray(32))
    with pytest.raises(VaultError, match="E_AUTH"):
        open_with(paths, other)


def test_a_key_file_that_exists_is_used_and_not_changed(paths: VaultPaths, stick: Path):
    stick.write_bytes(bytes(range(32)))
    stick.chmod(0o400)
    vault = with_a_key(paths)
    add_key_file(vault, stick)
    assert stick.read_bytes() == bytes(range(32))
    assert open_with(paths, SlotSecret(SlotType.KEY_FILE, bytearray(range(32)))).generation == 2


def test_no_key_file_beside_the_vault(paths: VaultPaths):
    vault = with_a_key(paths)
    beside = paths.vault.with_name("key")
    with pytest.raises(UsageError, match="beside the vault"):
        add_key_file(vault, beside)
    assert not beside.exists()


@pytest.mark.parametrize("length", [0, 31, 33, 5000])
def test_a_file_of_another_length_is_no_key_file(stick: Path, length: int):
    stick.write_bytes(b"k" * length)
    stick.chmod(0o600)
    with pytest.raises(LockedError, match="32 bytes") as caught:
        read_key_file(stick)
    assert str(stick) in caught.value.message


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_touch(stick: Path, mode: int):
    stick.write_bytes(bytes(32))
    stick.chmod(mode)
    with pytest.raises(LockedError) as caught:
        read_key_file(stick)
    assert caught.value.remedy == f"chmod 600 {stick}"


def test_a_key_file_that_is_no_file(stick: Path):
    real = stick.with_name("real")
    real.write_bytes(bytes(32))
    real.chmod(0o600)
    link = stick.with_name("link")
    link.symlink_to(real)
    fifo = stick.with_name("fifo")
    os.mkfifo(fifo, 0o600)
    for file in (link, fifo, stick.parent, stick):
        with pytest.raises(LockedError) as caught:
            read_key_file(file)
        assert str(file) in caught.value.message


def test_nothing_is_overwritten_by_a_new_key_file(stick: Path):
    first = existing_or_new_key_file(stick)
    assert existing_or_new_key_file(stick) == first


@pytest.mark.usefixtures("quick_kdf")
def test_a_passphrase_that_wants_the_key_file_too(paths: VaultPaths, stick: Path):
    vault = with_a_key(paths)
    key = bytes(existing_or_new_key_file(stick))
    info = vault.add_slot(both(key), FLOOR)
    assert "key file is needed" in info.note
    assert parse(paths.vault.read_bytes()).header.slots[1].flags == 1
    assert names(open_with(paths, both(key)).content) == ["main"]
    with pytest.raises(VaultError, match="also wants a key file"):
        open_vault(paths, bytearray(PASSPHRASE))
    for wrong in (both(bytes(32)), both(key, b"not the passphrase")):
        with pytest.raises(VaultError, match="E_AUTH"):
            open_with(paths, wrong)


@pytest.mark.usefixtures("quick_kdf")
def test_a_key_file_at_hand_does_not_hinder_a_slot_without(paths: VaultPaths):
    create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    assert open_with(paths, both(bytes(32))).generation == 1


@pytest.mark.usefixtures("quick_kdf")
def test_both_survive_a_new_master_key(paths: VaultPaths, stick: Path):
    vault = with_a_key(paths)
    key = bytes(existing_or_new_key_file(stick))
    vault.add_slot(both(key), FLOOR)
    add_key_file(vault, stick)
    file_secret = SlotSecret(SlotType.KEY_FILE, bytearray(key))
    assert vault.remove_slot(vault.slots[0].slot_id, [both(key), file_secret]) == ()
    for secret in (both(key), file_secret):
        assert names(open_with(paths, secret).content) == ["main"]
    with pytest.raises(VaultError, match="E_AUTH"):
        open_with(paths, recovery())


@pytest.mark.usefixtures("quick_kdf")
def test_the_key_file_goes_into_the_prehash_as_the_format_says(paths: VaultPaths):
    import hashlib
    import hmac

    from jungletui.vault.slot_secrets import prehash_of

    vault = with_a_key(paths)
    expected = hmac.digest(
        b"cxv1/passphrase" + vault.vault_id + b"s" * 16 + hashlib.sha512(b"k" * 32).digest(),
        PASSPHRASE,
        "sha512",
    )
    assert prehash_of(both(b"k" * 32), vault.vault_id, b"s" * 16) == expected
