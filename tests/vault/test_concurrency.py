"""Programs that save at the same time lose nothing of each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jungletui.vault.layout import serialise
from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.material import cheap, content, names, put


def written(paths: VaultPaths, programs: int, changes: int) -> tuple[int, list[str]]:
    """The generation and the names in a vault to which programs wrote at the same time."""
    vault = cheap()
    put(paths, serialise(vault.image(content())))
    script = Path(__file__).with_name("concurrent_writer.py")
    common = [sys.executable, str(script), str(paths.vault), str(paths.seen), vault.code]
    started = [
        subprocess.Popen([*common, f"p{number}", str(changes)], stderr=subprocess.PIPE, text=True)
        for number in range(programs)
    ]
    errors = [program.communicate()[1] for program in started]
    assert [program.returncode for program in started] == [0] * programs, errors
    result = open_with_recovery_code(paths, bytearray(vault.code.encode()))
    assert result.notices == ()
    return result.generation, sorted(names(result.content))


def all_of(programs: int, changes: int) -> list[str]:
    return sorted(
        f"p{program}-{number}" for program in range(programs) for number in range(changes)
    )


def test_two_programs(paths: VaultPaths):
    assert written(paths, 2, 5) == (1 + 2 * 5, all_of(2, 5))


@pytest.mark.slow
def test_eight_programs_with_25_changes_each_keep_all_200(paths: VaultPaths):
    assert written(paths, 8, 25) == (1 + 8 * 25, all_of(8, 25))
