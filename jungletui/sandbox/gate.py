"""Gate's spot account on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox import gate_account as account
from jungletui.sandbox import gate_market as market
from jungletui.sandbox import gate_orders as orders
from jungletui.sandbox import gate_stream as stream
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.gate_door import (
    ACCOUNT,
    DESK,
    KEY_HEADER,
    READ_ACCOUNT,
    READ_SPOT,
    SPOT,
    WITHDRAWAL,
    refusal,
)
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 480_000_000_000
EMPTY = (
    "margin/currency_pairs",
    "futures/{settle}/contracts",
    "delivery/{settle}/contracts",
    "options/underlyings",
)
"""Lists of what there is none of here."""


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private = DESK.public, DESK.private
    yield web.get("/api/v4/spot/time", open_to(market.server_time))
    yield web.get("/api/v4/spot/currencies", open_to(market.currencies))
    yield web.get("/api/v4/spot/currency_pairs", open_to(market.pairs))
    yield web.get("/api/v4/spot/tickers", open_to(market.tickers))
    for path in EMPTY:
        yield web.get(f"/api/v4/{path}", open_to(market.nothing))
    about, reads = (READ_ACCOUNT, ACCOUNT), (READ_SPOT, SPOT)
    yield web.get("/api/v4/account/main_keys", private(account.main_keys, *about))
    yield web.get("/api/v4/account/detail", private(account.detail, *about))
    yield web.get("/api/v4/spot/accounts", private(account.spot_accounts, *reads))
    yield web.get("/api/v4/spot/open_orders", private(orders.open_orders, *reads))
    yield web.get("/api/v4/spot/orders", private(orders.orders, *reads))
    yield web.get("/api/v4/spot/orders/{order_id}", private(orders.one_order, *reads))
    yield web.get("/api/v4/spot/my_trades", private(orders.my_trades, *reads))
    yield web.post("/api/v4/spot/orders", private(orders.place, SPOT))
    yield web.delete("/api/v4/spot/orders/{order_id}", private(orders.cancel, SPOT))
    yield web.post("/api/v4/withdrawals", private(account.withdraw, WITHDRAWAL))
    yield from stream.routes()


EXCHANGE = ExchangeModule(
    rules=Rules(
        "gate",
        Fees(Decimal("0.002"), Decimal("0.002")),
        order_id=lambda position: str(FIRST_ORDER + position),
    ),
    universe=Universe(("USDT", "USDC", "BTC", "ETH")),
    routes=routes,
    ready=lambda world: (market.pairs(world, {}), market.currencies(world, {})),
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=200, seconds=10),
    weigh=lambda request: Spend(request.headers.get(KEY_HEADER) or f"address {request.remote}"),
    rate_limited=lambda _request, _wait: refusal("TOO_MANY_REQUESTS"),
    error_body=lambda _status: json.dumps(
        {"label": "SERVER_ERROR", "message": "Internal server error"}
    ),
    # https://www.gate.com/docs/developers/apiv4/en/#frequency-limit-rule
    usage_headers=lambda used, budget, now: {
        "X-Gate-RateLimit-Limit": str(budget.limit),
        "X-Gate-RateLimit-Requests-Remain": str(max(0, budget.limit - used)),
        "X-Gate-RateLimit-Reset-Timestamp": str(to_milliseconds(now) // 1000),
    },
)
