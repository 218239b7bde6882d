"""Which symbols an account touches, where an exchange answers only symbol by symbol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from jungletui.exchanges.line import Line
from jungletui.exchanges.plans import Plan, Slice
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import ask, implicit_call, method, rows
from jungletui.exchanges.rows import NOT_ASSETS, exact

MOST_SYMBOLS = 24
LIFE = timedelta(minutes=1)
QUOTES = ("USDT", "USDC", "FDUSD", "BTC", "EUR", "USD", "BNB", "ETH")


class Memory:
    """The symbols found for one key, for a minute: listing all open orders is the dearest call."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[datetime, tuple[str, ...]]] = {}

    def recall(self, kind: str, now: datetime) -> tuple[str, ...] | None:
        """What was found for this kind of market within the last minute."""
        at, symbols = self._found.get(kind, (None, ()))
        return symbols if at is not None and timedelta(0) <= now - at < LIFE else None

    def keep(self, kind: str, now: datetime, symbols: tuple[str, ...]) -> None:
        """Remember what was found."""
        self._found[kind] = (now, symbols)


async def candidates(
    made: Ccxt, line: Line, plan: Plan, part: Slice, memory: Memory
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Symbols worth asking for, the surest first, and those beyond the limit. They come from open
    orders, then from open positions, or from the assets of the wallet against usual quotes that
    are in it too.
    Raises ExchangeError."""
    unique = memory.recall(part.kind, line.clock())
    if unique is None:
        unique = await _candidates(made, line, plan, part)
        memory.keep(part.kind, line.clock(), unique)
    return unique[:MOST_SYMBOLS], unique[MOST_SYMBOLS:]


def kind_of(made: Ccxt, symbol: str) -> str:
    """The kind of a market as plans name it."""
    market = (made.markets or {}).get(symbol, {})
    if market.get("swap") or market.get("future"):
        return "linear" if market.get("linear") else "inverse"
    return str(market.get("type", "spot"))


async def _candidates(made: Ccxt, line: Line, plan: Plan, part: Slice) -> tuple[str, ...]:
    markets = made.markets or {}
    found = [*await _of_open_orders(made, line, plan, part)]
    if part.positions:
        found += await _of_positions(made, line, part)
    else:
        found += [s for s in await _of_assets(made, line, part) if s in markets]
    return tuple(dict.fromkeys(found))


async def _of_open_orders(made: Ccxt, line: Line, plan: Plan, part: Slice) -> Iterable[str]:
    for other in plan.slices:
        if other.of == "open" and other.kind == part.kind:
            work = method(made, other.method)(None, None, None, dict(other.params))
            return [str(row.get("symbol")) for row in await rows(line, work)]
    return []


async def _of_positions(made: Ccxt, line: Line, part: Slice) -> list[str]:
    path, api, verb, _ = implicit_call(made, part.positions)
    found = await rows(line, made.request(path, api, verb, {}))
    wanted = {str(row.get("symbol")) for row in found if exact(row.get("positionAmt"))}
    return [
        symbol
        for symbol, market in (made.markets or {}).items()
        if market.get("id") in wanted and kind_of(made, symbol) == part.kind
    ]


async def _of_assets(made: Ccxt, line: Line, part: Slice) -> list[str]:
    balance = await ask(line, made.fetch_balance(dict(part.params)))
    held = _held(balance if isinstance(balance, Mapping) else {})
    quotes = [quote for quote in QUOTES if quote in held or quote == QUOTES[0]]
    return [f"{asset}/{quote}" for quote in quotes for asset in held if asset != quote]


def _held(balance: Row) -> list[str]:
    return [
        asset
        for asset, amounts in balance.items()
        if asset not in NOT_ASSETS and isinstance(amounts, Mapping) and exact(amounts.get("total"))
    ]
