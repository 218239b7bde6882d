"""A few hundred markets with realistic names, ticks and lots, the same for the same universe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from jungletui.sandbox.model import Market, Product
from jungletui.sandbox.prices import DOLLARS, FIAT, STABLE

DECIMALS = 8
"""Price times amount has no more decimals than this, so that no exchange's reply rounds it."""
ONE = Decimal(1)


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
    """`count` markets by ccxt symbol: about seven tenths spot where there are perpetuals."""
    coins = [a for a in DOLLARS if a not in STABLE | FIAT | universe.without]
    spot_count = count if universe.linear_quote is None else count * 7 // 10
    found = _spot(universe.spot_quotes, coins, spot_count)
    rest = count - len(found)
    inverse = coins[: max(2, rest // 5)] if universe.inverse else []
    if universe.linear_quote is not None:
        for base in coins[: rest - len(inverse)]:
            quote = universe.linear_quote
            market = _market(base, quote, f"{base}/{quote}:{quote}", Product.LINEAR)
            if universe.linear_contracts:
                market = replace(market, lot=Decimal(1), contract_size=market.lot * 1000)
            found.append(market)
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
    price = DOLLARS[base] / DOLLARS[quote]
    tick = tick_of(price)
    room = DECIMALS + int(tick.normalize().as_tuple().exponent)
    wanted = max(0, DOLLARS[base].adjusted() + 1)
    return Market(symbol, base, quote, product, tick, Decimal(1).scaleb(-min(wanted, room)),
                  Decimal(5) if quote in STABLE else Decimal("0.0001"))  # fmt: skip


def tick_of(price: Decimal) -> Decimal:
    """Five significant digits, between 0.01 and 0.00000001."""
    exponent = min(-2, max(-DECIMALS, price.adjusted() - 4))
    return Decimal(1).scaleb(exponent)
