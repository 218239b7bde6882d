"""The OS keyring slot with a real gnome-keyring on a real session bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in ("gnome-keyring-daemon", "dbus-run-session")),
        reason="gnome-keyring or dbus is not installed",
    ),
]

UNLOCKED = "printf words | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null; "

ENROL_AND_OPEN = """
import os, sys
from pathlib import Path
from dataclasses import replace
from jungletui.vault.enrolment import add_os_keyring, withdraw
from jungletui.vault.os_keyring import fetch, probe
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.unlocking_order import open_by_any
from tests.vault.material import paths_under, names
from tests.vault.opened_vaults import recovery, with_a_key

paths = paths_under(Path(sys.argv[1]))
vault = with_a_key(paths)
assert probe() == "SecretService"
enrolled = add_os_keyring(vault)
assert "SecretService" in enrolled.notices[0], enrolled
sources = PassphraseSources(None, None, None, os.environ, False)
again = open_by_any(paths, sources)
assert names(again.content) == ["main"]
assert again.notices == ("opened with the OS keyring",), again.notices
withdraw(again, enrolled.slot.slot_id, [recovery()])
try:
    fetch(vault.vault_id, [bytes.fromhex(enrolled.slot.slot_id)])
except Exception as error:
    assert "no secret of this vault" in error.message, error
else:
    raise SystemExit("the keyring still has it")
print("done")
"""

LOCKED_OUT = """
import time
from jungletui.domain.failures import LockedError
from jungletui.vault import os_keyring
os_keyring.SECONDS = 2.0
try:
    os_keyring.store(b"v" * 16, b"s" * 16, bytearray(32))
except LockedError as error:
    print("refused", error.message)
"""


LIBSECRET_ALONE = """
import io, sys
sys.path.append(sys.argv[1])
from jungletui.vault import keyring_child
keyring_child.BACKENDS = tuple(b for b in keyring_child.BACKENDS if "libsecret" in b[0])
assert len(keyring_child.BACKENDS) == 1
sys.stdin = io.StringIO("5" * 64)
for action in ("probe", "set", "get", "delete", "get"):
    print(action, flush=True)
    assert keyring_child.main([action, "vault/slot"]) == 0
"""
DEBIAN = "/usr/lib/python3/dist-packages"
"""Where Debian's PyGObject is; the `libsecret` class of `keyring` needs it."""


def in_session(tmp_path: Path, first: str, program: str, *arguments: str) -> str:
    """Run a program on a session bus of its own, with homes that are thrown away."""
    environ = {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    tmp_path.chmod(0o700)
    command = f'{first} exec "$@"'
    python = (sys.executable, "-c", program)
    done = subprocess.run(
        ("dbus-run-session", "--", "sh", "-c", command, "sh", *python, *arguments),
        env=environ,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_slot_is_enrolled_opens_and_is_withdrawn(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    assert in_session(tmp_path, UNLOCKED, ENROL_AND_OPEN, str(home)) == "done\n"


def test_a_locked_keyring_holds_nothing_up(tmp_path: Path):
    """Its prompt appears on a screen that is not there."""
    assert in_session(tmp_path, LOCKED, LOCKED_OUT).startswith("refused the OS keyring cannot")


def test_a_bus_without_a_keyring(tmp_path: Path):
    """A bus that can start no services: nothing answers, and nothing is waited for."""
    program = "import os\nos.environ['XDG_DATA_DIRS'] = '/nowhere'\n" + LOCKED_OUT
    assert in_session(tmp_path, "", program).startswith("refused the OS keyring cannot")


def has_libsecret() -> bool:
    """Whether this Python can load Debian's PyGObject, and with it libsecret."""
    program = f"import sys; sys.path.append({DEBIAN!r}); import keyring.backends.libsecret as l"
    check = f"{program}; l.Keyring.priority"
    done = subprocess.run((sys.executable, "-c", check), capture_output=True, check=False)
    return b"ModuleNotFoundError" not in done.stderr and b"ImportError" not in done.stderr


def test_the_libsecret_class_keeps_gives_back_and_forgets(tmp_path: Path):
    if not has_libsecret():
        pytest.skip("PyGObject is not part of the program")
    told = in_session(tmp_path, UNLOCKED, LIBSECRET_ALONE, DEBIAN).split("\n")
    have = f"have vault/slot {'5' * 64}"
    kept = ["backend libsecret", have]
    assert told[:-1] == [
        *("probe", "backend libsecret"),
        *("set", *kept),
        *("get", *kept),
        *("delete", "backend libsecret"),
        *("get", "failed absent"),
    ]
