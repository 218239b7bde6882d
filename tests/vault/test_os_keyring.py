"""The OS keyring slot with keyrings that forget, lie, hang or are hostile; and with none."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, VaultError
from jungletui.vault import keyring_child, os_keyring
from jungletui.vault.enrolment import add_os_keyring, withdraw
from jungletui.vault.opening import open_with
from jungletui.vault.os_keyring import BUS, fetch, forget, probe, store
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.store import VaultPaths
from tests.vault.material import names
from tests.vault.opened_vaults import recovery, with_a_key

NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
"""The address of a bus that is not there: enough to start the child."""

VAULT, SLOT = b"v" * 16, b"s" * 16
SECRET = bytes(range(32))

KEEPING = """
import json, os, pathlib, sys, time
file = pathlib.Path(os.environ["HOME"]) / "kept.json"
kept = json.loads(file.read_text()) if file.exists() else {}
action, *names = sys.argv[1:]
if action == "set":
    kept[names[0]] = CHANGE(sys.stdin.read(64))
if action == "delete":
    del kept[names[0]]
file.write_text(json.dumps(kept))
have = [f"have {name} {kept[name]}" for name in names if kept.get(name)]
print("failed absent" if action == "get" and not have else "\\n".join(["backend Fake", *have]))
"""


def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> dict[str, str]:
    """Stand in for the child process; the answer is the environment it is to get."""
    file = tmp_path / "child.py"
    file.write_text(text)
    monkeypatch.setattr(os_keyring, "COMMAND", (sys.executable, "-I", str(file)))
    return {"HOME": str(tmp_path), **NO_BUS}


@pytest.fixture
def keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    return script(tmp_path, monkeypatch, KEEPING.replace("CHANGE", ""))


def test_what_is_stored_comes_back(keeping: dict[str, str]):
    assert store(VAULT, SLOT, bytearray(SECRET), keeping) == "Fake"
    other = b"t" * 16
    store(VAULT, other, bytearray(32), keeping)
    assert fetch(VAULT, [b"u" * 16, SLOT], keeping) == (SECRET,)
    assert set(map(bytes, fetch(VAULT, [other, SLOT], keeping))) == {SECRET, bytes(32)}
    assert forget(VAULT, SLOT, keeping)
    with pytest.raises(LockedError, match="no secret of this vault"):
        fetch(VAULT, [SLOT], keeping)


def test_a_slot_of_the_keyring(paths: VaultPaths, keeping: dict[str, str]):
    vault = with_a_key(paths)
    code = vault.add_recovery_code()
    enrolled = add_os_keyring(vault, keeping)
    assert enrolled.slot.type == "OS keyring"
    assert "Fake" in enrolled.notices[0]
    ids = [bytes.fromhex(enrolled.slot.slot_id)]
    (secret,) = fetch(vault.vault_id, ids, keeping)
    slot_secret = SlotSecret(SlotType.OS_KEYRING, secret)
    assert names(open_with(paths, slot_secret).content) == ["main"]
    # The secret stays good when the master key is renewed: nothing needs to be stored again.
    assert vault.remove_slot(vault.slots[0].slot_id, [recovery(code), slot_secret]) == ()
    assert names(open_with(paths, slot_secret).content) == ["main"]
    assert withdraw(vault, enrolled.slot.slot_id, [recovery(code)], keeping).lost == ()
    with pytest.raises(LockedError, match="no secret"):
        fetch(vault.vault_id, ids, keeping)
    with pytest.raises(VaultError, match="E_AUTH"):
        open_with(paths, slot_secret)


def test_it_is_never_the_only_slot(paths: VaultPaths, keeping: dict[str, str]):
    vault = with_a_key(paths)
    enrolled = add_os_keyring(vault, keeping)
    (secret,) = fetch(vault.vault_id, [bytes.fromhex(enrolled.slot.slot_id)], keeping)
    before = paths.vault.read_bytes()
    with pytest.raises(VaultError, match="lost with this machine"):
        vault.remove_slot(vault.slots[0].slot_id, [SlotSecret(SlotType.OS_KEYRING, secret)])
    assert paths.vault.read_bytes() == before


def test_a_save_that_fails_leaves_no_secret_behind(
    paths: VaultPaths, keeping: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    vault = with_a_key(paths)
    paths.vault.parent.chmod(0o777)
    with pytest.raises(VaultError, match="E_FS"):
        add_os_keyring(vault, keeping)
    assert json.loads((tmp_path / "kept.json").read_text()) == {}


def test_a_slot_that_is_saved_but_perhaps_not_durable_keeps_its_secret(
    paths: VaultPaths, keeping: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    vault = with_a_key(paths)
    fsync = os.fsync

    def failing(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EIO, "no")
        fsync(fd)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(VaultError, match="E_DURABILITY"):
            add_os_keyring(vault, keeping)
    (secret,) = fetch(vault.vault_id, [bytes.fromhex(vault.slots[1].slot_id)], keeping)
    assert open_with(paths, SlotSecret(SlotType.OS_KEYRING, secret)).generation == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (KEEPING.replace("CHANGE(sys.stdin.read(64))", "''"), "not what was stored"),
        (KEEPING.replace("CHANGE(sys.stdin.read(64))", "'00' * 32"), "not what was stored"),
        (KEEPING.replace("CHANGE(sys.stdin.read(64))", "'zz' * 32"), "not what was stored"),
        ("print('failed KeyringLocked')", "locked"),
        ("print('failed none')", "no keyring of a desktop"),
        ("raise SystemExit('secret')", "its process ended"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "its process ended"),
        ("print('failed ' + 'x' * 100000)", "cannot be used"),
    ],
)
def test_a_keyring_that_does_not_keep_it(
    paths: VaultPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
):
    environ = script(tmp_path, monkeypatch, text)
    vault = with_a_key(paths)
    before = paths.vault.read_bytes()
    with pytest.raises(LockedError, match=reason) as caught:
        add_os_keyring(vault, environ)
    assert caught.value.remedy
    assert paths.vault.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["import time; time.sleep(600)", "import os, time; os.close(0); time.sleep(600)"]
)
def test_a_keyring_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setattr(os_keyring, "SECONDS", 0.2)
    environ = script(tmp_path, monkeypatch, text)
    with pytest.raises(LockedError, match="no answer within"):
        store(VAULT, SLOT, bytearray(SECRET), environ)
    with pytest.raises(LockedError, match="no answer within"):
        fetch(VAULT, [SLOT], environ)
    assert not forget(VAULT, SLOT, environ)


def test_only_what_finds_the_keyring_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeping: dict[str, str]
):
    environ = script(
        tmp_path,
        monkeypatch,
        "import json, os, sys; json.dump([sys.argv, dict(os.environ)], "
        "open(os.environ['HOME'] + '/seen.json', 'w')); print('failed none')",
    )
    environ |= {
        "JUNGLETUI_PASSPHRASE": "words",
        "PYTHON_KEYRING_BACKEND": "evil.Keyring",
        "KEYRING_PROPERTY_PREFERRED_COLLECTION": "/evil",
        "PYTHONPATH": "/evil",
        "LD_PRELOAD": "",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
    }
    with pytest.raises(LockedError):
        store(VAULT, SLOT, bytearray(SECRET), environ)
    arguments, seen = json.loads((tmp_path / "seen.json").read_text())
    assert {name for name in seen if name != "LC_CTYPE"} == {"HOME", "DBUS_SESSION_BUS_ADDRESS"}
    assert SECRET.hex() not in " ".join(arguments)


def test_without_a_bus_no_process_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mark = tmp_path / "started"
    script(tmp_path, monkeypatch, f"open({str(mark)!r}, 'w').close(); print('failed none')")
    for environ in ({}, {"XDG_RUNTIME_DIR": ""}, {"XDG_RUNTIME_DIR": str(tmp_path)}):
        with pytest.raises(LockedError, match="no keyring of a desktop"):
            probe(environ)
    assert not mark.exists()
    with pytest.raises(LockedError):
        probe(NO_BUS)
    assert mark.exists()


def test_the_bus_of_the_runtime_directory_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    environ = {"XDG_RUNTIME_DIR": str(tmp_path)}
    script(tmp_path, monkeypatch, "import os; print('backend', os.environ[" + repr(BUS) + "])")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "bus"))
        assert probe(environ) == f"unix:path={tmp_path / 'bus'}"


# From here on with the real child process and the real keyring package.


def test_no_bus_no_keyring(tmp_path: Path):
    for environ in (
        {"HOME": str(tmp_path), **NO_BUS},
        {"HOME": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"},
        {"HOME": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": "nonsense"},
    ):
        with pytest.raises(LockedError, match="no keyring of a desktop"):
            probe(environ)
        with pytest.raises(LockedError, match="no keyring of a desktop"):
            store(VAULT, SLOT, bytearray(SECRET), environ)


EVIL = """
import os, pathlib
from keyring.backend import KeyringBackend

mark = pathlib.Path({mark!r})
mark.write_text("imported")


class Keyring(KeyringBackend):
    priority = 99

    def get_password(self, service, username):
        mark.write_text("asked")

    def set_password(self, service, username, password):
        mark.write_text(password)
"""


@pytest.fixture
def evil(tmp_path: Path) -> tuple[Path, dict[str, str], Path]:
    """Another backend, installed with its entry point, named by a file and by a variable."""
    place, mark = tmp_path / "site", tmp_path / "mark"
    about = place / "evil-1.dist-info"
    about.mkdir(parents=True)
    (place / "evil_backend.py").write_text(EVIL.format(mark=str(mark)))
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[keyring.backends]\nevil = evil_backend\n")
    config = tmp_path / "home" / ".config" / "python_keyring"
    config.mkdir(parents=True)
    (config / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=evil_backend.Keyring\nkeyring-path={place}\n"
    )
    environ = {
        "HOME": str(tmp_path / "home"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(place),
        "PYTHON_KEYRING_BACKEND": "evil_backend.Keyring",
        "KEYRING_PROPERTY_SCHEME": "evil",
        **NO_BUS,
    }
    return place, environ, mark


@pytest.mark.parametrize("without", [(), ("PYTHON_KEYRING_BACKEND",), ("HOME",)])
def test_the_trap_is_armed(evil: tuple[Path, dict[str, str], Path], without: tuple[str, ...]):
    """What the keyring package itself would choose here: each of the three ways is enough."""
    _, environ, mark = evil
    program = "import keyring; keyring.set_password('s', 'u', 'the secret')"
    chosen = {name: value for name, value in environ.items() if name not in without}
    subprocess.run((sys.executable, "-c", program), env=chosen, check=True)
    assert mark.read_text() == "the secret"


def test_another_backend_is_never_chosen(evil: tuple[Path, dict[str, str], Path]):
    _, environ, mark = evil
    with pytest.raises(LockedError, match="no keyring of a desktop"):
        store(VAULT, SLOT, bytearray(SECRET), environ)
    with pytest.raises(LockedError, match="no keyring of a desktop"):
        fetch(VAULT, [SLOT], environ)
    assert not mark.exists()


def test_it_is_not_chosen_even_where_it_can_be_imported(
    evil: tuple[Path, dict[str, str], Path],
):
    """Installed into our own environment, so to say: without Python's isolated mode."""
    _, environ, mark = evil
    program = textwrap.dedent(
        """
        import sys
        import evil_backend
        from jungletui.vault import keyring_child
        sys.exit(keyring_child.main(sys.argv[1:]))
        """
    )
    mark.unlink(missing_ok=True)
    name = os_keyring.entry_name(VAULT, SLOT)
    for action in ("set", "get", "probe"):
        done = subprocess.run(
            (sys.executable, "-c", program, action, name),
            env=environ,
            input=SECRET.hex().encode(),
            capture_output=True,
            check=True,
        )
        assert done.stdout == b"failed none\n"
    assert mark.read_text() == "imported"


def test_nothing_is_imported_from_the_folder_that_we_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mark = tmp_path / "mark"
    for name in ("keyring", "secretstorage"):
        (tmp_path / f"{name}.py").write_text(f"open({str(mark)!r}, 'w').close()")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LockedError, match="no keyring of a desktop"):
        probe({"HOME": str(tmp_path), **NO_BUS})
    assert not mark.exists()


def test_the_known_backends_are_exactly_these():
    """A change of the keyring package must be looked at: names, and what they derive from."""
    import importlib

    from keyring.backend import KeyringBackend

    for module, name in keyring_child.BACKENDS:
        kind = getattr(importlib.import_module(module), name)
        assert issubclass(kind, KeyringBackend)
        assert kind.__module__ == module
    assert len(keyring_child.BACKENDS) == 3


def test_the_service_process_itself_loads_no_keyring(tmp_path: Path):
    program = (
        "import sys; from jungletui.vault import unlocking_order, enrolment, os_keyring\n"
        "try: os_keyring.probe({'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nowhere'})\n"
        "except Exception: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run(
        (sys.executable, "-c", program), capture_output=True, text=True, check=True
    ).stdout
    for name in ("keyring", "secretstorage", "jeepney", "gi", "dbus"):
        assert f"'{name}'" not in loaded
