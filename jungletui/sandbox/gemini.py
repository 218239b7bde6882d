"""Gemini's exchange account on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import gemini_account as account
from jungletui.sandbox import gemini_funds as funds
from jungletui.sandbox import gemini_market as market
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.gemini_door import (
    AUDITOR,
    DESK,
    KEY_HEADER,
    MANAGER,
    TRADER,
    problem,
    refusal,
)
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 73_000_000_000_000


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there. Which role may call what:
    https://developer.gemini.com/rest-api (endpoint summary)."""
    open_to, private = DESK.public, DESK.private
    yield web.get("/", open_to(market.page))
    yield web.get("/v1/symbols", open_to(market.symbols))
    yield web.get("/v1/pricefeed", open_to(market.price_feed))
    yield web.post("/v1/roles", private(account.roles))
    yield web.post("/v1/balances", private(account.balances, TRADER, MANAGER, AUDITOR))
    yield web.post("/v1/orders", private(account.orders, TRADER, AUDITOR))
    yield web.post("/v1/order/status", private(account.order_status, TRADER, AUDITOR))
    yield web.post("/v1/mytrades", private(account.my_trades, TRADER, AUDITOR))
    yield web.post("/v1/order/new", private(account.place, TRADER))
    yield web.post("/v1/order/cancel", private(account.cancel, TRADER))
    yield web.post("/v1/transfers", private(funds.transfers, TRADER, MANAGER, AUDITOR))
    yield web.post("/v1/withdraw/{currency}", private(account.withdraw, MANAGER))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "gemini",
        Fees(Decimal("0.002"), Decimal("0.004"), in_quote=True),
        order_id=lambda position: str(FIRST_ORDER + position),
    ),
    universe=Universe(("USD", "USDT", "BTC", "ETH", "GBP")),
    routes=routes,
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=600, seconds=60),
    weigh=lambda request: Spend(request.headers.get(KEY_HEADER) or f"address {request.remote}"),
    rate_limited=lambda _request, _wait: refusal("RateLimit", "Requests were made too frequently"),
    error_body=lambda _status: json.dumps(
        problem("Maintenance", "The system is down for maintenance")
    ),
)
