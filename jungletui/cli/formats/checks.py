"""The catalogue of checks: as a table, as a document, and as the page of the documentation."""

from __future__ import annotations

import json
from dataclasses import asdict

from jungletui.cli.formats.markdown import plain
from jungletui.cli.tables import table
from jungletui.domain.catalogue import CATALOGUE, Check

PLACES = {
    "where": "the exchange's page and menu",
    "boxes": "its box for that right",
    "ip_box": "its box for addresses",
    "wanted": "the boxes that the policy asks for",
}
INTRODUCTION = """# The checks

`jungletui audit` makes these checks of every key, `jungletui inspect` and the console show the same
findings. An id never changes its meaning. The severity is the usual one: a check may find that a
case is graver, or less grave, and nothing is graver than low on a testnet or demo key.

Made from the code by `python -m tests.readme`; `jungletui audit --checks` prints the same.
"""


def checks_text() -> str:
    """One line a check."""
    rows = [(check.id, check.severity.value, check.failed) for check in CATALOGUE.values()]
    return table(("CHECK", "SEVERITY", "FAILS WHEN"), rows)


def checks_json() -> str:
    """The catalogue as one document."""
    checks = [asdict(check) for check in CATALOGUE.values()]
    return json.dumps({"schema": "jungletui.checks/1", "checks": checks}, ensure_ascii=False) + "\n"


def checks_markdown() -> str:
    """The page of the documentation."""
    rows = ["| check | severity | fails when |", "|---|---|---|"]
    rows += [f"| {_link(c)} | {c.severity.value} | {plain(c.failed)} |" for c in CATALOGUE.values()]
    return (
        "\n\n".join(
            (INTRODUCTION.rstrip(), "\n".join(rows), *(_section(c) for c in CATALOGUE.values()))
        )
        + "\n"
    )


def _link(check: Check) -> str:
    return f"[{check.id}](#{check.id.lower()})"


def _section(check: Check) -> str:
    do = check.remedy.format(**{name: f"‹{words}›" for name, words in PLACES.items()})
    return (
        f"## {check.id}\n\n{plain(check.failed)}. Usually {check.severity.value}.\n\n"
        f"**Risk:** {plain(check.risk)}\n\n**Do:** {plain(do)}"
    )
