"""`jungletui movements`: deposits and withdrawals that were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from jungletui.cli.arriving import Cells, Page, show_keys
from jungletui.cli.moments import SINCE
from jungletui.cli.options import NAMES, Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.reading_documents import Movements


@click.command("movements", cls=Command, params=[NAMES, SINCE])
@click.option("--deposits", "kind", flag_value="deposits", help="Only deposits.")
@click.option("--withdrawals", "kind", flag_value="withdrawals", help="Only withdrawals.")
@click.option("--asset", metavar="A", help="One asset, as BTC.")
@pass_session
def movements_command(
    session: Session,
    names: tuple[str, ...],
    kind: str | None,
    asset: str | None,
    since: datetime | None,
) -> int:
    """Deposits and withdrawals, newest first. Without NAME: all keys."""
    which = {"kind": kind or "all", "asset": asset, "since": since}
    return show_keys(session, "movements", names, PAGE, **which)


def _below(document: Movements, _: Sequence[Movements]) -> str:
    from jungletui.cli.notes import legend, notes  # noqa: PLC0415  `--json` does without

    return legend(document.rows, FIGURES) + notes(document.errors, document.not_read)


def _table(document: Movements) -> Cells:
    from jungletui.cli.tables import figure, moment, word  # noqa: PLC0415

    headings = (
        "KEY", "EXCHANGE", "TIME", "KIND", "ASSET", "AMOUNT", "FEE", "STATUS", "NETWORK",
        "ADDRESS", "TXID", "ID",
    )  # fmt: skip
    rows = [
        (
            row.key,
            row.exchange,
            moment(row.created_at),
            row.kind,
            row.asset,
            figure(row, "amount"),
            figure(row, "fee"),
            word(row.status),
            word(row.network),
            word(row.address),
            word(row.txid),
            row.id,
        )
        for row in document.rows
    ]
    return headings, rows, (5, 6)


FIGURES = ("amount", "fee")
PAGE = Page(_table, _below, "No deposits or withdrawals.\n")
