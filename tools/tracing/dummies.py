"""ccxt objects with made-up credentials, for tracing. Nothing of them reaches a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from jungletui.exchanges.loader import load_exchange

NOW = 1_767_225_600_000
"""2026-01-01: the time stands still, so that two requests differ only where the keys do."""


def credentials(seed: str) -> dict[str, str]:
    """Made-up credentials of every field of ccxt; another `seed`, other credentials."""
    raw = hashlib.sha512(seed.encode()).digest()
    return {
        "apiKey": raw[:16].hex(),
        "secret": base64.b64encode(raw).decode(),
        "uid": str(int.from_bytes(raw[:4], "big")),
        "login": f"{seed}@example.org",
        "password": f"made-up-{seed}",
        "twofa": base64.b32encode(raw[:10]).decode(),
        "privateKey": "0x" + raw[:32].hex(),
        "walletAddress": "0x" + raw[32:52].hex(),
        "token": f"token-{seed}",
        "accountId": "1",
    }


HANDED_OVER: Mapping[str, Mapping[str, str]] = {
    "grvt": {"accountId": "1"},
    "lighter": {"token": "ro:1:single:4102444800:1", "privateKey": ""},
    "polymarket": {"apiKey": "0x" + "11" * 20},
}
"""What is handed over with a key where ccxt would make it by itself (`handed_over.py`)."""
TICKS = 4
"""ccxt's TICK_SIZE."""


def made(exchange: str, seed: str = "one", options: Mapping[str, object] | None = None) -> Any:
    """A REST object of `exchange`, signing with made-up credentials at a time that stands still."""
    found: Any = load_exchange(exchange)(  # type: ignore[call-arg]
        {**credentials(seed), "enableRateLimit": False, "options": dict(options or {})}
    )
    still(found)
    return found


def still(found: Any) -> None:
    """Stop its clock and its dice."""
    found.milliseconds = lambda: NOW
    found.microseconds = lambda: NOW * 1000
    found.seconds = lambda: NOW // 1000
    found.nonce = lambda: NOW // 1000
    for name in ("uuid", "uuid16", "uuid22", "uuidv1"):
        setattr(found, name, lambda *_: "00000000")


ORDERS = {"orderTypes": ["LIMIT", "MARKET"], "orderType": ["LIMIT", "MARKET"]}


def markets(precision_mode: int = TICKS, exchange: str = "") -> list[dict[str, Any]]:
    """A spot market, a linear and an inverse perpetual and an option, in ccxt's shape, and the one
    market that some methods of `exchange` are about."""
    option = {
        **_market("BTC/USDT:USDT-270101-100000-C", "USDT", "USDT"),
        "id": "BTC-270101-100000-C",
        "type": "option",
        "swap": False,
        "option": True,
        "strike": 100000,
        "optionType": "call",
        "expiry": 1_798_761_600_000,
    }
    found = [
        _market("BTC/USDT", "USDT", None),
        _market("BTC/USDT:USDT", "USDT", "USDT"),
        _market("BTC/USD:BTC", "USD", "BTC"),
        option,
    ]
    if precision_mode != TICKS:  # then it is a number of digits
        found = [{**market, "precision": {"amount": 4, "price": 2}} for market in found]
    found += [_market(*parts) for parts in ONLY.get(exchange, ())]
    if exchange == "nado":  # its ids are numbers
        ids = {"baseId": "1", "quoteId": "2"}
        found = [{**market, "id": str(at), **ids} for at, market in enumerate(found)]
    return found


ONLY: Mapping[str, Sequence[tuple[str, str, str | None]]] = {
    "coincheck": [("BTC/JPY", "JPY", None)],
    "phemex": [("BTC/USD:USD", "USD", "USD")],
    "backpack": [("BTC.US.RFQ/USDT", "USDT", None)],  # a stock that is traded on request
}


def _market(symbol: str, quote: str, settle: str | None) -> dict[str, Any]:
    linear = None if settle is None else settle == quote
    return {
        "id": f"BTC{quote}",
        "lowercaseId": f"btc{quote}".lower(),
        "uppercaseId": f"BTC{quote}",
        "symbol": symbol,
        "base": "BTC",
        "quote": quote,
        "settle": settle,
        "baseId": "BTC",
        "quoteId": quote,
        "settleId": settle,
        "type": "spot" if settle is None else "swap",
        "spot": settle is None,
        "margin": settle is None,
        "swap": settle is not None,
        "future": False,
        "option": False,
        "contract": settle is not None,
        "linear": linear,
        "inverse": None if linear is None else not linear,
        "contractSize": "1",
        "active": True,
        "precision": {"amount": "0.0001", "price": "0.01"},
        "numericId": 1,
        "index": 1,
        "executionModel": "rfq",
        "stock": True,
        "limits": {name: {"min": "0.0001", "max": None} for name in ("amount", "price", "cost")},
        "info": {
            "wsname": "XBT/USDT",
            "altname": "XBTUSDT",
            "code": "1",
            "symbol": "BTCUSDT",
            "uly": "BTC-USDT",
            "instFamily": "BTC-USDT",
            "underlying": "BTC_USDT",
            "spot_index": {"symbol": ".DEXBTUSDT"},
            **ORDERS,
        },
        "taker": "0.001",
        "maker": "0.001",
        "baseNumericId": 1,
        "quoteNumericId": 2,
    }
