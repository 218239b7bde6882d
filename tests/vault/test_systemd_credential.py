"""What systemd hands over: read as it makes it, refused otherwise; and a slot made with it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, UsageError, VaultError
from jungletui.vault import systemd_credential
from jungletui.vault.enrolment import add_systemd_credential
from jungletui.vault.opening import open_with
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.store import VaultPaths
from jungletui.vault.systemd_credential import (
    encrypt_credential,
    read_passphrase_credential,
    read_secret_credential,
)
from tests.vault.material import names
from tests.vault.opened_vaults import recovery, with_a_key

SECRET = bytes(range(32))


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "credentials"
    folder.mkdir(mode=0o500)
    return {"CREDENTIALS_DIRECTORY": str(folder)}


def credential(environ: dict[str, str], data: bytes, mode: int = 0o400) -> Path:
    folder = Path(environ["CREDENTIALS_DIRECTORY"])
    folder.chmod(0o700)
    file = folder / "jungletui.key"
    file.unlink(missing_ok=True)
    file.write_bytes(data)
    file.chmod(mode)
    folder.chmod(0o500)
    return file


def test_none_was_given(tmp_path: Path, given: dict[str, str]):
    for environ in ({}, given, {"CREDENTIALS_DIRECTORY": str(tmp_path / "absent")}):
        assert read_secret_credential(environ) is None
        assert read_passphrase_credential(environ) is None


def test_it_opens_the_vault(paths: VaultPaths, given: dict[str, str]):
    credential(given, SECRET)
    vault = with_a_key(paths)
    enrolled = add_systemd_credential(vault, given)
    assert enrolled.slot.type == "systemd credential"
    secret = read_secret_credential(given)
    assert secret == SECRET
    opened = open_with(paths, SlotSecret(SlotType.SYSTEMD_CREDENTIAL, secret))
    assert names(opened.content) == ["main"]
    with pytest.raises(VaultError, match="lost with this machine"):
        vault.remove_slot(vault.slots[0].slot_id, [SlotSecret(SlotType.SYSTEMD_CREDENTIAL, secret)])
    assert vault.remove_slot(enrolled.slot.slot_id, [recovery()]) == ()


@pytest.mark.parametrize("mode", [0o600, 0o440, 0o404, 0o000, 0o500])
def test_another_mode_is_not_systemds(given: dict[str, str], mode: int):
    file = credential(given, SECRET, mode)
    with pytest.raises(LockedError) as caught:
        read_secret_credential(given)
    assert str(file) in caught.value.message


@pytest.mark.parametrize("length", [0, 31, 33, 2000])
def test_another_length_is_no_secret(given: dict[str, str], length: int):
    credential(given, b"k" * length)
    with pytest.raises(LockedError, match="32 bytes"):
        read_secret_credential(given)


def test_links_pipes_and_folders(given: dict[str, str]):
    file = credential(given, SECRET)
    folder = file.parent
    folder.chmod(0o700)
    real = file.rename(folder / "real")
    makers = (lambda: file.symlink_to(real), lambda: os.mkfifo(file, 0o400), file.mkdir)
    for make in makers:
        make()
        with pytest.raises(LockedError) as caught:
            read_secret_credential(given)
        assert str(file) in caught.value.message
        file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink()


def test_a_relative_directory_and_one_that_is_none(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    for value in ("here", str(tmp_path / "file")):
        with pytest.raises(LockedError):
            read_secret_credential({"CREDENTIALS_DIRECTORY": value})


def test_without_a_credential_and_a_target_there_is_no_slot(
    paths: VaultPaths, given: dict[str, str]
):
    vault = with_a_key(paths)
    with pytest.raises(LockedError, match=r"given no credential jungletui\.key"):
        add_systemd_credential(vault, given)
    assert len(vault.slots) == 1


def works() -> bool:
    if shutil.which("systemd-creds") is None or os.geteuid() != 0:
        return False
    probe = ("systemd-creds", "encrypt", "--help")
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


needs_systemd = pytest.mark.skipif(
    not works(), reason="systemd-creds is not here, or we are not root"
)


@needs_systemd
def test_a_new_credential_is_encrypted_for_this_machine(
    paths: VaultPaths, tmp_path: Path, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    """With the real tool, and a host key that is thrown away."""
    monkeypatch.setenv("SYSTEMD_CREDENTIAL_SECRET", str(tmp_path / "host-key"))
    vault = with_a_key(paths)
    target = tmp_path / "jungletui.key.cred"
    enrolled = add_systemd_credential(vault, given, target)
    assert enrolled.notices == (f"in the unit: LoadCredentialEncrypted=jungletui.key:{target}",)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    # What systemd does at the start of the service:
    decrypt = ("systemd-creds", "decrypt", "--name=jungletui.key", str(target), "-")
    credential(given, subprocess.run(decrypt, capture_output=True, check=True).stdout)
    secret = read_secret_credential(given)
    assert secret is not None
    opened = open_with(paths, SlotSecret(SlotType.SYSTEMD_CREDENTIAL, secret))
    assert names(opened.content) == ["main"]
    with pytest.raises(UsageError, match="a file already"):
        add_systemd_credential(vault, given, target)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 3", "status 3"),
        ('[ "$1" = encrypt ] && touch "$4" && exit 0; echo other', "another secret"),
        ("sleep 60", "no answer"),
    ],
)
def test_a_tool_that_cannot(
    paths: VaultPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
):
    tool = tmp_path / "tool"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o700)
    monkeypatch.setattr(systemd_credential, "TOOL", str(tool))
    monkeypatch.setattr(systemd_credential, "TOOL_SECONDS", 0.2 if "sleep" in script else 30.0)
    vault = with_a_key(paths)
    target = tmp_path / "new.cred"
    with pytest.raises(LockedError, match=reason):
        add_systemd_credential(vault, {}, target)
    assert not target.exists()
    assert len(vault.slots) == 1


def test_no_tool_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(systemd_credential, "TOOL", "/nowhere/systemd-creds")
    with pytest.raises(LockedError, match="cannot be started"):
        encrypt_credential(bytearray(32), tmp_path / "new.cred")
