"""bitFlyer Lightning on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import bitflyer_account as account
from jungletui.sandbox import bitflyer_market as market
from jungletui.sandbox.bitflyer_door import DESK, KEY_HEADER, ME, problem, refusal
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

PRIVATE = {
    "GET": {
        "getpermissions": account.permissions, "getbalance": account.balance,
        "getchildorders": account.child_orders, "getexecutions": account.executions,
    },
    "POST": {
        "sendchildorder": account.place, "cancelchildorder": account.cancel,
        "withdraw": account.withdraw,
    },
}  # fmt: skip


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there. The right to a call is its own path."""
    open_to, private = DESK.public, DESK.private
    yield web.get("/v1/getmarkets", open_to(market.markets))
    yield web.get("/v1/getmarkets/usa", open_to(market.no_markets))
    yield web.get("/v1/getmarkets/eu", open_to(market.no_markets))
    yield web.get("/v1/getticker", open_to(market.ticker))
    for verb, calls in PRIVATE.items():
        for name, answer in calls.items():
            yield web.route(verb, f"{ME}{name}", private(answer, f"{ME}{name}"))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "bitflyer",
        Fees(Decimal("0.0015"), Decimal("0.0015"), in_quote=True),
        order_id=lambda position: f"JRF20260101-120000-{position}",
    ),
    universe=Universe(("JPY", "BTC")),
    routes=routes,
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=500, seconds=300),
    weigh=lambda request: Spend(request.remote or ""),
    rate_limited=lambda _request, _wait: refusal(-1, "Over API limit per period", 429),
    error_body=lambda _status: json.dumps(problem(-2, "Under maintenance")),
)
