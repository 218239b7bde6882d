"""The README says what is so: its commands, its pictures, its table of keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jungletui.inspection.facts import facts_of
from jungletui.inspection.registry import PARSERS
from jungletui.tui.bindings import key_table
from tests.readme import PAGES, exchange_table, told_at_best

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def _shell_lines() -> list[str]:
    return [
        line
        for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
        for line in block.split("\n")
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


def test_the_table_of_keys_is_the_programs_own() -> None:
    begin, end = "<!-- keys:begin -->", "<!-- keys:end -->"
    assert README.count(begin) == README.count(end) == 1
    table = README.partition(begin)[2].partition(end)[0]
    assert table.strip() == key_table(), "write it anew from jungletui.tui.bindings.key_table()"


def test_the_table_of_exchanges_is_what_the_parsers_tell() -> None:
    begin, end = "<!-- exchanges:begin -->", "<!-- exchanges:end -->"
    table = README.partition(begin)[2].partition(end)[0]
    assert table.strip() == exchange_table(), "run `python -m tests.readme`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_that_is_made_from_the_code_is_what_the_code_says(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == PAGES[page](), "run `python -m tests.readme`"


@pytest.mark.parametrize("exchange", sorted(PARSERS))
def test_the_table_tells_what_the_screen_of_exchanges_tells(exchange: str) -> None:
    facts = facts_of(exchange)
    assert facts is not None
    _, addresses, expiry, use = told_at_best(PARSERS[exchange], facts)
    told = (addresses != "–", expiry == "told", use == "told")
    if exchange == "hyperliquid":  # "there is no such list" is told of every key alike
        told = (False, *told[1:])
    assert (facts.shows_ip, facts.shows_expiry, facts.shows_last_use) == told
