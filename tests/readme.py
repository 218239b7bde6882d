"""`python -m tests.readme` writes the README's tables from the code that they tell of."""

from __future__ import annotations

from pathlib import Path

from jungletui.inspection.facts import fact_ids, facts_of
from jungletui.tui.bindings import key_table

README = Path(__file__).parent.parent / "README.md"


def exchange_table() -> str:
    """One row an exchange: what its key-rights endpoint tells, where that was read, and when."""
    rows = [
        "| exchange | ids | addresses | expiry | last use | fact from | read on |",
        "|---|---|---|---|---|---|---|",
    ]
    together: dict[tuple[object, ...], list[str]] = {}
    for name in fact_ids():
        facts = facts_of(name)
        assert facts is not None
        if not facts.reveals:
            continue
        told = (facts.shows_ip, facts.shows_expiry, facts.shows_last_use)
        together.setdefault((facts.source, facts.verified_on, *told), []).append(name)
    for (source, verified_on, *told), names in together.items():
        facts = facts_of(names[0])
        assert facts is not None
        yes_or_no = " | ".join("yes" if known else "–" for known in told)
        ids = ", ".join(f"`{name}`" for name in names)
        rows.append(f"| {facts.name} | {ids} | {yes_or_no} | [source]({source}) | {verified_on} |")
    return "\n".join(rows)


TABLES = {"keys": key_table, "exchanges": exchange_table}


def with_tables(text: str) -> str:
    """The README's text with every table between its markers made anew."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
        before, rest = text.split(begin)
        _, after = rest.split(end)
        text = f"{before}{begin}{table().strip()}\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
