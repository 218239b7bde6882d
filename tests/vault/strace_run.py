"""Running one real save under strace, in a home of its own, and judging what it left behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from jungletui.domain.failures import VaultFault
from jungletui.vault.layout import serialise
from jungletui.vault.store import OpenVault, VaultPaths, open_with_recovery_code
from tests.vault.material import adding, cheap, content, names, paths_under, put
from tests.vault.strace_log import SystemCall, between_marks, parsed

VAULT = cheap()
ADDED = "added"
ROOT = Path(__file__).parents[2]
MAX_STRING = 40_000


@dataclass(frozen=True)
class Run:
    """One save that was traced: its home, exit status, output, and the calls of the save."""

    paths: VaultPaths
    status: int
    output: str
    log: Path

    @property
    def calls(self) -> list[SystemCall]:
        return between_marks(parsed(self.log.read_text()))

    @property
    def injected(self) -> list[SystemCall]:
        return [call for call in parsed(self.log.read_text()) if call.injected]


def need_strace() -> None:
    """Skip where strace is not at hand or may not trace; in CI that is a failure."""
    reason = _trouble()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@cache
def _trouble() -> str:
    if sys.platform != "linux":
        return "strace is of Linux"
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(
        ["strace", "-f", "-o", os.devnull, "true"], capture_output=True, text=True, check=False
    )
    return f"strace may not trace here: {tried.stderr.strip()}" if tried.returncode else ""


def make_home(folder: Path, saves: int) -> Path:
    """A home whose vault was saved some times: its backups are there, and what a save that was
    killed two hours ago left behind."""
    home = folder / "template"
    home.mkdir(mode=0o700)
    paths = paths_under(home)
    put(paths, serialise(VAULT.image(content("first"))))
    vault = reopened(paths)
    for number in range(saves):
        vault.change(adding(f"earlier-{number}"))
    vault.close()
    stale = home / ".vault.cxv.0123456789abcdef.tmp"
    stale.write_bytes(b"half of a save")
    os.utime(stale, (time.time() - 7200,) * 2)
    return home


def reopened(paths: VaultPaths) -> OpenVault:
    return open_with_recovery_code(paths, bytearray(VAULT.code.encode()))


def traced_save(template: Path, home: Path, *options: str, how: tuple[str, ...] = ()) -> Run:
    """Save once in a copy of `template`; `options` are further ones of strace."""
    shutil.copytree(template, home)
    paths = paths_under(home)
    log = home.with_suffix(".strace")
    strace = ["strace", "-f", "-y", "-xx", "-s", str(MAX_STRING), "-o", str(log)]
    program = [sys.executable, "-W", "ignore", "-m", "tests.vault.strace_save"]
    arguments = [str(paths.vault), str(paths.seen), VAULT.code, ADDED, *how]
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    done = subprocess.run(
        [*strace, "-e", "trace=%file,%desc", *options, *program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environ,
    )
    return Run(paths, done.returncode, done.stdout + done.stderr, log)


def judge(run: Run, old: bytes, what: str) -> str:
    """`old` or `new`, or a failure: the vault is one of the two, whole, and the save said which.

    A kill says nothing; a success must be new; an error is old, and only E_DURABILITY is new.
    """
    data = run.paths.vault.read_bytes()
    vault = reopened(run.paths)
    added = names(vault.content)[-1] == ADDED
    assert added != (data == old), what
    assert len(names(vault.content)) == vault.generation, what
    if run.status == 0:
        assert added, f"{what}: success, and the vault is old"
    elif run.status == 5:
        error = json.loads(run.output)
        assert error["message"].startswith(f"{error['kind']}: "), what
        assert str(run.paths.vault.parent) in error["message"], what
        assert error["remedy"], what
        assert added == (error["kind"] == VaultFault.DURABILITY), f"{what}: {error['message']}"
    else:
        assert run.status == -9, f"{what}: {run.output[-2000:]}"
    vault.change(adding("afterwards"))
    assert names(reopened(run.paths).content)[-1] == "afterwards", what
    vault.close()
    return "new" if added else "old"
