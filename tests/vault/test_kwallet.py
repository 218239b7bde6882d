"""The OS keyring slot with a real KWallet: by the Secret Service that it offers, and by the
`keyring` package's own class for it."""

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

CIPHERS = Path("/usr/lib/x86_64-linux-gnu/qca-qt5/crypto/libqca-ossl.so")
"""Without it KWallet offers no Secret Service session."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in ("kwalletd5", "dbus-run-session", "dbus-send")),
        reason="kwalletd5 or dbus is not installed",
    ),
]

SETTINGS = """[Wallet]
Enabled=true
First Use=false
Default Wallet=kdewallet
Prompt on Open=false
"""
ASK = "dbus-send --session --print-reply --dest="
KWALLET = f"{ASK}org.kde.kwalletd5 /modules/kwalletd5 org.kde.KWallet."
STARTED = f"{KWALLET}wallets >/dev/null || exit 97; "
"""The bus starts it at the first question."""
HASH = ",".join(["7"] * 56)
OPENED = f"{KWALLET}pamOpen string:kdewallet array:byte:{HASH} int32:0 >/dev/null || exit 98; "
"""How a login opens the wallet without a question: its password's hash is all that PAM gives."""
OWNER = f"{ASK}org.freedesktop.DBus / org.freedesktop.DBus.GetConnectionUnixProcessID"
ENDED = f"kill $({OWNER} string:org.kde.kwalletd5 | sed -n 's,.*uint32 ,,p'); "
"""It would outlive its bus."""
GONE = f"while {ASK}org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner " + (
    "string:org.kde.kwalletd5 | grep -q true; do sleep 0.05; done; "
)
MADE = OPENED + ENDED + GONE
"""The Secret Service offers the wallets that were there when it was started."""


def in_kde(tmp_path: Path, first: str, program: str, *arguments: str) -> str:
    folder = tmp_path / "config"
    folder.mkdir(mode=0o700)
    (folder / "kwalletrc").write_text(SETTINGS)
    config = {"XDG_CONFIG_HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    return in_session(tmp_path, STARTED + first, program, *arguments, last=ENDED, **config)


@pytest.mark.skipif(not CIPHERS.exists(), reason="KWallet's ciphers are not installed")
def test_a_slot_is_enrolled_opens_and_is_withdrawn(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    assert in_kde(tmp_path, MADE + OPENED, ENROL_AND_OPEN, str(home)) == "done\n"


def test_a_closed_wallet_holds_nothing_up(tmp_path: Path):
    """Its dialogue appears on a screen that is not there."""
    assert in_kde(tmp_path, "", LOCKED_OUT).startswith("refused the OS keyring cannot be used: ")


def has_dbus() -> bool:
    """Whether this Python can load Debian's python-dbus."""
    program = f"import sys; sys.path.append({DEBIAN!r}); import dbus.mainloop.glib"
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, check=False)
    return done.returncode == 0


def test_the_class_for_kwallet_keeps_gives_back_and_forgets(tmp_path: Path):
    if not has_dbus():
        pytest.skip("python-dbus is not part of the program")
    told = in_kde(tmp_path, OPENED, ONE_CLASS_ALONE, DEBIAN, "kwallet")
    assert told.splitlines() == kept_and_forgotten("kwallet")
