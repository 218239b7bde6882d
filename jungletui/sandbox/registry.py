"""The exchanges of the sandbox by ccxt id; a new one is one line here."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.sandbox import binance, bybit, kraken, okx
from jungletui.sandbox.exchange import ExchangeModule

EXCHANGES: Mapping[str, ExchangeModule] = {
    module.EXCHANGE.id: module.EXCHANGE for module in (binance, bybit, okx, kraken)
}
