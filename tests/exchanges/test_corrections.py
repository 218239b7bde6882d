"""What ccxt misreads is put right; and ccxt alone still misreads it, else the correction may go."""

from __future__ import annotations

from typing import Any, cast

import pytest

from jungletui.domain.keys import Environment
from jungletui.exchanges.building import build
from jungletui.exchanges.corrections.finding import ALL
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.tracing import _markets

# exchange, kind, the row as the exchange sends it (values of our own), field, ccxt's, the right one
CASES: list[tuple[str, str, dict[str, Any], str, object, object]] = [
    (
        "bitget", "trade",
        {"userId": "1", "symbol": "BTCUSDT", "orderId": "2", "tradeId": "3", "orderType": "limit",
         "side": "buy", "priceAvg": "50000", "size": "0.002", "amount": "100",
         "feeDetail": {"deduction": "yes", "feeCoin": "BGB", "totalDeductionFee": "0",
                       "totalFee": "0.0815"},
         "tradeScope": "maker", "cTime": "1760000000000", "uTime": "1760000000001"},
        "fee.cost", "-0.0815", "0.0815",
    ),
    (
        "bitget", "trade",
        {"execId": "4", "orderId": "5", "category": "USDT-FUTURES", "symbol": "BTCUSDT",
         "orderType": "market", "side": "sell", "execPrice": "50000", "execQty": "0.001",
         "execValue": "50", "tradeScope": "taker",
         "feeDetail": [{"feeCoin": "USDT", "fee": "0.03"}],
         "createdTime": "1760000000000", "updatedTime": "1760000000001", "execPnl": "0.1"},
        "fee.cost", "-0.03", "0.03",
    ),
    (
        "htx", "trade",
        {"id": "6", "contract_code": "BTC-USDT", "order_id": "7", "trade_id": "8", "side": "buy",
         "position_side": "long", "order_type": "1", "margin_mode": "cross", "type": "limit",
         "role": "MAKER", "trade_price": "50000", "trade_volume": "3", "trade_turnover": "150",
         "created_time": "1760000000000", "updated_time": "1760000000000", "order_source": "api",
         "fee_currency": "USDT", "trade_fee": "0.09", "deduction_price": "", "profit": "0",
         "contract_type": "swap"},
        "fee.cost", "-0.09", "0.09",
    ),
    (
        "indodax", "order",
        {"order_id": "9", "submit_time": "1760000000", "price": "500000", "type": "sell",
         "order_type": "limit", "order_BTC": "0.4", "remain_BTC": "0.1"},
        "timestamp", 1_760_000_000, 1_760_000_000_000,
    ),
    (
        "coincheck", "trade",
        {"id": 10, "order_id": 11, "created_at": "2025-10-09T08:53:20.000Z",
         "funds": {"btc": "0.1", "usdt": "-501.5"}, "pair": "btc_usdt", "rate": "5000.0",
         "fee_currency": "USDT", "fee": "1.5", "liquidity": "T", "side": "buy"},
        "cost", "-501.5", "501.5",
    ),
    (
        "coincheck", "trade",
        {"id": 12, "order_id": 13, "created_at": "2025-10-09T08:53:20.000Z",
         "funds": {"btc": "-0.1", "usdt": "498.5"}, "pair": "btc_usdt", "rate": "5000.0",
         "fee_currency": "USDT", "fee": "1.5", "liquidity": "M", "side": "sell"},
        "amount", "-0.1", "0.1",
    ),
    (
        "bittrade", "order",
        {"id": 14, "symbol": "BTC/USDT", "account-id": 15, "amount": "100", "price": "0.0",
         "created-at": 1760000000000, "type": "buy-market", "field-amount": "0.002",
         "field-cash-amount": "99.9", "field-fees": "0.000004", "finished-at": 1760000000100,
         "source": "spot-api", "state": "filled", "canceled-at": 0},
        "amount", "100", None,
    ),
]  # fmt: skip
NAMES = [f"{case[0]} {case[3]} {number}" for number, case in enumerate(CASES)]


def read(made: Any, kind: str, raw: dict[str, Any], field: str) -> object:
    """One field of what `made` makes of a row."""
    made.set_markets(_markets(made))
    market = made.market("BTC/USDT")
    parsed = getattr(made, f"parse_{kind}")(dict(raw), market)
    for name in field.split("."):
        parsed = parsed[name]
    return cast("object", parsed)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_what_is_misread_is_put_right(case) -> None:
    exchange, kind, raw, field, _, right = case
    made = build(exchange, Environment.LIVE, None, plan_of(exchange).options)
    assert read(made, kind, raw, field) == right


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_ccxt_alone_still_misreads_it(case) -> None:
    exchange, kind, raw, field, wrong, _ = case
    made: Any = load_exchange(exchange)({"number": str})
    assert read(made, kind, raw, field) == wrong, "ccxt reads this right now: drop the correction"


def test_a_fee_that_was_earned_stays_one() -> None:
    made = build("bitget", Environment.LIVE, None, plan_of("bitget").options)
    raw = dict(CASES[0][2])
    raw["feeDetail"] = {"deduction": "no", "feeCoin": "USDT", "totalFee": "0.01"}
    assert read(made, "trade", raw, "fee.cost") == "-0.01"


@pytest.mark.parametrize("sent", ["0.0171", "-0.0171"])
def test_a_deducted_fee_was_paid_whatever_its_sign(sent: str) -> None:
    """As spot sends it, and as the example for contracts has it."""
    made = build("bitget", Environment.LIVE, None, plan_of("bitget").options)
    raw = dict(CASES[0][2])
    raw["feeDetail"] = {"deduction": "yes", "feeCoin": "BGB", "totalFee": sent}
    assert read(made, "trade", raw, "fee.cost") == "0.0171"


def test_every_correction_has_a_case() -> None:
    assert set(ALL) == {case[0] for case in CASES}
