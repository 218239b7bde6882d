"""`jungletui orders`: open orders, closed ones, or both."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from jungletui.cli.moments import SINCE, SYMBOL
from jungletui.cli.options import NAMES, Command
from jungletui.cli.outcome import exit_code
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.documents import Orders


@click.command("orders", cls=Command, params=[NAMES, SYMBOL, SINCE])
@click.option("--open", "state", flag_value="open", help="Only open orders.")
@click.option("--closed", "state", flag_value="closed", help="Only orders that are over.")
@pass_session
def orders_command(
    session: Session,
    names: tuple[str, ...],
    state: str | None,
    symbol: str | None,
    since: datetime | None,
) -> int:
    """Orders, newest first. Without NAME: all keys."""
    answer = session.ask("orders", names=names, state=state or "all", symbol=symbol, since=since)
    session.show(answer, _text)
    return exit_code(session, names, session.read(answer)["errors"])


def _text(document: Orders) -> str:
    from jungletui.cli.notes import notes  # noqa: PLC0415  `--json` does without
    from jungletui.cli.tables import amount, moment, table, word  # noqa: PLC0415

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
            amount(row.price),
            amount(row.amount),
            amount(row.filled),
            amount(row.remaining),
            amount(row.average),
            row.id,
        )
        for row in document.rows
    ]
    shown = table(headings, rows, right=range(7, 12)) if rows else "No orders.\n"
    return shown + notes(document.errors, document.not_read)
