"""Which symbols an account touches, where an exchange answers only symbol by symbol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jungletui.exchanges.line import Line
from jungletui.exchanges.memories import Memory
from jungletui.exchanges.plans import Plan, Slice
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import balance, implicit_call, method, rows
from jungletui.exchanges.rows import NOT_ASSETS, exact

MOST_SYMBOLS = 24
"""Symbols that are surely or likely used are asked up to here."""
MOST_GUESSES = 12
"""Once so many are asked, no mere possibility is added."""
UNIFIED = "fetch_positions"
QUOTES = (
    "USDT", "USDC", "FDUSD", "BTC", "EUR", "USD", "BNB", "ETH",
    "KRW", "JPY", "GBP", "AUD", "CAD", "BRL", "TRY", "IDR", "MXN", "ZAR", "INR", "SGD", "CHF",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Which symbols to ask for, the surest first; those beyond the limit; those that had no order a
    moment ago, so that they have no fill; and whether that is every market there is."""

    asked: tuple[str, ...]
    left_out: tuple[str, ...]
    silent: tuple[str, ...]
    whole: bool = False


async def candidates(made: Ccxt, line: Line, plan: Plan, part: Slice, memory: Memory) -> Choice:
    """Symbols worth asking for: of open orders, of what was seen traded, of open positions, of the
    wallet's assets against their usual quote, and then against other quotes that are held too; all
    where there are few. Raises ExchangeError."""
    known = [*await _of_open_orders(made, line, plan, part, memory), *memory.traded(part.kind)]
    sure = list(known)
    guesses: list[str] = []
    if part.positions:
        sure += await _of_positions(made, line, part, memory)
    else:
        likely, guesses = _of_assets(made, await _held(made, line, part, memory))
        sure += [symbol for symbol in likely if _fits(made, part, symbol)]
        guesses = [symbol for symbol in guesses if _fits(made, part, symbol)]
    every = [symbol for symbol in made.markets or {} if _fits(made, part, symbol)]
    if len(every) <= MOST_GUESSES:
        guesses += every
    ranked = list(dict.fromkeys([*sure, *guesses]))
    count = min(MOST_SYMBOLS, max(len(set(sure)), MOST_GUESSES))
    now = line.clock()
    doubtful = [s for s in ranked[:count] if part.of == "fills" and s not in known]
    silent = [symbol for symbol in doubtful if memory.is_silent(part.kind, symbol, now)]
    asked = tuple(symbol for symbol in ranked[:count] if symbol not in silent)
    whole = set(every) <= {*asked, *silent}
    return Choice(asked, tuple(ranked[count:]), tuple(silent), whole)


def _fits(made: Ccxt, part: Slice, symbol: str) -> bool:
    """Whether the part is about this market; margin trades on the spot markets."""
    return part.kind == "margin" or part.covers(kind_of(made, symbol))


def kind_of(made: Ccxt, symbol: str) -> str:
    """The kind of a market as plans name it."""
    market = (made.markets or {}).get(symbol, {})
    if market.get("swap") or market.get("future"):
        return "linear" if market.get("linear") else "inverse"
    return str(market.get("type", "spot"))


async def _of_open_orders(
    made: Ccxt, line: Line, plan: Plan, part: Slice, memory: Memory
) -> tuple[str, ...]:
    known = memory.recall("open", part.kind, line.clock())
    if known is not None:
        return known
    if part.kind in memory.refused:
        raise memory.refused[part.kind]
    for other in plan.slices:
        if other.of == "open" and other.kind == part.kind and not other.per_symbol:
            work = method(made, other.method)(None, None, None, dict(other.params))
            memory.opened(part.kind, line.clock(), await rows(line, work))
    return memory.recall("open", part.kind, line.clock()) or ()


async def _of_positions(made: Ccxt, line: Line, part: Slice, memory: Memory) -> tuple[str, ...]:
    known = memory.recall("positions", part.kind, line.clock())
    if known is not None:
        return known
    if part.positions == UNIFIED:
        told = await rows(line, method(made, UNIFIED)(None, dict(part.params)))
        some = (str(row.get("symbol")) for row in told if exact(row.get("contracts")) != 0)
        mine = (symbol for symbol in some if part.covers(kind_of(made, symbol)))
        return memory.keep("positions", part.kind, line.clock(), mine)
    path, api, verb, _ = implicit_call(made, part.positions)
    found = await rows(line, made.request(path, api, verb, {}), raw=True)
    wanted = {str(row.get("symbol")) for row in found if exact(row.get("positionAmt"))}
    symbols = (
        symbol
        for symbol, market in (made.markets or {}).items()
        if market.get("id") in wanted and kind_of(made, symbol) == part.kind
    )
    return memory.keep("positions", part.kind, line.clock(), symbols)


async def _held(made: Ccxt, line: Line, part: Slice, memory: Memory) -> tuple[str, ...]:
    known = memory.recall("held", part.kind, line.clock())
    if known is not None:
        return known
    assets = some_of(await balance(made, line, part.params))
    return memory.keep("held", part.kind, line.clock(), assets)


def _of_assets(made: Ccxt, held: Sequence[str]) -> tuple[list[str], list[str]]:
    """Each asset against its first quote that is held, and against the others; where none of them
    is held (a bot that bought for all of its yen), against the most usual one that is traded."""
    quotes = [quote for quote in QUOTES if quote in held or quote == QUOTES[0]]
    likely, guesses = [], []
    for asset in held:
        symbols = _pairs(made, asset, quotes) or _pairs(made, asset, QUOTES)[:1]
        likely += symbols[:1]
        guesses += symbols[1:]
    return likely, guesses


def _pairs(made: Ccxt, asset: str, quotes: Sequence[str]) -> list[str]:
    pairs = (f"{asset}/{quote}" for quote in quotes if asset != quote)
    return [symbol for symbol in pairs if symbol in (made.markets or {})]


def some_of(told: Row) -> list[str]:
    """The assets of a balance of which there is any."""
    return [
        asset
        for asset, amounts in told.items()
        if asset not in NOT_ASSETS and isinstance(amounts, Mapping) and exact(amounts.get("total"))
    ]
