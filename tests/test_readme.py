"""The README says what is so: its commands, its pictures, its table of keys."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def _shell_lines() -> list[str]:
    return [
        line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.split("\n")
    ]


def test_ci_runs_the_readme_s_test_command() -> None:
    (command,) = [line for line in _shell_lines() if "pytest" in line]
    assert command in (ROOT / ".ci" / "run").read_text().split("\n")


def test_the_demo_is_one_command() -> None:
    (command,) = [line for line in _shell_lines() if "jungletui demo" in line]
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")


def test_every_picture_exists() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
