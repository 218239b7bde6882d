"""The exchanges as table rows: what can be known and read on each, said before one is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from jungletui.domain.documents import ExchangeInfo
from jungletui.tui.glyphs import UNICODE, Glyphs
from jungletui.tui.views.signs import shown
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row

EXCHANGE_COLUMNS = (
    Column("name", "Exchange", least=20),
    Column("id", "Id", priority=2, least=12),
    Column("rights", "Rights of a key", least=18),
    Column("reads", "Reads", least=24),
    Column("environments", "Environments", priority=3, least=20),
    Column("guide", "Guide", priority=1, least=5),
)


def exchange_rows(exchanges: Iterable[ExchangeInfo], glyphs: Glyphs = UNICODE) -> tuple[Row, ...]:
    """Those that tell a key's rights first, then by name."""
    ordered = sorted(exchanges, key=lambda e: (not e.inspects, e.name.casefold(), e.id))
    return tuple(Row(exchange.id, _cells(exchange, glyphs)) for exchange in ordered)


def _cells(exchange: ExchangeInfo, glyphs: Glyphs) -> tuple[Cell, ...]:
    reads = ", ".join(exchange.reads)
    rights = (
        Cell(shown("✓ told by it", glyphs))
        if exchange.inspects
        else Cell("? it does not tell", "warn")
    )
    if not (exchange.inspects or reads):
        rights = Cell("! not supported", "dim")
    return (
        Cell(exchange.name, "strong" if exchange.inspects else "plain"),
        Cell(exchange.id, "dim"),
        rights,
        Cell(reads) if reads else Cell("nothing", "dim"),
        Cell(", ".join(e.value for e in exchange.environments)),
        Cell(
            shown("✓ yes", glyphs) if exchange.has_guide else "no",
            "plain" if exchange.has_guide else "dim",
        ),
    )


def limits_text(exchange: ExchangeInfo) -> str:
    """What this exchange does not offer, in one sentence; empty where it offers everything."""
    if exchange.inspects and exchange.reads:
        return ""
    if exchange.inspects:
        return f"{exchange.name} tells a key's rights, but nothing can be read with it here."
    if not exchange.reads:
        return f"{exchange.name} is not supported: neither rights nor balances can be read here."
    return (
        f"{exchange.name} does not tell what a key may do: its rights stay unknown until you "
        "attest them."
    )
