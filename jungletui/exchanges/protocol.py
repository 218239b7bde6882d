"""What this package uses of a ccxt exchange, typed: ccxt itself says `Any` almost everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

Row = Mapping[str, object]
"""One of ccxt's unified structures: an order, a trade, a ticker, a market."""


class Ccxt(Protocol):
    """One exchange object of `ccxt.async_support`."""

    id: str
    has: dict[str, object]
    urls: dict[str, object]
    options: dict[str, object]
    rateLimit: float  # noqa: N815
    hostname: str | None
    headers: dict[str, str]
    markets: dict[str, Row] | None
    markets_by_id: dict[str, list[Row]] | None
    currencies: dict[str, Row] | None
    requiredCredentials: dict[str, bool]  # noqa: N815
    number: Callable[[str], object]

    async def request(self, path: str, api: list[str], method: str, params: Row) -> object:
        """Sign and send one endpoint."""
        ...

    async def load_markets_helper(self, reload: bool) -> dict[str, Row]:
        """Fetch and set markets and currencies."""
        ...

    def market(self, symbol: str) -> Row:
        """One market by its symbol or the exchange's own name."""
        ...

    def set_markets(self, markets: object, currencies: object = None) -> object:
        """Set markets (and currencies), and index them."""
        ...

    def set_markets_from_exchange(self, source: Ccxt) -> object:
        """Share another object's markets."""
        ...

    def set_sandbox_mode(self, enable: bool) -> None:
        """Use the test network."""
        ...

    async def fetch_time(self) -> int:
        """The exchange's time in milliseconds."""
        ...

    async def fetch_tickers(self, symbols: None, params: Row) -> Mapping[str, Row]:
        """All tickers of one kind of market."""
        ...

    async def fetch_ticker(self, symbol: str) -> Row:
        """One ticker."""
        ...

    async def fetch_balance(self, params: Row) -> Row:
        """One wallet."""
        ...
