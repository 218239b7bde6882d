"""`jungletui fills`: executions of orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from jungletui.cli.arriving import Cells, Page, show_keys
from jungletui.cli.moments import SINCE, SYMBOL
from jungletui.cli.options import NAMES, Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.accounts import FillRow
    from jungletui.domain.documents import Fills


NOTHING = "No fills.\n"
FIGURES = ("price", "amount", "cost", "fee")


@click.command("fills", cls=Command, params=[NAMES, SYMBOL, SINCE])
@pass_session
def fills_command(
    session: Session, names: tuple[str, ...], symbol: str | None, since: datetime | None
) -> int:
    """Executions of orders, newest first. Without NAME: all keys."""
    return show_keys(session, "fills", names, PAGE, symbol=symbol, since=since)


def _below(document: Fills, _: Sequence[Fills]) -> str:
    from jungletui.cli.notes import legend, notes  # noqa: PLC0415  `--json` does without

    return legend(document.rows, FIGURES) + notes(document.errors, document.not_read)


def fill_table(fills: Sequence[FillRow]) -> str:
    """A line a fill."""
    from jungletui.cli.tables import table  # noqa: PLC0415

    return table(*_cells(fills)) if fills else NOTHING


def _cells(fills: Sequence[FillRow]) -> Cells:
    from jungletui.cli.tables import figure, moment, word  # noqa: PLC0415

    headings = (
        "KEY", "EXCHANGE", "TIME", "SYMBOL", "SIDE", "PRICE", "AMOUNT", "COST",
        "FEE", "FEE-ASSET", "MAKER", "ORDER", "ID",
    )  # fmt: skip
    rows = [
        (
            row.key,
            row.exchange,
            moment(row.at),
            row.symbol,
            word(row.side),
            figure(row, "price"),
            figure(row, "amount"),
            figure(row, "cost"),
            figure(row, "fee"),
            word(row.fee_asset),
            word(row.taker_or_maker),
            word(row.order_id),
            row.id,
        )
        for row in fills
    ]
    return headings, rows, range(5, 9)


def _table(document: Fills) -> Cells:
    return _cells(document.rows)


PAGE = Page(_table, _below, NOTHING)
