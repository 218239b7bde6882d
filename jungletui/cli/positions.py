"""`jungletui positions`: open positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.options import NAMES, Command
from jungletui.cli.outcome import exit_code
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.reading_documents import Positions


@click.command("positions", cls=Command, params=[NAMES])
@pass_session
def positions_command(session: Session, names: tuple[str, ...]) -> int:
    """Open positions. Without NAME: all keys."""
    answer = session.ask("positions", names=names)
    session.show(answer, _text)
    return exit_code(session, names, session.read(answer)["errors"])


def _text(document: Positions) -> str:
    from jungletui.cli.notes import notes  # noqa: PLC0415  `--json` does without
    from jungletui.cli.tables import amount, table, word  # noqa: PLC0415

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
            amount(row.contracts),
            amount(row.size),
            amount(row.entry_price),
            amount(row.mark_price),
            amount(row.liquidation_price),
            amount(row.leverage),
            word(row.margin_mode),
            amount(row.unrealised_pnl),
        )
        for row in document.rows
    ]
    shown = table(headings, rows, right=(4, 5, 6, 7, 8, 9, 11)) if rows else "No positions.\n"
    return shown + notes(document.errors, document.not_read)
