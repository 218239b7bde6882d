"""`jungletui executions`: were the orders executed, do they add up, and whose are they?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from jungletui.cli.arriving import Cells, Page, show_keys
from jungletui.cli.moments import SINCE, SYMBOL
from jungletui.cli.options import NAMES, Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.executions import Doubt, ExecutionRow, Fee, PrefixRow
    from jungletui.domain.reading_documents import Executions


NOTHING = "No orders.\n"


@click.command("executions", cls=Command, params=[NAMES, SYMBOL, SINCE])
@click.option(
    "--slippage",
    is_flag=True,
    help="Look up the market at the time of the newest orders; a request each.",
)
@pass_session
def executions_command(
    session: Session,
    names: tuple[str, ...],
    symbol: str | None,
    since: datetime | None,
    slippage: bool,
) -> int:
    """What became of each order, what does not add up, and whose orders they are."""
    which = {"symbol": symbol, "since": since, "slippage": slippage}
    return show_keys(session, "executions", names, PAGE, **which)


def _below(document: Executions, _: Sequence[Executions]) -> str:
    from jungletui.cli.notes import notes  # noqa: PLC0415  `--json` does without

    return (
        doubt_lines(document.doubts)
        + _prefix_lines(document.prefixes)
        + notes(document.errors, document.not_read)
    )


def execution_table(rows: Sequence[ExecutionRow]) -> str:
    """A line an order."""
    from jungletui.cli.tables import table  # noqa: PLC0415

    return table(*_cells(rows)) if rows else NOTHING


def _cells(rows: Sequence[ExecutionRow]) -> Cells:
    from jungletui.cli.tables import amount, moment, word  # noqa: PLC0415

    headings = (
        "KEY", "CREATED", "SYMBOL", "SIDE", "TYPE", "OUTCOME", "FILLED", "OF", "LIMIT", "AVERAGE",
        "BETTER BY", "SLIPPAGE", "FEES", "TOOK", "REASON", "ID",
    )  # fmt: skip
    cells = [
        (
            row.key,
            moment(row.created_at),
            row.symbol,
            word(row.side),
            word(row.type),
            row.outcome.value,
            amount(row.filled),
            amount(row.amount),
            amount(row.limit),
            _figure(row.average),
            _figure(row.better),
            "-" if row.slippage is None else f"{row.slippage:.4%}",
            _fees(row.fees),
            "-" if row.seconds is None else f"{row.seconds:f} s",
            word(row.reason),
            row.order_id,
        )
        for row in rows
    ]
    return headings, cells, range(6, 12)


def _table(document: Executions) -> Cells:
    return _cells(document.rows)


PAGE = Page(_table, _below, NOTHING)


def doubt_lines(doubts: Iterable[Doubt]) -> str:
    """A line for each thing that does not add up."""
    from jungletui.cli.tables import amount, clean  # noqa: PLC0415

    lines = []
    for one in doubts:
        what = f"order {one.order_id}" if one.fill_id is None else f"fill {one.fill_id}"
        figures = ""
        if one.expected is not None or one.found is not None:
            figures = f" (expected {amount(one.expected)}, told {amount(one.found)})"
        lines.append(
            f"does not add up: {one.key}: {one.symbol}: {what}: {one.kind.value}:"
            f" {one.detail}{figures}"
        )
    return "".join(f"{clean(line)}\n" for line in lines)


def _prefix_lines(rows: Iterable[PrefixRow]) -> str:
    from jungletui.cli.tables import clean, moment  # noqa: PLC0415

    lines = []
    for row in rows:
        whose = f"of {row.holder}" if row.holder else "whose is not said"
        if row.known is False:
            whose = "of none of the key's holders"
        word = "STRANGER" if row.known is False else "client ids"
        name = row.prefix or "(none)"
        count = f"{row.orders} order{'' if row.orders == 1 else 's'}"
        lines.append(f"{word}: {row.key}: {name}: {count}, {whose}, last {moment(row.last_at)}")
    return "".join(f"{clean(line)}\n" for line in lines)


def _figure(value: Decimal | None) -> str:
    """A reckoned figure: at most ten digits, for reading; `--json` has all of them."""
    return "-" if value is None else format(Decimal(f"{value:.10g}"), "f")


def _fees(fees: Iterable[Fee]) -> str:
    from jungletui.cli.tables import amount  # noqa: PLC0415

    return ", ".join(f"{amount(fee.amount)} {fee.asset}" for fee in fees) or "-"
