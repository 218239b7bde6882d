"""What follows from the markets alone is found and made once, and is the same."""

from __future__ import annotations

import msgspec

from jungletui.sandbox.listing import Listing
from jungletui.sandbox.markets import build_markets
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.rules import Market, Product

MARKETS = build_markets(EXCHANGES["binance"].universe, 60)


def spelt(market: Market) -> str:
    return market.base + market.quote


def test_markets_are_found_by_product_and_name() -> None:
    listing = Listing(MARKETS)
    spot = [market for market in MARKETS.values() if market.spot]
    assert listing.of(Product.SPOT) == spot
    assert listing.of(*Product) == list(MARKETS.values())
    assert listing.of() == []
    for product in Product:
        for market in listing.of(product):
            assert listing.named(spelt, product)[spelt(market)] is market
    assert "NOSUCH" not in listing.named(spelt, *Product)
    assert listing.assets() == sorted({m.base for m in spot} | {m.quote for m in spot})


def test_rows_are_made_once_for_each_kind() -> None:
    listing, asked = Listing(MARKETS), []

    def render(market: Market) -> dict[str, str]:
        asked.append(market.symbol)
        return {"symbol": market.symbol}

    first, both = list(MARKETS.values())[:1], list(MARKETS.values())[:2]
    listing.rows("one", first, render)
    rows = listing.rows("one", both, render)
    assert [msgspec.json.decode(row)["symbol"] for row in rows] == [m.symbol for m in both]
    assert asked == [market.symbol for market in both]
    listing.rows("other", first, render)
    assert len(asked) == 3
