"""The list of exchanges: what can be known and read on each, and how sure that is. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from jungletui.domain.documents import ExchangeInfo
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.lines import Line
from jungletui.tui.views.signs import shown
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row

COLUMNS = (
    Column("name", "Exchange", least=18),
    Column("id", "Id", priority=4, least=12),
    Column("rights", "Rights", least=10),
    Column("ip", "Addresses", priority=1, least=9),
    Column("expiry", "Expiry", priority=2, least=6),
    Column("use", "Last use", priority=3, least=8),
    Column("reads", "Reads", least=24),
    Column("guide", "Guide", least=5),
)
LABEL = 9
EVERYTHING = frozenset(("balances", "orders", "fills", "positions", "movements"))


def exchange_rows(exchanges: Iterable[ExchangeInfo], glyphs: Glyphs) -> tuple[Row, ...]:
    """Those that tell a key's rights first, then by name."""
    ordered = sorted(exchanges, key=lambda e: (not e.inspects, e.name.casefold(), e.id))
    return tuple(Row(one.id, _cells(one, glyphs)) for one in ordered)


def _cells(one: ExchangeInfo, glyphs: Glyphs) -> tuple[Cell, ...]:
    told = Cell(shown("✓ told", glyphs)) if one.inspects else Cell("? attest", "warn")
    if not (one.inspects or one.reads):
        told = Cell("! none", "dim")
    return (
        Cell(one.name, "strong" if one.inspects else "plain"),
        Cell(one.id, "dim"),
        told,
        _yes(one.shows_ip, glyphs),
        _yes(one.shows_expiry, glyphs),
        _yes(one.shows_last_use, glyphs),
        Cell(reads_text(one)) if one.reads else Cell("nothing", "dim"),
        _yes(one.has_guide, glyphs),
    )


def reads_text(one: ExchangeInfo) -> str:
    """What can be read there, in few words."""
    return "everything" if set(one.reads) >= EVERYTHING else ", ".join(one.reads)


def _yes(value: bool, glyphs: Glyphs) -> Cell:
    return Cell(shown("✓ yes", glyphs)) if value else Cell("no", "dim")


def summary_text(exchanges: Iterable[ExchangeInfo], glyphs: Glyphs) -> str:
    """`104 exchanges · 49 tell the rights of a key · 46 guides`."""
    known = tuple(exchanges)
    told = sum(one.inspects for one in known)
    guides = sum(one.has_guide for one in known)
    parts = (f"{len(known)}", f"{told} tell the rights of a key", f"{guides} guides")
    return f" {glyphs.dot} ".join(parts)


def exchange_lines(one: ExchangeInfo | None, glyphs: Glyphs) -> tuple[Line, ...]:
    """One exchange in full: where keys are made, what it wants, where the facts come from."""
    if one is None:
        return ()
    dot = f" {glyphs.dot} "
    if one.inspects:
        told = "The exchange itself tells what a key can do."
    else:
        told = "It tells nothing about a key: rights are unknown until you attest them."
    environments = ", ".join(e.value for e in one.environments)
    fields = ", ".join(field.label for field in one.fields)
    facts = " ".join(filter(None, (one.fact_source, one.verified_on and f"({one.verified_on})")))
    texts = (
        ("Rights", told),
        ("Reads", ", ".join(one.reads) or "nothing yet"),
        ("Page", one.page or ""),
        ("Wants", dot.join(filter(None, (fields, environments)))),
        ("Facts", facts or "none gathered yet"),
    )
    head = Line(dot.join((one.name, one.id)), "strong")
    lines = (Line(text, "plain", LABEL, name.ljust(LABEL)) for name, text in texts if text)
    return (head, *lines)
