"""Bitfinex's exchange wallet on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import bitfinex_account as account
from jungletui.sandbox import bitfinex_market as market
from jungletui.sandbox.bitfinex_door import DESK, KEY_HEADER, READ, WRITE, problem
from jungletui.sandbox.desk import json_response
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 160_000_000_000


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private, read = DESK.public, DESK.private, "/v2/auth/r"
    yield web.get("/v2/conf/{config}", open_to(market.configuration))
    yield web.get("/v2/tickers", open_to(market.tickers))
    yield web.post(f"{read}/permissions", private(account.permissions))
    yield web.post(f"{read}/info/user", private(account.user, f"account{READ}"))
    yield web.post(f"{read}/wallets", private(account.wallets, f"wallets{READ}"))
    for path in ("orders/hist", "orders/{symbol}/hist"):
        yield web.post(f"{read}/{path}", private(account.order_history, f"orders{READ}"))
    for path in ("orders", "orders/{symbol}"):
        yield web.post(f"{read}/{path}", private(account.orders, f"orders{READ}"))
    for path in ("trades/hist", "trades/{symbol}/hist"):
        yield web.post(f"{read}/{path}", private(account.trades, f"orders{READ}"))
    yield web.post("/v2/auth/w/order/submit", private(account.submit, f"orders{WRITE}"))
    yield web.post("/v2/auth/w/order/cancel", private(account.cancel, f"orders{WRITE}"))
    yield web.post("/v2/auth/w/withdraw", private(account.withdraw, f"withdraw{WRITE}"))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "bitfinex",
        Fees(Decimal("0.001"), Decimal("0.002")),
        order_id=lambda position: str(FIRST_ORDER + position),
    ),
    universe=Universe(("USD", "USDT", "BTC", "EUR")),
    routes=routes,
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=90, seconds=60),
    weigh=lambda request: Spend(request.remote or ""),
    rate_limited=lambda _request, _wait: json_response(problem(11010, "ratelimit: error"), 429),
    error_body=lambda _status: json.dumps(problem(20060, "ERR_MAINTENANCE")),
)
