"""`jungletui orders`: open orders, closed ones, or both."""

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
    from jungletui.domain.accounts import OrderRow
    from jungletui.domain.documents import Orders
    from jungletui.domain.reading_documents import OneOrder


NOTHING = "No orders.\n"
FIGURES = ("price", "amount", "filled", "remaining", "average")


@click.command("orders", cls=Command, params=[NAMES, SYMBOL, SINCE])
@click.option("--open", "state", flag_value="open", help="Only open orders.")
@click.option("--closed", "state", flag_value="closed", help="Only orders that are over.")
@click.option("--id", "id", metavar="ID", help="One order of one key, with its fills.")
@pass_session
def orders_command(
    session: Session,
    names: tuple[str, ...],
    state: str | None,
    symbol: str | None,
    since: datetime | None,
    id: str | None,
) -> int:
    """Orders, newest first. Without NAME: all keys."""
    if id is not None:
        return _one(session, names, id, symbol)
    which = {"state": state or "all", "symbol": symbol, "since": since}
    return show_keys(session, "orders", names, PAGE, **which)


def _one(session: Session, names: tuple[str, ...], id: str, symbol: str | None) -> int:
    """One order with its fills; what fails is an error of the command."""
    if len(names) != 1:
        raise click.UsageError("--id wants the one key whose order it is: orders NAME --id ID")
    answer = session.ask("order", name=names[0], id=id, symbol=symbol)
    session.show(answer, _one_text)
    return 0


def _one_text(document: OneOrder) -> str:
    from jungletui.cli.executions import doubt_lines, execution_table  # noqa: PLC0415
    from jungletui.cli.fills import fill_table  # noqa: PLC0415
    from jungletui.cli.notes import legend, notes  # noqa: PLC0415

    return (
        order_table((document.order,))
        + execution_table((document.execution,))
        + fill_table(document.fills)
        + legend((document.order,), FIGURES)
        + doubt_lines(document.doubts)
        + notes(document.errors, document.not_read)
    )


def _below(document: Orders, _: Sequence[Orders]) -> str:
    from jungletui.cli.notes import legend, notes  # noqa: PLC0415  `--json` does without

    return legend(document.rows, FIGURES) + notes(document.errors, document.not_read)


def order_table(orders: Sequence[OrderRow]) -> str:
    """A line an order."""
    from jungletui.cli.tables import table  # noqa: PLC0415

    return table(*_cells(orders)) if orders else NOTHING


def _cells(orders: Sequence[OrderRow]) -> Cells:
    from jungletui.cli.tables import figure, moment, word  # noqa: PLC0415

    headings = (
        "KEY", "EXCHANGE", "CREATED", "SYMBOL", "SIDE", "TYPE", "STATUS",
        "PRICE", "AMOUNT", "FILLED", "REMAINING", "AVERAGE", "ID",
    )  # fmt: skip
    rows = [
        (
            row.key,
            row.exchange,
            moment(row.created_at),
            row.symbol,
            word(row.side),
            word(row.type),
            word(row.status),
            figure(row, "price"),
            figure(row, "amount"),
            figure(row, "filled"),
            figure(row, "remaining"),
            figure(row, "average"),
            row.id,
        )
        for row in orders
    ]
    return headings, rows, range(7, 12)


def _table(document: Orders) -> Cells:
    return _cells(document.rows)


PAGE = Page(_table, _below, NOTHING)
