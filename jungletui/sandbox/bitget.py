"""Bitget's classic account on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import bitget_account as account
from jungletui.sandbox import bitget_market as market
from jungletui.sandbox import bitget_orders as orders
from jungletui.sandbox.bitget_door import (
    DESK,
    KEY_HEADER,
    READ,
    TRADE,
    TRANSFER,
    WITHDRAW,
    problem,
    refusal,
)
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 1_290_000_000_000_000_000


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private = DESK.public, DESK.private
    yield web.get("/api/v2/public/time", open_to(market.server_time))
    yield web.get("/api/v2/spot/public/coins", open_to(market.coins))
    yield web.get("/api/v2/spot/public/symbols", open_to(market.symbols))
    yield web.get("/api/v2/margin/currencies", open_to(market.nothing))
    yield web.get("/api/v2/mix/market/contracts", open_to(market.nothing))
    yield web.get("/api/v2/spot/market/tickers", open_to(market.tickers))
    yield web.get("/api/v3/account/settings", private(account.not_unified))
    yield web.get("/api/v3/account/info", private(account.not_unified))
    yield web.get("/api/v2/spot/account/info", private(account.account_info, READ))
    yield web.get("/api/v2/spot/account/assets", private(account.spot_assets, READ))
    yield web.get("/api/v2/account/funding-assets", private(account.funding_assets, READ))
    yield web.get("/api/v2/spot/trade/unfilled-orders", private(orders.unfilled, READ))
    yield web.get("/api/v2/spot/trade/history-orders", private(orders.history, READ))
    yield web.get("/api/v2/spot/trade/orderInfo", private(orders.order_info, READ))
    yield web.get("/api/v2/spot/trade/fills", private(orders.fills, READ))
    yield web.post("/api/v2/spot/trade/place-order", private(orders.place, TRADE))
    yield web.post("/api/v2/spot/trade/cancel-order", private(orders.cancel, TRADE))
    yield web.post("/api/v2/spot/wallet/transfer", private(account.transfer, TRANSFER))
    yield web.post("/api/v2/spot/wallet/withdrawal", private(account.withdraw, WITHDRAW))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "bitget",
        Fees(Decimal("0.001"), Decimal("0.001")),
        order_id=lambda position: str(FIRST_ORDER + position),
        fill_id=lambda position: str(FIRST_ORDER + position),
    ),
    universe=Universe(("USDT", "USDC", "BTC", "ETH", "EUR")),
    routes=routes,
    ready=lambda world: (market.symbols(world, {}), market.coins(world, {})),
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=6000, seconds=60),
    weigh=lambda request: Spend(request.remote or ""),
    rate_limited=lambda _request, _wait: refusal("429"),
    error_body=lambda _status: json.dumps(problem("40015")),
)
