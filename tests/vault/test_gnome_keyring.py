"""The OS keyring slot with a real gnome-keyring on a real session bus."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vault.desktop_session import (
    DEBIAN,
    ENROL_AND_OPEN,
    LOCKED_OUT,
    ONE_CLASS_ALONE,
    in_session,
    kept_and_forgotten,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in ("gnome-keyring-daemon", "dbus-run-session")),
        reason="gnome-keyring or dbus is not installed",
    ),
]

UNLOCKED = "printf words | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null; "


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
    told = in_session(tmp_path, UNLOCKED, ONE_CLASS_ALONE, DEBIAN, "libsecret")
    assert told.splitlines() == kept_and_forgotten("libsecret")
