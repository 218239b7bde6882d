"""`jungletui positions`: open positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from jungletui.cli.arriving import Cells, Page, show_keys
from jungletui.cli.options import NAMES, Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.reading_documents import Positions


FIGURES = (
    "contracts", "size", "entry_price", "mark_price", "liquidation_price", "leverage",
    "unrealised_pnl",
)  # fmt: skip


@click.command("positions", cls=Command, params=[NAMES])
@pass_session
def positions_command(session: Session, names: tuple[str, ...]) -> int:
    """Open positions. Without NAME: all keys."""
    return show_keys(session, "positions", names, PAGE)


def _below(document: Positions, _: Sequence[Positions]) -> str:
    from jungletui.cli.notes import legend, notes  # noqa: PLC0415  `--json` does without

    return legend(document.rows, FIGURES) + notes(document.errors, document.not_read)


def _table(document: Positions) -> Cells:
    from jungletui.cli.tables import figure, word  # noqa: PLC0415

    headings = (
        "KEY", "EXCHANGE", "SYMBOL", "SIDE", "CONTRACTS", "SIZE", "ENTRY", "MARK",
        "LIQUIDATION", "LEVERAGE", "MARGIN", "UNREALISED",
    )  # fmt: skip
    rows = [
        (
            row.key,
            row.exchange,
            row.symbol,
            word(row.side),
            figure(row, "contracts"),
            figure(row, "size"),
            figure(row, "entry_price"),
            figure(row, "mark_price"),
            figure(row, "liquidation_price"),
            figure(row, "leverage"),
            word(row.margin_mode),
            figure(row, "unrealised_pnl"),
        )
        for row in document.rows
    ]
    return headings, rows, (4, 5, 6, 7, 8, 9, 11)


PAGE = Page(_table, _below, "No positions.\n")
