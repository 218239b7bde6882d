"""A vault that is refused, through the agent: the same class, words and exit code as without it,
and the agent stays, locked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.agents import command, status
from tests.testkit.at_home import PLAINTEXT, at_home_with
from tests.testkit.kitfile import FOLDER, load
from tests.testkit.scene import OPENS

pytestmark = pytest.mark.slow  # whole programs

KIT = {path.stem: load(path.stem) for path in sorted(FOLDER.glob("*.cxvkit"))}
ONE_OF_A_CLASS = tuple(
    {
        file.expect: name
        for name, file in KIT.items()
        if file.row and file.expect != OPENS and file.free_memory_kib is None
    }.values()
)


@pytest.mark.parametrize("name", ONE_OF_A_CLASS)
def test_starting_and_unlocking_it(tmp_path: Path, name: str) -> None:
    there = at_home_with(tmp_path, name)
    private = there.command("keys", "list").document["error"]
    given = ("--json", "--passphrase-file", str(there.secret))
    try:
        for action in ("start", "unlock"):
            done = command(there.home, "agent", action, *given)
            assert done.code == there.code, done.text
            assert done.document["error"] == private
            assert private["kind"] == there.expect
            assert not [piece for piece in PLAINTEXT if piece in done.text + done.err]
            state = status(there.home)
            assert (state["running"], state["unlocked"]) == (True, False)
            assert state["failure"] == private
    finally:
        command(there.home, "agent", "stop")
