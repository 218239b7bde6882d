"""`jungletui balances`: what the accounts hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING

import click

from jungletui.cli.arriving import Cells, Page, show_keys
from jungletui.cli.options import NAMES, Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.accounts import BalanceRow
    from jungletui.domain.documents import Balances


def _read_limit(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> Decimal | None:
    """A threshold as it was written. click.BadParameter for what is no positive number."""
    if value is None:
        return None
    try:
        limit = Decimal(value)
    except InvalidOperation:
        limit = Decimal("NaN")
    if not limit.is_finite() or limit < 0:
        raise click.BadParameter(f"{value!r} is no value: 0.5 or 10", context, parameter)
    return limit


@click.command("balances", cls=Command, params=[NAMES])
@click.option(
    "--quote",
    default="",
    metavar="ASSET",
    help="The currency of the values; else that of the configuration, else USDT.",
)
@click.option(
    "--dust",
    type=click.UNPROCESSED,
    callback=_read_limit,
    metavar="VALUE",
    help="Below this value an asset is small change; 0 for none. Else about a dollar.",
)
@click.option("--all", "unfolded", is_flag=True, help="A line for each piece of small change, too.")
@pass_session
def balances_command(
    session: Session, names: tuple[str, ...], quote: str, dust: Decimal | None, unfolded: bool
) -> int:
    """What the accounts hold, every wallet of them. Without NAME: all keys."""
    limit = Decimal(0) if unfolded else dust
    page = Page(partial(_table, limit=limit), partial(_below, limit=limit), "No balances.\n")
    return show_keys(session, "balances", names, page, quote=quote)


def _fold(
    document: Balances, limit: Decimal | None
) -> tuple[Sequence[BalanceRow], Sequence[BalanceRow]]:
    """The rows that stand for themselves, and the small change."""
    from jungletui.domain.dust import dust_limit, folded  # noqa: PLC0415

    least = dust_limit(document.quote) if limit is None else limit
    return folded(document.rows, document.quote, least)


def _table(document: Balances, limit: Decimal | None) -> Cells:
    from jungletui.cli.tables import figure, money  # noqa: PLC0415  `--json` does without

    headings = (
        "KEY", "EXCHANGE", "WALLET", "ASSET", "FREE", "USED", "TOTAL", document.quote, "PRICED",
    )  # fmt: skip
    rows = [
        (
            row.key,
            row.exchange,
            row.wallet,
            row.asset,
            figure(row, "free"),
            figure(row, "used"),
            figure(row, "total"),
            money(row.value, document.quote),
            _priced(row, document.at),
        )
        for row in _fold(document, limit)[0]
    ]
    return headings, rows, (4, 5, 6, 7)


def _below(document: Balances, shown: Sequence[Balances], limit: Decimal | None) -> str:
    """Small change, the total, and what is to be known about both."""
    from jungletui.cli.notes import legend, notes  # noqa: PLC0415  `--json` does without
    from jungletui.cli.tables import money  # noqa: PLC0415
    from jungletui.domain.worth import play_money  # noqa: PLC0415

    dust = [row for part in shown for row in _fold(part, limit)[1]]
    total = f"total: {money(document.total, document.quote)} {document.quote}"
    unvalued = sum(row.value is None for row in document.rows)
    played = play_money(document.rows, document.accounts)
    if played is not None:
        total += f", {money(played, document.quote)} of it testnet or demo"
    total += f" ({unvalued} without a price are not in it)\n" if unvalued else "\n"
    return (
        _folded(dust, document.quote)
        + total
        + legend(document.rows, ("free", "used", "total"))
        + _accounts(document)
        + notes(document.errors, document.not_read)
    )


def _priced(row: BalanceRow, now: datetime) -> str:
    """How old the price is, and over what it goes."""
    from jungletui.domain.times import age_text  # noqa: PLC0415

    if row.price is None or row.price_at is None:
        return "no price"
    age = age_text(now - row.price_at)
    return f"{age}, via {' and '.join(row.price_path[1:-1])}" if len(row.price_path) > 2 else age


def _folded(dust: Sequence[BalanceRow], quote: str) -> str:
    """One line for the small change."""
    from jungletui.cli.tables import money  # noqa: PLC0415

    if not dust:
        return ""
    value = sum((row.value for row in dust if row.value is not None), Decimal(0))
    return f"small change: {len(dust)} balances, {money(value, quote)} {quote} (--all shows them)\n"


def _accounts(document: Balances) -> str:
    """Which keys share an account, and where that is not known."""
    from jungletui.cli.tables import clean  # noqa: PLC0415
    from jungletui.domain.worth import doubts, shared  # noqa: PLC0415

    lines = [
        f"counted once: {', '.join(one.keys)} read one account of {one.exchange}"
        f" ({one.environment.value})"
        for one in shared(document.accounts)
    ]
    lines += [f"may be counted twice: {text}" for text in doubts(document.accounts)]
    return "".join(f"{clean(line)}\n" for line in lines)
