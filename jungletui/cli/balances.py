"""`jungletui balances`: what the accounts hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.options import NAMES, Command
from jungletui.cli.outcome import exit_code
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.documents import Balances


@click.command("balances", cls=Command, params=[NAMES])
@click.option(
    "--quote",
    default="",
    metavar="ASSET",
    help="The currency of the values; else that of the configuration, else USDT.",
)
@pass_session
def balances_command(session: Session, names: tuple[str, ...], quote: str) -> int:
    """What the accounts hold, every wallet of them. Without NAME: all keys."""
    answer = session.ask("balances", names=names, quote=quote)
    session.show(answer, _text)
    return exit_code(session, names, session.read(answer)["errors"])


def _text(document: Balances) -> str:
    from jungletui.cli.notes import notes  # noqa: PLC0415  `--json` does without
    from jungletui.cli.tables import amount, money, table  # noqa: PLC0415

    headings = ("KEY", "EXCHANGE", "WALLET", "ASSET", "FREE", "USED", "TOTAL", document.quote)
    rows = [
        (
            row.key,
            row.exchange,
            row.wallet,
            row.asset,
            amount(row.free),
            amount(row.used),
            amount(row.total),
            money(row.value, document.quote),
        )
        for row in document.rows
    ]
    total = f"total: {money(document.total, document.quote)} {document.quote}"
    unvalued = sum(row.value is None for row in document.rows)
    total += f" ({unvalued} without a price are not in it)\n" if unvalued else "\n"
    return (
        table(headings, rows, right=(4, 5, 6, 7))
        + total
        + notes(document.errors, document.not_read)
    )
