"""A disk that is really full and a limit on file sizes: the kernel's own refusals, not made-up
ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LIMIT = 8192
"""Bytes; a vault is larger."""
SIZE = "size=32k"
"""Of the small disk: one vault and its lock, not two."""
MOUNT = 'mount -t tmpfs -o mode=700,$0 none "$1" && shift && exec "$@"'


def saved(folder: Path, largest: int, *before: str) -> Any:
    """What `limited_save` tells."""
    command = [sys.executable, "-m", "tests.vault.limited_save", str(folder), str(largest)]
    done = subprocess.run(
        [*before, *command],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir(mode=0o700)
    return place


def check(told: Any, name: str) -> None:
    fault, message, remedy = told["error"]
    assert fault == "E_FS"
    assert f"({name})" in message
    assert remedy
    assert told["same"] is True
    assert told["left"] == ["vault.cxv", "vault.cxv.lock"], "no litter on a full disk"
    assert told["names"] == ["main"]


def test_with_room_it_is_saved(folder: Path) -> None:
    """The program of these tests saves where nothing stands against it."""
    told = saved(folder, 0)
    assert (told["error"], told["same"]) == (None, False)
    assert told["names"] == ["main", "second"]


def test_a_limit_on_the_size_of_files(folder: Path) -> None:
    told = saved(folder, LIMIT)
    check(told, "EFBIG")
    assert told["names"] == ["main"]


def test_a_full_disk(folder: Path) -> None:
    root = () if os.geteuid() == 0 else ("--map-root-user",)
    mounted = ("unshare", *root, "--mount", "sh", "-c", MOUNT, SIZE, str(folder))
    try:
        able = subprocess.run([*mounted, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        able = False
    if not able:
        pytest.skip("a mount namespace is not at hand")
    told = saved(folder, 0, *mounted)
    check(told, "ENOSPC")
    assert "free some space" in told["error"][2]
