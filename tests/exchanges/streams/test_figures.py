"""Balance messages of the exchanges, in the documented shapes with values of our own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from jungletui.domain.keys import KeyProfile
from jungletui.domain.times import utc_now
from jungletui.exchanges.rows import balance_rows
from jungletui.exchanges.streams.figures import News, balance_figures
from jungletui.exchanges.streams.watching import watching_class

BINANCE = {
    "subscriptionId": 0,
    "event": {
        "e": "outboundAccountPosition",
        "E": 1767225600000,
        "u": 1767225600000,
        "B": [{"a": "BTC", "f": "0.10000000", "l": "0.02345678"}],
    },
}
BYBIT = {
    "topic": "wallet",
    "data": [
        {
            "accountType": "UNIFIED",
            "coin": [
                {
                    "coin": "BTC",
                    "walletBalance": "0.12345678",
                    "locked": "0.02345678",
                    "totalOrderIM": "0",
                    "totalPositionIM": "0",
                }
            ],
        }
    ],
}
OKX = {
    "arg": {"channel": "account", "uid": "7"},
    "data": [
        {
            "uTime": "1767225600000",
            "details": [{"ccy": "BTC", "eq": "0.12345678", "availEq": "0.10000000"}],
        }
    ],
}
KUCOIN = {
    "topic": "/account/balance",
    "type": "message",
    "data": {
        "currency": "BTC",
        "total": "0.12345678",
        "available": "0.10000000",
        "hold": "0.02345678",
        "relationEvent": "trade.hold",
        "time": "1767225600000",
    },
}
GATE = {
    "channel": "spot.balances",
    "event": "update",
    "result": [
        {
            "currency": "BTC",
            "change": "-0.02",
            "available": "0.10000000",
            "freeze": "0.02345678",
            "total": "0.12345678",
        }
    ],
}


def rows_of(exchange: str, message: object) -> Any:
    made = watching_class(exchange)({"enableRateLimit": False, "number": str})
    figures = balance_figures(exchange, made, message)
    assert figures is not None
    found = balance_rows(figures.balance, KeyProfile("k", exchange), figures.wallet, utc_now())
    return list(found)


@pytest.mark.parametrize(
    ("exchange", "message", "wallet"),
    [
        ("binance", BINANCE, "spot"),
        ("bybit", BYBIT, "unified"),
        ("okx", OKX, "trading"),
        ("kucoin", KUCOIN, "spot"),
        ("gate", GATE, "spot"),
    ],
)
def test_every_digit_is_kept(exchange: str, message: object, wallet: str) -> None:
    [row] = rows_of(exchange, message)
    assert (row.wallet, row.asset) == (wallet, "BTC")
    assert (str(row.free), row.used, str(row.total)) == (
        "0.10000000",
        Decimal("0.02345678"),
        "0.12345678",
    )


def test_a_change_without_the_new_balance_is_only_news() -> None:
    for kind in ("balanceUpdate", "externalLockUpdate", "ACCOUNT_UPDATE"):
        with pytest.raises(News):
            balance_figures("binance", None, {"e": kind, "a": "BTC", "d": "1"})  # type: ignore[arg-type]
    other = {**KUCOIN, "data": {**KUCOIN["data"], "relationEvent": "isolated.hold"}}  # type: ignore[dict-item]
    with pytest.raises(News):
        balance_figures("kucoin", None, other)  # type: ignore[arg-type]


@pytest.mark.parametrize("message", ["pong", None, 7, [], {}, {"event": "subscribe"}, {"arg": 1}])
@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx", "kucoin", "gate", "kraken"])
def test_other_messages_are_of_something_else(exchange: str, message: object) -> None:
    assert balance_figures(exchange, None, message) is None  # type: ignore[arg-type]
