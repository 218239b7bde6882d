"""KuCoin's classic spot account on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox import kucoin_account as account
from jungletui.sandbox import kucoin_market as market
from jungletui.sandbox import kucoin_orders as orders
from jungletui.sandbox import kucoin_stream as stream
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.kucoin_door import (
    DESK,
    GENERAL,
    INNER_TRANSFER,
    KEY_HEADER,
    SPOT,
    TRANSFER,
    refusal,
)
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private = DESK.public, DESK.private
    yield web.get("/api/v1/timestamp", open_to(market.timestamp))
    yield web.get("/api/v3/currencies", open_to(market.currencies))
    yield web.get("/api/v2/symbols", open_to(market.symbols))
    yield web.get("/api/v1/market/allTickers", open_to(market.all_tickers))
    yield web.get("/api/v1/contracts/active", open_to(market.nothing))
    yield web.get("/api/v1/user/api-key", private(account.api_key, GENERAL))
    yield web.get("/api/ua/v1/account/mode", private(account.account_mode, GENERAL))
    yield web.get("/api/v1/hf/accounts/opened", private(account.no_high_frequency, GENERAL))
    yield web.get("/api/v3/margin/symbols", private(account.no_margin, GENERAL))
    yield web.get("/api/v1/isolated/symbols", private(account.no_isolated, GENERAL))
    yield web.get("/api/v1/accounts", private(account.accounts, GENERAL))
    yield web.get("/api/v1/orders", private(orders.orders, GENERAL))
    yield web.get("/api/v1/orders/{orderId}", private(orders.one_order, GENERAL))
    yield web.get("/api/v1/fills", private(orders.fills, GENERAL))
    yield web.post("/api/v1/orders", private(orders.place, SPOT))
    yield web.delete("/api/v1/orders/{orderId}", private(orders.cancel, SPOT))
    yield web.post("/api/v3/accounts/universal-transfer", private(account.transfer, INNER_TRANSFER))
    yield web.post("/api/v3/withdrawals", private(account.withdraw, TRANSFER))
    yield from stream.routes()


def _order_id(position: int) -> str:
    """24 hex digits."""
    return hashlib.sha256(f"DEMO/kucoin/{position}".encode()).hexdigest()[:24]


def _until_reset(budget: Budget, now: datetime) -> int:
    """Milliseconds until the pool is full again."""
    length = budget.seconds * 1000
    return length - to_milliseconds(now) % length


EXCHANGE = ExchangeModule(
    rules=Rules(
        "kucoin", Fees(Decimal("0.001"), Decimal("0.001"), in_quote=True), order_id=_order_id
    ),
    universe=Universe(("USDT", "USDC", "BTC", "ETH", "EUR")),
    routes=routes,
    ready=lambda world: (market.symbols(world, {}), market.currencies(world, {})),
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=4000, seconds=30),
    weigh=lambda request: Spend(request.headers.get(KEY_HEADER) or f"address {request.remote}"),
    rate_limited=lambda _request, _wait: refusal("429000"),
    error_body=lambda _status: json.dumps({"code": "500000", "msg": "Internal Server Error"}),
    # https://www.kucoin.com/docs-new/rate-limit
    usage_headers=lambda used, budget, now: {
        "gw-ratelimit-limit": str(budget.limit),
        "gw-ratelimit-remaining": str(max(0, budget.limit - used)),
        "gw-ratelimit-reset": str(
            budget.seconds * 1000 - to_milliseconds(now) % (budget.seconds * 1000)
        ),
    },
)
