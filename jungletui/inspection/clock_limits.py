"""By how much a clock may be off before an exchange refuses what is signed with it.

The pages were read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

USUAL = timedelta(seconds=30)
"""For an exchange whose rule is not known here: a clock that is further off is wrong anywhere."""
_LIMITS: Mapping[str, timedelta | None] = {
    # recvWindow, 5 s where a program names none: binance-spot-api-docs rest-api.md, timing security
    "binance": timedelta(seconds=5),
    "binanceus": timedelta(seconds=5),
    "binanceusdm": timedelta(seconds=5),
    "binancecoinm": timedelta(seconds=5),
    # recv_window, 5 s: https://bybit-exchange.github.io/docs/v5/guide
    "bybit": timedelta(seconds=5),
    "bybiteu": timedelta(seconds=5),
    "bybitid": timedelta(seconds=5),
    # 50102, 30 s: https://www.okx.com/docs-v5/en/
    "okx": timedelta(seconds=30),
    "myokx": timedelta(seconds=30),
    "okxus": timedelta(seconds=30),
    # 400002, 5 s: https://www.kucoin.com/docs-new/authentication
    "kucoin": timedelta(seconds=5),
    "kucoinfutures": timedelta(seconds=5),
    # REQUEST_EXPIRED, 60 s: https://www.gate.io/docs/developers/apiv4/en/
    "gate": timedelta(seconds=60),
    "gateeu": timedelta(seconds=60),
    # 5 minutes: https://huobiapi.github.io/docs/spot/v1/en/
    "htx": timedelta(minutes=5),
    # the token lives 2 minutes: https://docs.cdp.coinbase.com/get-started/authentication
    "coinbase": timedelta(minutes=2),
    # a nonce that grows, no clock: https://docs.kraken.com/api/docs/guides/spot-errors/
    "kraken": None,
    "krakenfutures": None,
}


def clock_limit(exchange: str) -> timedelta | None:
    """The largest difference that is accepted; None where the exchange compares no clocks."""
    return _LIMITS.get(exchange, USUAL)
