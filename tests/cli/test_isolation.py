"""Nothing of the environment gets between the program and its own modules, or behind its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import jungletui

LAUNCHER = "import sys; from jungletui.cli.__main__ import main; sys.exit(main())"
"""What an installed `jungletui` runs."""


def launched(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LAUNCHER, *arguments],
        env={**os.environ, **environ},
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def test_modules_of_another_folder_do_not_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("print('shadowed'); raise SystemExit(9)")
    done = launched(tmp_path, "--version", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("jungletui")


def test_python_shows_no_prompt_of_its_own_afterwards(tmp_path: Path) -> None:
    done = launched(tmp_path, "no-such-command", PYTHONINSPECT="1")
    assert done.returncode == 2
    assert ">>>" not in done.stdout + done.stderr


def test_a_forgotten_breakpoint_stops_nothing(tmp_path: Path) -> None:
    code = (
        "from jungletui.cli import __main__ as program\n"
        "import jungletui.cli.app as app\n"
        "app.run = lambda *_: breakpoint() or 7\n"
        "program.main()\n"
    )
    command = [sys.executable, "-c", code, "--version"]
    environ = {**os.environ, "PYTHONBREAKPOINT": "builtins.print"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
@pytest.mark.parametrize(
    "asked",
    [
        "from jungletui.cli.credential import from_stdin as ask",
        "from jungletui.cli.proxy import given_proxy\nask = lambda: given_proxy('-')",
    ],
    ids=["credential", "proxy"],
)
def test_a_command_that_takes_a_secret_leaves_no_core_and_no_look_in(asked: str) -> None:
    code = (
        f"{asked}\nimport ctypes, resource\nask()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"{}", capture_output=True, check=False
    )
    assert done.stdout == b"0 (0, 0)\n", done.stderr


@pytest.mark.parametrize("option", ["--passphrase", "--password", "-p"])
def test_a_passphrase_is_no_argument(tmp_path: Path, option: str) -> None:
    done = jungletui(tmp_path, "keys", "list", option, "canary-5d1e", passphrase=None)
    assert done.code == 2
    assert b"canary" not in done.out
    assert "canary" not in done.err
