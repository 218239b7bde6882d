"""MEXC's spot account on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import mexc_account as account
from jungletui.sandbox import mexc_market as market
from jungletui.sandbox import mexc_orders as orders
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.mexc_door import (
    ACCOUNT_READ,
    DEAL_READ,
    DEAL_WRITE,
    DESK,
    KEY_HEADER,
    WITHDRAW_WRITE,
    problem,
    refusal,
)
from jungletui.sandbox.rules import Fees, Rules


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private = DESK.public, DESK.private
    yield web.get("/api/v3/time", open_to(market.server_time))
    yield web.get("/api/v3/exchangeInfo", open_to(market.exchange_info))
    yield web.get("/api/v3/ticker/24hr", open_to(market.tickers))
    yield web.get("/api/v1/contract/detail", open_to(market.no_contracts))
    yield web.get("/api/v3/capital/config/getall", private(market.coins, ACCOUNT_READ))
    yield web.get("/api/v3/apiKeyInfo", private(account.api_key_info, ACCOUNT_READ))
    yield web.get("/api/v3/uid", private(account.uid, ACCOUNT_READ))
    yield web.get("/api/v3/account", private(account.account, ACCOUNT_READ))
    yield web.get("/api/v3/openOrders", private(orders.open_orders, DEAL_READ))
    yield web.get("/api/v3/allOrders", private(orders.all_orders, DEAL_READ))
    yield web.get("/api/v3/order", private(orders.one_order, DEAL_READ))
    yield web.get("/api/v3/myTrades", private(orders.my_trades, DEAL_READ))
    yield web.post("/api/v3/order", private(orders.place, DEAL_WRITE))
    yield web.delete("/api/v3/order", private(orders.cancel, DEAL_WRITE))
    yield web.post("/api/v3/capital/withdraw", private(account.withdraw, WITHDRAW_WRITE))


def _name(kind: str, position: int) -> str:
    """`C02__` and digits for an order, hex digits for a trade."""
    digits = hashlib.sha256(f"DEMO/mexc/{kind}/{position}".encode()).hexdigest()
    return f"C02__{int(digits[:15], 16)}" if kind == "order" else digits[:18]


EXCHANGE = ExchangeModule(
    rules=Rules(
        "mexc",
        Fees(Decimal(0), Decimal("0.0005"), in_quote=True),
        order_id=lambda position: _name("order", position),
        fill_id=lambda position: _name("trade", position),
    ),
    universe=Universe(("USDT", "USDC", "BTC", "ETH")),
    routes=routes,
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=500, seconds=10),
    weigh=lambda request: Spend(request.headers.get(KEY_HEADER) or f"address {request.remote}"),
    rate_limited=lambda _request, _wait: refusal("429"),
    error_body=lambda _status: json.dumps(problem("500")),
)
