"""Orders and fills as exchanges send them, and what is read of them."""

from __future__ import annotations

import json
from decimal import Context, Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from jungletui.domain.keys import Environment
from jungletui.exchanges.building import build
from jungletui.exchanges.saying import SAID, Said
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import NOW

PROFILE = make_key("binance").profile
EXACT = Context(prec=80)
"""Products of two figures with all their digits, as exchanges send them."""
AMOUNTS = st.decimals(min_value=Decimal("0.00000001"), max_value=Decimal(10**9), places=8)


@cache
def made(exchange: str = "binance") -> Any:
    """An exchange with one market of the asset and one of contracts of a tenth each."""
    found: Any = build(exchange, Environment.LIVE, None, {})
    spot = {"id": "BTCUSDT", "symbol": "BTC/USDT", "base": "BTC", "quote": "USDT", "spot": True}
    swap = {
        "id": "BTCUSDT-P", "symbol": "BTC/USDT:USDT", "base": "BTC", "quote": "USDT",
        "settle": "USDT", "swap": True, "contract": True, "linear": True, "contractSize": "0.1",
    }  # fmt: skip
    common = {"baseId": "BTC", "quoteId": "USDT", "active": True, "precision": {}, "limits": {}}
    found.set_markets(
        [
            found.safe_market_structure({**common, **spot, "type": "spot"}),
            found.safe_market_structure({**common, **swap, "type": "swap"}),
        ]
    )
    return found


def order_reply(amount: Decimal, part: int, price: Decimal) -> dict[str, object]:
    filled = (amount * part / 100).quantize(Decimal("0.00000001"))
    return {
        "symbol": "BTCUSDT", "orderId": 7, "clientOrderId": "c", "price": f"{price:f}",
        "origQty": f"{amount:f}", "executedQty": f"{filled:f}",
        "cummulativeQuoteQty": f"{EXACT.multiply(filled, price):f}", "status": "PARTIALLY_FILLED",
        "type": "LIMIT", "side": "BUY", "time": NOW, "updateTime": NOW, "timeInForce": "GTC",
    }  # fmt: skip


def fill_reply(amount: Decimal, price: Decimal, fee: Decimal) -> dict[str, object]:
    return {
        "symbol": "BTCUSDT", "id": 5, "orderId": 7, "price": f"{price:f}", "qty": f"{amount:f}",
        "quoteQty": f"{EXACT.multiply(amount, price):f}", "commission": f"{fee:f}",
        "commissionAsset": "BNB", "time": NOW, "isBuyer": True, "isMaker": False,
    }  # fmt: skip


def heard(parsed: dict[str, Any], raw: object) -> dict[str, Any]:
    return {**parsed, SAID: Said([json.dumps(raw)])}
