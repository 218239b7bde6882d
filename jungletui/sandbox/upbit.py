"""Upbit on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import upbit_account as account
from jungletui.sandbox import upbit_market as market
from jungletui.sandbox import upbit_orders as orders
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules
from jungletui.sandbox.upbit_account import uuid_of
from jungletui.sandbox.upbit_door import DESK, problem, refusal


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there. Which right a call needs:
    https://docs.upbit.com/kr/docs/api-key"""
    open_to, private = DESK.public, DESK.private
    yield web.get("/v1/market/all", open_to(market.all_markets))
    yield web.get("/v1/ticker", open_to(market.tickers))
    yield web.get("/v1/ticker/all", open_to(market.all_tickers))
    yield web.get("/v1/api_keys", private(account.api_keys))
    yield web.get("/v1/pockets/api_keys", private(account.pockets, "manage_pockets"))
    yield web.get("/v1/accounts", private(account.accounts, "view_account"))
    yield web.get("/v1/deposits", private(account.deposits, "view_deposits"))
    yield web.get("/v1/withdraws", private(account.withdraws, "view_withdrawals"))
    yield web.post("/v1/withdraws/coin", private(account.withdraw, "withdraw"))
    yield web.get("/v1/orders/open", private(orders.opened, "view_orders"))
    yield web.get("/v1/orders/closed", private(orders.closed, "view_orders"))
    yield web.get("/v1/order", private(orders.order, "view_orders"))
    yield web.post("/v1/orders", private(orders.place, "make_orders"))
    yield web.delete("/v1/order", private(orders.cancel, "make_orders"))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "upbit",
        Fees(Decimal("0.0005"), Decimal("0.0005"), in_quote=True),
        order_id=lambda position: uuid_of(f"order {position}"),
        fill_id=lambda position: uuid_of(f"fill {position}"),
    ),
    universe=Universe(("KRW", "BTC", "USDT")),
    routes=routes,
    key_header="X-None",  # the key is inside the token
    budget=lambda: Budget(limit=300, seconds=10),
    weigh=lambda request: Spend(request.remote or ""),
    rate_limited=lambda _request, _wait: refusal(
        "too_many_requests", "요청 수가 너무 많습니다.", 429
    ),
    error_body=lambda _status: json.dumps(problem("server_error", "internal error")),
)
