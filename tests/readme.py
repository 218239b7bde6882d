"""`python -m tests.readme` writes the README's tables, and the pages of the documentation that are
made from the code, from the code that they tell of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jungletui.cli.formats.checks import checks_markdown
from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.facts import ExchangeFacts, fact_ids, facts_of
from jungletui.inspection.parser import Inspector
from jungletui.inspection.registry import PARSERS
from jungletui.tui.bindings import key_table
from tests.inspection.samples import all_fixtures, report_of

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = {ROOT / "docs" / "checks.md": checks_markdown}
"""Whole pages that are written from the code."""


def exchange_table() -> str:
    """One row an exchange: what it tells of a key at best, by the parser and the replies in the
    shapes of its documents, where that was read, and when."""
    rows = [
        "| exchange | ids | rights known at best | IPs | expiry | last use | fact from | read on |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with_fixtures = {exchange for exchange, _ in all_fixtures()}
    together: dict[tuple[object, ...], list[str]] = {}
    for name in fact_ids():
        facts = facts_of(name)
        assert facts is not None
        if not facts.reveals:
            continue
        told = told_at_best(PARSERS[name], facts)
        together.setdefault((facts.source, facts.verified_on, *told), []).append(name)
    for (source, verified_on, *told), names in together.items():
        facts = facts_of(next((name for name in names if name in with_fixtures), names[0]))
        assert facts is not None
        ids = ", ".join(f"`{name}`" for name in names)
        rows.append(
            f"| {facts.name} | {ids} | {' | '.join(told)} | [source]({source}) | {verified_on} |"
        )
    return "\n".join(rows)


def told_at_best(parser: Inspector, facts: ExchangeFacts) -> tuple[str, str, str, str]:
    """Rights, addresses, expiry and last use, as some documented reply tells them."""
    fixtures = [one for one in all_fixtures() if PARSERS[one[0]] is parser]
    reports = [report_of(exchange, name) for exchange, name in fixtures]
    restricted = any(report.ip.restricted is not None for report in reports)
    listed = any(report.ip.allowed for report in reports)
    dated = any(r.expires_at is not None or r.days_left is not None for r in reports)
    used = any(r.last_used_at is not None or r.never_used is not None for r in reports)
    return (
        rights_known(reports),
        "list" if listed else "whether bound" if restricted else "–",
        "told" if dated else "by rule" if facts.lifetimes else "–",
        "told" if used else "–",
    )


def rights_known(reports: Iterable[PermissionReport]) -> str:
    """The rights that some report settles; reading is tried everywhere."""
    sources: dict[Capability, set[Source]] = {capability: set() for capability in Capability}
    for report in reports:
        for capability, grant in report.capabilities.items():
            sources[capability].add(grant.source)
    reported = [c.value for c in Capability if Source.REPORTED in sources[c]]
    missing = [c.value for c in Capability if c.value not in reported]
    if not missing:
        return "all"
    if reported:
        return f"all but {', '.join(missing)}"
    proved = [c.value for c in Capability if c is Capability.READ or Source.PROBED in sources[c]]
    return f"{'all' if len(proved) == len(Capability) else ', '.join(proved)}: by harmless reads"


TABLES = {"keys": key_table, "exchanges": exchange_table}


def with_tables(text: str) -> str:
    """The README's text with every table between its markers made anew."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
        before, rest = text.split(begin)
        _, after = rest.split(end)
        text = f"{before}{begin}{table().strip()}\n{end}{after}"
    return text


def write_pages() -> None:
    """Write every page anew."""
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
    write_pages()
