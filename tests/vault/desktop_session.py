"""A session bus of its own, with homes that are thrown away, for a real desktop's keyring."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DEBIAN = "/usr/lib/python3/dist-packages"
"""Where Debian's bindings are that some classes of `keyring` need (PyGObject, python-dbus)."""

ENROL_AND_OPEN = """
import os, sys
from pathlib import Path
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
"""A slot is added, opens the vault without a person, and is removed with its secret."""

LOCKED_OUT = """
from jungletui.domain.failures import LockedError
from jungletui.vault import os_keyring
os_keyring.SECONDS = 2.0
try:
    os_keyring.store(b"v" * 16, b"s" * 16, bytearray(32))
except LockedError as error:
    print("refused", error.message)
"""

ONE_CLASS_ALONE = """
import io, sys
sys.path.append(sys.argv[1])
from jungletui.vault import keyring_child
keyring_child.BACKENDS = tuple(b for b in keyring_child.BACKENDS if sys.argv[2] in b[0])
assert len(keyring_child.BACKENDS) == 1
sys.stdin = io.StringIO("5" * 64)
for action in ("probe", "set", "get", "delete", "get"):
    print(action, flush=True)
    assert keyring_child.main([action, "vault/slot"]) == 0
"""
"""What the child does with one backend class; the arguments are `DEBIAN` and the class's module."""


def in_session(
    tmp_path: Path, first: str, program: str, *arguments: str, last: str = "", **environ: str
) -> str:
    """What a Python program prints on a session bus, after the shell words `first`; `last` clears
    up behind it."""
    tmp_path.chmod(0o700)
    home = {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = f'{first} "$@"; code=$?; {last} exit $code'
    python = (sys.executable, "-c", program)
    done = subprocess.run(
        ("dbus-run-session", "--", "sh", "-c", command, "sh", *python, *arguments),
        env={**home, **environ},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kept_and_forgotten(backend: str) -> list[str]:
    """The lines that `ONE_CLASS_ALONE` prints where the backend does all that it should."""
    kept = [f"backend {backend}", f"have vault/slot {'5' * 64}"]
    return [
        *("probe", f"backend {backend}"),
        *("set", *kept),
        *("get", *kept),
        *("delete", f"backend {backend}"),
        *("get", "failed absent"),
    ]
