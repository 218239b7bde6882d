"""The exchanges of the sandbox by ccxt id; a new one is one line here."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.sandbox import (
    binance,
    bingx,
    bitfinex,
    bitflyer,
    bitget,
    bybit,
    coinbase,
    deribit,
    gate,
    gemini,
    htx,
    kraken,
    kucoin,
    mexc,
    okx,
    upbit,
)
from jungletui.sandbox.exchange import ExchangeModule

DEMO = ("binance", "bybit", "okx", "kraken")
"""What is served where nothing is chosen."""
EXCHANGES: Mapping[str, ExchangeModule] = {
    module.EXCHANGE.id: module.EXCHANGE
    for module in (
        binance,
        bybit,
        okx,
        kraken,
        kucoin,
        bitget,
        gate,
        mexc,
        bingx,
        htx,
        gemini,
        coinbase,
        bitfinex,
        deribit,
        upbit,
        bitflyer,
    )
}
