"""The rows of docs/vault-format.md section 9 that no file can hold: file systems, races,
passphrases, records.

Each place is built around the kit's plain vault; its name says what is wrong with it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from jungletui.domain.failures import VaultFault
from jungletui.vault.sources import PassphraseSources, read_passphrase
from jungletui.vault.store import OpenVault
from tests.testkit.bases import WORDS
from tests.testkit.kitfile import load
from tests.testkit.scene import LOCKED, OPENS, Scene
from tests.vault.material import put

FS, FORMAT = VaultFault.FS.value, VaultFault.FORMAT.value
STRANGER = 65534

Check = Callable[[OpenVault], None]
Build = Callable[[Scene], Check | None]


@dataclass(frozen=True)
class Place:
    """`build` makes it; `says` is in the message, the remedy or a notice."""

    row: int
    name: str
    expect: str
    says: str
    build: Build

    @property
    def title(self) -> str:
        return f"{self.row} {self.name}"


PLACES: list[Place] = []


def place(row: int, name: str, expect: str, says: str = "") -> Callable[[Build], Build]:
    def add(build: Build) -> Build:
        PLACES.append(Place(row, name, expect, says, build))
        return build

    return add


@place(38, "no record of this host", OPENS, "first seen on this host: generation 1, saved at 20")
def unseen(scene: Scene) -> None:
    scene.lay_down("newer")
    scene.open()
    scene.paths.seen.unlink()
    scene.lay_down("plain")


def edited(name: str, edit: Callable[[str], str]) -> None:
    @place(39, f"record edited: {name}", OPENS, "record of the last seen generation")
    def build(scene: Scene) -> None:
        scene.lay_down("newer")
        scene.secrets_of(load("plain_code"))
        scene.open()
        text = scene.paths.seen.read_text()
        scene.paths.seen.write_text(edit(text), errors="surrogateescape")
        assert edit(text) != text
        scene.lay_down("plain_code")


edited("generation", lambda text: text.replace("generation = 2", "generation = 1"))
edited("file_mac", lambda text: text.replace('file_mac = "', 'file_mac = "00')[:-2])
edited("MAC", lambda text: text.replace('\nmac = "', '\nmac = "0000'))
edited("no TOML", lambda text: "}{")
edited("no UTF-8", lambda text: text + "\udcff")
edited("empty tables", lambda text: "vaults = []\n")
edited("lists 20,000 deep", lambda text: "vaults = " + "[" * 20_000)
edited("tables 20,000 deep", lambda text: "vaults = " + "{a=" * 20_000)
edited("a number of 5,000 digits", lambda text: "vaults = " + "9" * 5_000)
edited("names 2,000 deep", lambda text: "vaults" + ".a" * 2_000 + " = 1")
edited("lists of lines, 20,000 deep", lambda text: text + "x = [\n" + "[\n" * 20_000)


@place(40, "symbolic link to a file of our own", FS, "ELOOP")
def own_link(scene: Scene) -> None:
    scene.lay_down("plain")
    real = scene.paths.vault.rename(scene.paths.vault.with_name("real.cxv"))
    scene.paths.vault.symlink_to(real)


@place(40, "symbolic link to /dev/zero", FS, "ELOOP")
def link_to_zeros(scene: Scene) -> None:
    scene.lay_down("plain")
    scene.paths.vault.unlink()
    scene.paths.vault.symlink_to("/dev/zero")


@place(40, "symbolic link to itself", FS, "ELOOP")
def link_to_itself(scene: Scene) -> None:
    scene.lay_down("plain")
    scene.paths.vault.unlink()
    scene.paths.vault.symlink_to(scene.paths.vault)


@place(41, "named pipe", FS)
def pipe(scene: Scene) -> None:
    scene.passphrase = WORDS.encode()
    os.mkfifo(scene.paths.vault, 0o600)


@place(41, "socket", FS)
def listening(scene: Scene) -> None:
    scene.passphrase = WORDS.encode()
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(scene.paths.vault.parent)
        listener.bind(scene.paths.vault.name)
        os.chdir(here)


@place(41, "directory", FS)
def directory(scene: Scene) -> None:
    scene.passphrase = WORDS.encode()
    scene.paths.vault.mkdir(mode=0o700)


@place(41, "device", FS)
def device(scene: Scene) -> None:
    scene.passphrase = WORDS.encode()
    try:
        os.mknod(scene.paths.vault, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this user may not make device files")


@place(42, "sparse tebibyte", FORMAT)
def sparse(scene: Scene) -> None:
    scene.lay_down("plain")
    os.truncate(scene.paths.vault, 1 << 40)
    scene.monkeypatch.setattr(os, "read", lambda *_: pytest.fail("it was read"))


def with_mode(row: int, mode: int, *, of_directory: bool) -> None:
    what = "directory" if of_directory else "file"
    remedy = "chmod 700 " if of_directory else "chmod 600 "

    @place(row, f"{what} with mode {mode:04o}", FS, remedy)
    def build(scene: Scene) -> None:
        scene.lay_down("plain")
        (scene.paths.vault.parent if of_directory else scene.paths.vault).chmod(mode)


for file_mode in (0o644, 0o640, 0o620, 0o602, 0o601):
    with_mode(43, file_mode, of_directory=False)
for directory_mode in (0o777, 0o770, 0o702, 0o1777):
    with_mode(44, directory_mode, of_directory=True)


def belonging_to_a_stranger(scene: Scene, path: Path) -> None:
    """For root it is given away for real; for anybody else, it is we who become the stranger."""
    if os.geteuid() == 0:
        os.chown(path, STRANGER, STRANGER)
        return
    mine = os.geteuid()
    scene.monkeypatch.setattr(os, "geteuid", lambda: mine + 1)


@place(43, "file of somebody else", FS, "chown ")
def foreign_file(scene: Scene) -> None:
    scene.lay_down("plain")
    belonging_to_a_stranger(scene, scene.paths.vault)


@place(44, "directory of somebody else", FS, "chown ")
def foreign_directory(scene: Scene) -> None:
    scene.lay_down("plain")
    belonging_to_a_stranger(scene, scene.paths.vault.parent)


def racing(scene: Scene, change: Callable[[], None]) -> None:
    """`change` happens behind the size and before the first byte of the vault is read."""
    read = os.read
    vault = scene.paths.vault.stat().st_ino

    def late(fd: int, most: int) -> bytes:
        if os.fstat(fd).st_ino == vault:
            scene.monkeypatch.setattr(os, "read", read)
            change()
        return read(fd, most)

    scene.monkeypatch.setattr(os, "read", late)


@place(45, "grown while it is read", FORMAT, "changed its length")
def grown(scene: Scene) -> None:
    length = len(scene.lay_down("plain"))
    racing(scene, lambda: os.truncate(scene.paths.vault, length + 16384))


@place(45, "cut while it is read", FORMAT, "changed its length")
def cut(scene: Scene) -> None:
    length = len(scene.lay_down("plain"))
    racing(scene, lambda: os.truncate(scene.paths.vault, length - 1))


@place(45, "written over while it is read", FORMAT)
def overwritten(scene: Scene) -> None:
    length = len(scene.lay_down("plain"))
    racing(scene, lambda: scene.paths.vault.write_bytes(bytes(length)) and None)


@place(45, "renamed over while it is read: the old one is read whole", OPENS)
def renamed_over(scene: Scene) -> Check:
    scene.lay_down("plain")
    other = replace(scene.paths, vault=scene.paths.vault.with_name("other.cxv"))
    put(other, load("stranger").vault())
    racing(scene, lambda: other.vault.replace(scene.paths.vault))

    def check(vault: OpenVault) -> None:
        assert [key.name for key in vault.content.keys] == ["main"]

    return check


def typed(name: str, expect: str, words: bytes) -> None:
    @place(48, f"typed: {name}", expect)
    def build(scene: Scene) -> None:
        scene.lay_down("plain")
        scene.passphrase = words


def from_descriptor(name: str, expect: str, words: bytes) -> None:
    @place(48, f"on a descriptor: {name}", expect)
    def build(scene: Scene) -> None:
        scene.lay_down("plain")
        source = scene.paths.vault.parent.with_name("words")
        source.write_bytes(words)
        opening = scene.open

        def reading() -> OpenVault:
            sources = PassphraseSources(os.open(source, os.O_RDONLY), None, None, {}, False)
            scene.passphrase = bytes(read_passphrase(sources, ""))
            return opening()

        scene.passphrase = words
        scene.monkeypatch.setattr(scene, "open", reading)


MEBIBYTE = b"anorak quill tapir" * 58255
for enter in (typed, from_descriptor):
    enter("empty", LOCKED, b"")
    enter("NUL", LOCKED, WORDS.encode() + b"\0")
    enter("a mebibyte", LOCKED, MEBIBYTE)
    enter("no UTF-8", LOCKED, WORDS.encode("latin-1"))
    enter("NFC", OPENS, WORDS.encode())
    enter("NFD", OPENS, WORDS.replace("é", "e\u0301").encode())
    enter("another one", VaultFault.AUTH.value, b"tapir anorak quill")
typed("CRLF behind it", LOCKED, WORDS.encode() + b"\r\n")
from_descriptor("one LF behind it", OPENS, WORDS.encode() + b"\n")
from_descriptor("one CRLF behind it", OPENS, WORDS.encode() + b"\r\n")
from_descriptor("two LF behind it", LOCKED, WORDS.encode() + b"\n\n")
from_descriptor("two CRLF behind it", LOCKED, WORDS.encode() + b"\r\n\r\n")
from_descriptor("a space behind it", VaultFault.AUTH.value, WORDS.encode() + b" \n")


def saves_again(vault: OpenVault) -> None:
    vault.change(lambda now: replace(now, keys=()))
    assert vault.generation == 2


@place(50, "stale temporary file", OPENS)
def stale_temporary(scene: Scene) -> Check:
    scene.lay_down("plain_code")
    stale = scene.paths.vault.with_name(".vault.cxv.0123456789abcdef.tmp")
    stale.write_bytes(b"half of a save")
    os.utime(stale, (time.time() - 7200,) * 2)

    def check(vault: OpenVault) -> None:
        saves_again(vault)
        assert not stale.exists()

    return check


@place(50, "stale lock file", OPENS)
def stale_lock(scene: Scene) -> Check:
    scene.lay_down("plain_code")
    lock = scene.paths.vault.with_name("vault.cxv.lock")
    lock.write_text("4711")
    lock.chmod(0o600)
    return saves_again


@place(50, "lock of a process that was killed", OPENS)
def dead_lock(scene: Scene) -> Check:
    scene.lay_down("plain_code")
    lock = scene.paths.vault.with_name("vault.cxv.lock")
    lock.touch(0o600)
    lock.chmod(0o600)
    program = (
        "import fcntl, sys, time; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX);"
        "print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(lock)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with lock.open() as mine, pytest.raises(BlockingIOError):
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        holder.send_signal(signal.SIGKILL)
    return saves_again
