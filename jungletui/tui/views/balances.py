"""Balances as table rows: amounts as sent, values grouped, small change folded, gaps counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from jungletui.domain.accounts import BalanceRow, Origin
from jungletui.domain.documents import Balances
from jungletui.domain.dust import dust_limit
from jungletui.tui.glyphs import UNICODE, Glyphs
from jungletui.tui.views.folding import BalanceLine, Fold, lines_of
from jungletui.tui.views.freshness import age_of, differing_age, is_stale, main_origin
from jungletui.tui.views.money import aligned, amount_text, figure_text, value_text
from jungletui.tui.views.signs import shown
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

NO_PRICE = "no price"
OLD_PRICE = timedelta(minutes=5)
"""A price is told with its age from then on."""
DIGITS = 8
"""A price is reckoned over one or two markets: more digits than these say nothing."""
AMOUNT = 30
"""A column of amounts is dropped rather than cut: half a number is a wrong number."""
FIGURES = ("total", "free", "used")
"""What a row tells of an asset; what of it was reckoned is marked."""
WALLETS = {
    "spot": "Spot",
    "classic": "Classic",
    "funding": "Funding",
    "trading": "Trading",
    "unified": "Unified",
    "main": "Main",
    "account": "Account",
    "exchange": "Exchange",
    "fund": "Funding",
    "margin": "Margin",
    "cross": "Cross margin",
    "cross margin": "Cross margin",
    "isolated": "Isolated margin",
    "isolated margin": "Isolated margin",
    "swap": "Perpetuals",
    "linear swap": "USD-M perpetuals",
    "inverse swap": "Coin-M perpetuals",
    "contracts": "Contracts",
    "future": "Futures",
    "futures": "Futures",
    "dated futures": "Dated futures",
    "linear": "USD-M futures",
    "inverse": "Coin-M futures",
    "usdm": "USD-M futures",
    "coinm": "Coin-M futures",
    "option": "Options",
    "earn": "Earn",
    "savings": "Earn",
    "mining": "Mining",
    "hf": "High frequency",
    "copy_trading": "Copy trading",
}
"""The wallets' usual names in words; any other is shown as the exchange calls it."""


def wallet_label(wallet: str) -> str:
    """The wallet's name for a person. A wallet of a pair (`isolated:BTC/USDT`) keeps the pair, and
    a part of one (`earn, flexible`) the part."""
    for mark, between in ((", ", ", "), (": ", ": "), (":", " ")):
        kind, found, rest = wallet.partition(mark)
        if found:
            return f"{WALLETS.get(kind.casefold(), kind)}{between}{rest}"
    return WALLETS.get(wallet.casefold(), wallet)


def balance_columns(*, one_key: bool) -> tuple[Column, ...]:
    """The columns in order; the key's name is left out where only one key is shown."""
    columns = (
        Column("key", "Key", least=20),
        Column("asset", "Asset", least=10),
        Column("wallet", "Wallet", priority=1, least=13),
        Column("total", "Total", align="right", least=AMOUNT),
        Column("free", "Free", align="right", priority=3, least=AMOUNT),
        Column("used", "In orders", align="right", priority=2, least=AMOUNT),
        Column("value", "Value", align="right", least=AMOUNT),
        Column("price", "Price", align="right", priority=4, least=AMOUNT, only_filled=True),
        Column("age", "Read", priority=5, least=9, only_filled=True),
    )
    return columns[1:] if one_key else columns


def is_old_price(row: BalanceRow, now: datetime) -> bool:
    """Whether the price is too old to be shown without its age."""
    return row.price_at is not None and now - row.price_at > OLD_PRICE


def price_text(row: BalanceRow | None, now: datetime) -> str:
    """What one of the asset costs, over which assets, and how old that is where it is old; empty
    where it is money itself or not known."""
    if row is None or row.price is None or len(row.price_path) < 2:
        return ""
    price = amount_text(Decimal(f"{row.price:.{DIGITS}g}"))
    over = f" over {', '.join(row.price_path[1:-1])}" if len(row.price_path) > 2 else ""
    age = f", {age_of(row.price_at, now)} old !" if row.price_at and is_old_price(row, now) else ""
    return f"{price}{over}{age}"


def prices_text(rows: Sequence[BalanceRow], now: datetime) -> str:
    """`prices 5 s to 2 min old`: the newest and the oldest; empty without any."""
    times = [row.price_at for row in rows if row.price_at is not None and len(row.price_path) > 1]
    if not times:
        return ""
    newest, oldest = age_of(max(times), now), age_of(min(times), now)
    if newest == oldest:
        return "prices of now" if newest == "now" else f"prices {newest} old"
    return f"prices {newest} to {oldest} old"


def balance_rows(
    balances: Balances,
    opened: Collection[str],
    now: datetime,
    *,
    one_key: bool,
    glyphs: Glyphs = UNICODE,
) -> tuple[Row, ...]:
    """The table: keys by name, in each the most valuable first, then what has no price, then the
    small change in one line, then the other keys of the same account in a line each. `opened`
    holds the lines that are open, as `folded_key` names them."""
    lines = lines_of(balances, opened)
    usual = main_origin(row.source for row in balances.rows)
    texts = _columns_of_texts(lines, balances.quote, now)
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


def _columns_of_texts(
    lines: Sequence[BalanceLine], quote: str, now: datetime
) -> list[tuple[str, ...]]:
    """Total, free, used and value, each aligned over the whole table; then the price."""
    amounts: list[list[str]] = [[], [], []]
    values = []
    for line in lines:
        row = line.balance
        for column, name in zip(amounts, FIGURES, strict=True):
            column.append(figure_text(row, name) if row else "")
        value = line.value
        values.append(NO_PRICE if value is None else value_text(value, quote))
    prices = tuple(price_text(line.balance, now) for line in lines)
    return [*(aligned(column) for column in (*amounts, values)), prices]


def _cells(
    line: BalanceLine,
    texts: Sequence[str],
    told: tuple[datetime, Origin | None],
    quote: str,
    glyphs: Glyphs,
) -> tuple[Cell, ...]:
    row, (now, usual) = line.balance, told
    if row is None:
        return _folded_cells(line, texts[3], quote, glyphs)
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
        Cell(texts[4], "warn" if is_old_price(row, now) else "dim", row.price),
        Cell(differing_age(row.source, row.at, now, usual), "warn" if old else "dim", row.at),
    )


def _folded_cells(line: BalanceLine, value: str, quote: str, glyphs: Glyphs) -> tuple[Cell, ...]:
    count = len(line.folded)
    sign = shown("▾" if line.opened else "▸", glyphs)
    twin = line.fold is Fold.TWIN
    words = "same account" if twin else f"<{amount_text(dust_limit(quote))} {quote} each"
    return (
        Cell(line.key, "dim"),
        Cell(f"{sign} {count} {('row' if count == 1 else 'rows') if twin else 'small'}", "dim"),
        Cell(words, "dim"),
        *(Cell("", "dim") for _ in range(3)),
        Cell(value, "dim", line.value),
        Cell(""),
        Cell(""),
    )
