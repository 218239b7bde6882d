"""What is traded on a sandbox exchange, and by which rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Product(StrEnum):
    """What is traded: the asset itself, or a perpetual settled in the quote or in the base."""

    SPOT = "spot"
    LINEAR = "linear"
    INVERSE = "inverse"


@dataclass(frozen=True, slots=True)
class Market:
    """One market. `symbol` is spelt as ccxt does (`BTC/USDT`, `BTC/USDT:USDT`, `BTC/USD:BTC`);
    `contract_size` is in the base for linear markets and in the quote for inverse ones."""

    symbol: str
    base: str
    quote: str
    product: Product
    tick: Decimal
    lot: Decimal
    minimum_cost: Decimal
    contract_size: Decimal = Decimal(1)

    @property
    def settle(self) -> str:
        """The asset that profit and margin are counted in (the quote, for spot)."""
        return self.base if self.product is Product.INVERSE else self.quote

    @property
    def spot(self) -> bool:
        """Whether the asset itself changes hands."""
        return self.product is Product.SPOT

    @property
    def inverse(self) -> bool:
        """Whether profit is counted in the base."""
        return self.product is Product.INVERSE

    def cost(self, amount: Decimal, price: Decimal) -> Decimal:
        """What `amount` (contracts, for derivatives) is worth in `settle`."""
        if self.product is Product.INVERSE:
            return amount * self.contract_size / price
        return amount * self.contract_size * price


@dataclass(frozen=True, slots=True)
class Fees:
    """The exchange's rates, and whether a spot fee is always paid in the quote (else: in the asset
    that is received)."""

    maker: Decimal
    taker: Decimal
    in_quote: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs between exchanges in their books: rates, and how ids are spelt."""

    exchange: str
    fees: Fees
    order_id: Callable[[int], str] = str
    fill_id: Callable[[int], str] = str
    leverage: Decimal = Decimal(5)
