"""Finds the corrections of one exchange."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import cast

from jungletui.exchanges.corrections import Corrections

OWN = (
    "bigone", "bit2c", "bitbns", "bitfinex", "bitflyer", "bitget", "bitopro", "bitrue",
    "bitstamp", "bitteam", "bittrade", "coinbase", "coinbaseexchange", "coinbaseinternational",
    "coincheck", "coinone", "coinsph", "cryptomus", "gate", "grvt", "hitbtc", "htx", "indodax",
    "kraken", "krakenfutures", "kucoin", "latoken", "lbank", "lighter", "mexc", "okx", "p2b",
    "tokocrypto", "toobit", "whitebit", "zaif", "zebpay",
)  # fmt: skip
"""Exchanges with a file of their own name."""
ALL: Mapping[str, str] = {
    **{name: name for name in OWN},
    "bithumb": "withdraw",
    "fmfwio": "hitbtc",
    "gateeu": "gate",
    "kucoinfutures": "kucoin",
    "myokx": "okx",
    "okxus": "okx",
    "xt": "withdraw",
}
"""Exchange to the file that tells of it: only that one is loaded."""
NONE = Corrections()


@cache
def corrections_of(exchange: str) -> Corrections:
    """What is put right there; mostly nothing."""
    file = ALL.get(exchange)
    if file is None:
        return NONE
    module = importlib.import_module(f"jungletui.exchanges.corrections.{file}")
    return cast("Corrections", module.CORRECTIONS)
