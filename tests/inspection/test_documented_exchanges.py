"""The parsers are those of the documented list of endpoints, with every sibling in ccxt."""

import importlib.util
import re
from pathlib import Path

import pytest

from jungletui.exchanges.catalogue import exchange_ids
from jungletui.inspection.facts import facts_of
from jungletui.inspection.registry import PARSERS

FOLDER = Path(__file__).parents[3] / "shared" / "permissions"
CLASS = re.compile(r"^class (\w+)\((\w+)", re.MULTILINE)


def documented(name):
    file = FOLDER / name
    if not file.exists():
        pytest.skip("the folder of documented facts is not beside this repository")
    return file.read_text(encoding="utf-8")


def ids_in(text):
    """The ccxt ids among the words of a heading or a cell."""
    known = set(exchange_ids())
    return {word for word in re.findall(r"[a-z0-9]+", text.split("(")[0]) if word in known}


def large():
    """Exchange to whether it has an endpoint, by the first table of the first file."""
    table = documented("large-exchanges.md").partition("### 0.1")[2].partition("### 0.2")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| ")]
    return {
        exchange: "none" not in place.split()[:1]
        for names, place in rows
        for exchange in ids_in(names)
    }


def more(part):
    """The exchanges of one part of the second file, by their headings."""
    text = documented("more-exchanges.md")
    section = text.partition(f"# Part {part} ")[2].partition(f"# Part {part + 1} ")[0]
    return {
        name for line in section.splitlines() if line.startswith("## ") for name in ids_in(line)
    }


def test_every_documented_endpoint_has_a_parser():
    telling = {name for name, tells in large().items() if tells} | more(1)
    assert len(telling) > 40
    assert telling - set(PARSERS) == set()


def test_what_is_documented_as_silent_says_so():
    silent = {name for name, tells in large().items() if not tells} | more(2)
    # Of Binance.US one read is known, that proves reading.
    assert silent & set(PARSERS) == {"binanceus"}
    for name in silent - {"binanceus"}:
        facts = facts_of(name)
        assert not facts.reveals
        told = facts.remark or facts.boxes or facts.full_access
        assert told or "which rights can be chosen" in facts.unverified


def test_every_sibling_in_ccxt_has_its_parents_parser():
    """A class of ccxt that is another exchange's with a few changes."""
    folder = Path(importlib.util.find_spec("ccxt").submodule_search_locations[0]) / "async_support"
    parents = {}
    for file in folder.glob("[a-z]*.py"):
        found = CLASS.search(file.read_text(encoding="utf-8"))
        if found:
            parents[found[1]] = found[2]
    siblings = {child: parent for child, parent in parents.items() if parent in PARSERS}
    assert siblings
    assert set(siblings) - set(PARSERS) == set()
