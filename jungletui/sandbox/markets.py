"""A few hundred markets with realistic names, ticks and lots, the same for the same universe; or as
many as the real exchange has, the further ones of made-up coins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from jungletui.sandbox.prices import DOLLARS, FIAT, STABLE
from jungletui.sandbox.rules import Market, Product

DECIMALS = 8
"""Price times amount has no more decimals than this, so that no exchange's reply rounds it."""
ONE = Decimal(1)
REAL: Mapping[str, int] = {
    # Rows of what ccxt 4.5.90 `load_markets` keeps, to the next hundred: GET /api/v3/exchangeInfo,
    # /fapi/v1/exchangeInfo and /dapi/v1/exchangeInfo; /v5/market/instruments-info of spot, linear,
    # inverse; /api/v5/public/instruments of SPOT, SWAP, FUTURES; /0/public/AssetPairs; …
    "binance": 3500,
    "bybit": 1500,
    "okx": 1300,
    "kraken": 1200,
    "kucoin": 1400,
    "bitget": 1400,
    "gate": 2600,
    "mexc": 2900,
    "bingx": 1300,
    "htx": 900,
    "gemini": 200,
    "coinbase": 900,
    "bitfinex": 400,
    "deribit": 200,
    "upbit": 600,
    "bitflyer": 10,
}
"""How many markets each exchange lists, by order of magnitude: they come and go every day. Options
are left out."""
DEMO_COUNT = 300
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Universe:
    """Which markets an exchange has: spot quotes by weight of listing, perpetuals or none.

    With `linear_contracts` a linear contract is a thousand lots of the coin (BTC: 0.01), as on okx;
    else it is one coin and traded in parts.
    """

    spot_quotes: tuple[str, ...]
    linear_quote: str | None = None
    linear_contracts: bool = False
    inverse: bool = False
    inverse_size: Decimal = Decimal(100)
    without: frozenset[str] = frozenset()


def build_markets(universe: Universe, count: int) -> dict[str, Market]:
    """`count` markets by ccxt symbol: about seven tenths spot where there are perpetuals. Those
    that the known coins do not fill are of made-up ones, a dollar each."""
    coins = [a for a in DOLLARS if a not in STABLE | FIAT | universe.without]
    found = _known(universe, coins, min(count, DEMO_COUNT))
    quotes = [quote for quote in universe.spot_quotes if DOLLARS[quote] < 2]
    for coin in _made_up(count):
        if len(found) >= count:
            break
        listed = [_market(coin, quote, f"{coin}/{quote}", Product.SPOT) for quote in quotes]
        if universe.linear_quote is not None:
            listed.append(_linear(universe, coin))
        found |= {market.symbol: market for market in listed[: count - len(found)]}
    return found


def _made_up(count: int) -> Iterator[str]:
    """Names that no coin has: digits in their middle."""
    for number in range(count):
        first, last = divmod(number, len(LETTERS))
        yield f"{LETTERS[first % len(LETTERS)]}{first // len(LETTERS):02}{LETTERS[last]}X"


def _linear(universe: Universe, base: str) -> Market:
    quote = universe.linear_quote
    market = _market(base, quote or "", f"{base}/{quote}:{quote}", Product.LINEAR)
    if universe.linear_contracts:
        return replace(market, lot=Decimal(1), contract_size=market.lot * 1000)
    return market


def _known(universe: Universe, coins: list[str], count: int) -> dict[str, Market]:
    spot_count = count if universe.linear_quote is None else count * 7 // 10
    found = _spot(universe.spot_quotes, coins, spot_count)
    rest = count - len(found)
    inverse = coins[: max(2, rest // 5)] if universe.inverse else []
    if universe.linear_quote is not None:
        found += [_linear(universe, base) for base in coins[: rest - len(inverse)]]
    for base in inverse:
        size = universe.inverse_size if base == "BTC" else max(ONE, universe.inverse_size / 10)
        found.append(
            Market(
                f"{base}/USD:{base}", base, "USD", Product.INVERSE, tick_of(DOLLARS[base]),
                Decimal(1), Decimal(0), size,
            )
        )  # fmt: skip
    return {market.symbol: market for market in found}


def _spot(quotes: tuple[str, ...], coins: list[str], count: int) -> list[Market]:
    """Two fifths in the first quote, with the other currencies themselves; the rest is shared."""
    first, others = quotes[0], quotes[1:]
    money = [quote for quote in others if quote in FIAT | STABLE]
    found = [_market(base, first, f"{base}/{first}", Product.SPOT) for base in (*money, *coins)]
    found = found[: count * 2 // 5]
    for position, quote in enumerate(others):
        share = (count - len(found)) // (len(others) - position)
        listed = [coin for coin in coins if coin != quote and _lists(coin, quote)][:share]
        found.extend(_market(base, quote, f"{base}/{quote}", Product.SPOT) for base in listed)
    return found


def _lists(base: str, quote: str) -> bool:
    """No coin is quoted in a cheaper coin, nor where its price would be below a few ticks."""
    price = DOLLARS[base] / DOLLARS[quote]
    return price > Decimal("0.000001") and not (DOLLARS[quote] > 2 and price > 1)


def _market(base: str, quote: str, symbol: str, product: Product) -> Market:
    dollars = DOLLARS.get(base, ONE)
    price = dollars / DOLLARS[quote]
    tick = tick_of(price)
    room = DECIMALS + int(tick.normalize().as_tuple().exponent)
    wanted = max(0, dollars.adjusted() + 1)
    return Market(symbol, base, quote, product, tick, Decimal(1).scaleb(-min(wanted, room)),
                  Decimal(5) if quote in STABLE else Decimal("0.0001"))  # fmt: skip


def tick_of(price: Decimal) -> Decimal:
    """Five significant digits, between 0.01 and 0.00000001."""
    exponent = min(-2, max(-DECIMALS, price.adjusted() - 4))
    return Decimal(1).scaleb(exponent)
