"""`jungletui fills`: executions of orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from jungletui.cli.moments import SINCE, SYMBOL
from jungletui.cli.options import NAMES, Command
from jungletui.cli.outcome import exit_code
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.accounts import FillRow
    from jungletui.domain.documents import Fills


@click.command("fills", cls=Command, params=[NAMES, SYMBOL, SINCE])
@pass_session
def fills_command(
    session: Session, names: tuple[str, ...], symbol: str | None, since: datetime | None
) -> int:
    """Executions of orders, newest first. Without NAME: all keys."""
    answer = session.ask("fills", names=names, symbol=symbol, since=since)
    session.show(answer, _text)
    return exit_code(session, names, session.read(answer)["errors"])


def _text(document: Fills) -> str:
    from jungletui.cli.notes import notes  # noqa: PLC0415  `--json` does without

    return fill_table(document.rows) + notes(document.errors, document.not_read)


def fill_table(fills: Sequence[FillRow]) -> str:
    """A line a fill."""
    from jungletui.cli.tables import amount, moment, table, word  # noqa: PLC0415

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
            amount(row.price),
            amount(row.amount),
            amount(row.cost),
            amount(row.fee),
            word(row.fee_asset),
            word(row.taker_or_maker),
            word(row.order_id),
            row.id,
        )
        for row in fills
    ]
    return table(headings, rows, right=range(5, 9)) if rows else "No fills.\n"
