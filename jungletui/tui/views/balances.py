"""Balances as table rows: amounts as sent, values grouped, small change folded, gaps counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, Origin
from jungletui.domain.documents import Balances
from jungletui.tui.glyphs import UNICODE, Glyphs
from jungletui.tui.views.freshness import differing_age, is_stale, main_origin
from jungletui.tui.views.money import aligned, amount_text, exact_sum, value_text
from jungletui.tui.views.signs import shown
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

NO_PRICE = "no price"
AMOUNT = 30
"""A column of amounts is dropped rather than cut: half a number is a wrong number."""
DUST = {"USD": Decimal(1), "BTC": Decimal("0.00001"), "ETH": Decimal("0.0005")}
FIAT = ("USD", "EUR", "GBP", "JPY", "CHF", "AUD", "CAD", "BRL", "TRY", "KRW")
STABLE = ("USDT", "USDC", "FDUSD", "TUSD", "DAI", "BUSD", "PYUSD", "USDE", "EURC")
CASH = frozenset(FIAT + STABLE)
WALLETS = {
    "spot": "Spot",
    "classic": "Classic",
    "funding": "Funding",
    "trading": "Trading",
    "unified": "Unified",
    "margin": "Margin",
    "cross": "Cross margin",
    "isolated": "Isolated margin",
    "swap": "Perpetuals",
    "future": "Futures",
    "linear": "USD-M futures",
    "inverse": "Coin-M futures",
    "usdm": "USD-M futures",
    "coinm": "Coin-M futures",
    "option": "Options",
    "earn": "Earn",
    "savings": "Earn",
}
"""The wallets' usual names in words; any other is shown as the exchange calls it."""


def wallet_label(wallet: str) -> str:
    """The wallet's name for a person; a wallet of a pair (`isolated:BTC/USDT`) keeps the pair."""
    kind, colon, rest = wallet.partition(":")
    return WALLETS.get(kind.casefold(), kind) + (f" {rest}" if colon else "")


def dust_limit(quote: str) -> Decimal:
    """Below this value in `quote` an asset is small change."""
    return DUST.get(quote.upper(), Decimal(1))


def is_dust(row: BalanceRow, quote: str) -> bool:
    """Worth next to nothing, and free. Money itself, assets without a price and what is locked
    in orders are never small change: a bot without its last 0.40 USDT stands still."""
    if row.value is None or row.used or row.asset.upper() in CASH | {quote.upper()}:
        return False
    return abs(row.value) < dust_limit(quote)


def balance_columns(*, one_key: bool) -> tuple[Column, ...]:
    """The columns in order; the key's name is left out where only one key is shown."""
    columns = (
        Column("key", "Key", least=28),
        Column("asset", "Asset", least=10),
        Column("wallet", "Wallet", priority=1, least=16),
        Column("total", "Total", align="right", least=AMOUNT),
        Column("free", "Free", align="right", priority=3, least=AMOUNT),
        Column("used", "In orders", align="right", priority=2, least=AMOUNT),
        Column("value", "Value", align="right", least=AMOUNT),
        Column("age", "Read", priority=5, least=9, only_filled=True),
    )
    return columns[1:] if one_key else columns


def balance_rows(
    balances: Balances,
    opened: Collection[str],
    now: datetime,
    *,
    one_key: bool,
    glyphs: Glyphs = UNICODE,
) -> tuple[Row, ...]:
    """The table: keys by name, in each the most valuable first, then what has no price, then the
    small change in one line. `opened` names the keys whose small change is shown."""
    lines = _folded(balances, opened)
    usual = main_origin(row.source for row in balances.rows)
    texts = _columns_of_texts(lines, balances.quote)
    counts: dict[str, int] = {}
    rows = []
    for index, line in enumerate(lines):
        own = [column[index] for column in texts]
        cells = _cells(line, own, (now, usual), balances.quote, glyphs)
        name = line.id
        counts[name] = counts.get(name, 0) + 1
        row_key = name if counts[name] == 1 else f"{name}#{counts[name]}"
        rows.append(Row(row_key, cells[1:] if one_key else cells))
    return tuple(rows)


def dust_key(row_key: str) -> str | None:
    """The key whose small change this row folds; None for every other row."""
    return row_key.removeprefix("dust|") if row_key.startswith("dust|") else None


@dataclass(frozen=True, slots=True)
class _Line:
    """Either one balance, or the small change of one key."""

    id: str
    key: str
    balance: BalanceRow | None
    folded: tuple[BalanceRow, ...] = ()
    opened: bool = False


def _folded(balances: Balances, opened: Collection[str]) -> tuple[_Line, ...]:
    lines: list[_Line] = []
    by_key: dict[str, list[BalanceRow]] = {}
    for row in balances.rows:
        by_key.setdefault(row.key, []).append(row)
    for key in sorted(by_key, key=str.casefold):
        own = sorted(by_key[key], key=_by_value)
        dust = tuple(row for row in own if is_dust(row, balances.quote))
        dust = dust if len(dust) > 1 else ()
        lines.extend(_line(row) for row in own if not (dust and is_dust(row, balances.quote)))
        if dust:
            lines.append(_Line(f"dust|{key}", key, None, dust, key in opened))
        if key in opened:
            lines.extend(_line(row) for row in dust)
    return tuple(lines)


def _line(row: BalanceRow) -> _Line:
    return _Line(f"{row.key}|{row.wallet}|{row.asset}", row.key, row)


def _by_value(row: BalanceRow) -> tuple[bool, Decimal, str, str]:
    return row.value is None, -(row.value or Decimal(0)), row.asset, row.wallet


def _value_of(line: _Line) -> Decimal | None:
    if line.balance is not None:
        return line.balance.value
    return exact_sum(row.value for row in line.folded if row.value is not None)


def _columns_of_texts(lines: Sequence[_Line], quote: str) -> list[tuple[str, ...]]:
    """Total, free, used and value, each aligned over the whole table."""
    amounts: list[list[str]] = [[], [], []]
    values = []
    for line in lines:
        row = line.balance
        for column, amount in zip(
            amounts, (row.total, row.free, row.used) if row else (None,) * 3, strict=True
        ):
            column.append(amount_text(amount) if row else "")
        value = _value_of(line)
        values.append(NO_PRICE if value is None else value_text(value, quote))
    return [aligned(column) for column in (*amounts, values)]


def _cells(
    line: _Line,
    texts: Sequence[str],
    told: tuple[datetime, Origin | None],
    quote: str,
    glyphs: Glyphs,
) -> tuple[Cell, ...]:
    row, (now, usual) = line.balance, told
    if row is None:
        return _dust_cells(line, texts[3], quote, glyphs)
    old = is_stale(row.at, now)
    tone: Tone = "dim" if old else "plain"
    return (
        Cell(row.key, tone),
        Cell(row.asset, "dim" if old else "strong"),
        Cell(wallet_label(row.wallet), tone),
        Cell(texts[0], tone, row.total),
        Cell(texts[1], tone, row.free),
        Cell(texts[2], "plain" if row.used and not old else "dim", row.used),
        Cell(texts[3], "dim" if row.value is None else tone, row.value),
        Cell(differing_age(row.source, row.at, now, usual), "warn" if old else "dim", row.at),
    )


def _dust_cells(line: _Line, value: str, quote: str, glyphs: Glyphs) -> tuple[Cell, ...]:
    count = len(line.folded)
    sign = shown("▾" if line.opened else "▸", glyphs)
    return (
        Cell(line.key, "dim"),
        Cell(f"{sign} {count} small", "dim"),
        Cell(f"<{amount_text(dust_limit(quote))} {quote} each", "dim"),
        *(Cell("", "dim") for _ in range(3)),
        Cell(value, "dim", _value_of(line)),
        Cell(""),
    )
