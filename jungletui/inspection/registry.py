"""Which exchanges tell what a key can do: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jungletui.inspection import binance, bybit, kraken, okx
from jungletui.inspection.parser import Inspector

PARSERS: Mapping[str, Inspector] = MappingProxyType(
    {
        "binance": binance.INSPECTOR,
        "bybit": bybit.INSPECTOR,
        "kraken": kraken.INSPECTOR,
        "okx": okx.INSPECTOR,
    }
)
"""By ccxt id. An exchange that is not here tells nothing that JungleTUI can read yet."""
