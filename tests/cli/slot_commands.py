"""The commands on key slots, as programs: what they print, and what is typed at their prompts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tests.cli.program import Done, jungletui
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import Terminal, terminal

NEW = "walrus ember plinth cobalt"
ASKS = "Passphrase (or recovery code) of the vault:"


def vault(home: Path, *arguments: str, **options: object) -> Done:
    return jungletui(home, "vault", *arguments, "--json", **options)


def slots(home: Path, **options: object) -> list[tuple[str, str]]:
    done = vault(home, "slots", **options)
    assert done.code == 0, done.err
    return [(row["kind"], row["slot_id"]) for row in done.document["slots"]]


def kinds(home: Path, **options: object) -> list[str]:
    return [kind for kind, _ in slots(home, **options)]


def log_of(home: Path, **options: object) -> list[str]:
    done = jungletui(home, "log", "--json", **options)
    return [record["what"] for record in done.document["records"]]


def kind_of_error(done: Done) -> str:
    assert done.document["schema"] == "jungletui.error/1"
    kind: str = done.document["error"]["kind"]
    return kind


def typed(
    home: Path, folder: Path, arguments: Sequence[str], answers: Sequence[tuple[str, str]]
) -> tuple[int, str]:
    """Run a command on a terminal and answer its prompts; exit code and screen."""
    with terminal([*JUNGLETUI, "--home", str(home), "vault", *arguments], folder) as console:
        for prompt, answer in answers:
            console.wait_for(prompt)
            console.send(answer + "\n")
        code = console.exit_code(30)
        return code, console.text()


def code_on(console: Terminal) -> str:
    shown = console.wait_for("Press a key when you have it.")
    found = re.search(r"([0-9A-Z]{4}-){8}[0-9A-Z]{4}", shown)
    assert found is not None
    return found[0]


def type_groups(console: Terminal, code: str, count: int = 2) -> None:
    """Answer the questions for groups of the code, in whatever order they come."""
    for done in range(count):
        shown = ""
        while len(asked := re.findall(r"Group (\d) of", shown)) <= done:
            console.pump()
            shown = console.text()
        console.send(code.split("-")[int(asked[-1]) - 1].lower() + "\n")
