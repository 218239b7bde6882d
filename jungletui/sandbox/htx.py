"""HTX's spot account on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import htx_account as account
from jungletui.sandbox import htx_funds as funds
from jungletui.sandbox import htx_market as market
from jungletui.sandbox import htx_orders as orders
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.htx_door import DESK, READ, TRADE, WITHDRAW, problem, refusal
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 1_090_000_000_000_000


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private = DESK.public, DESK.private
    for path in ("/v1/common/timestamp", "/api/v1/timestamp",
                 "/linear-swap-api/v1/swap_timestamp"):  # fmt: skip
        yield web.get(path, open_to(market.timestamp))
    yield web.get("/v2/reference/currencies", open_to(market.currencies))
    yield web.get("/v1/common/symbols", open_to(market.symbols))
    yield web.get("/market/tickers", open_to(market.tickers))
    yield web.get("/linear-swap-api/v1/swap_contract_info", open_to(market.linear_contracts))
    yield web.get("/swap-api/v1/swap_contract_info", open_to(market.inverse_contracts))
    yield web.get("/api/v1/contract_contract_info", open_to(market.futures))
    yield web.get("/v2/user/uid", private(account.uid, READ))
    yield web.get("/v2/user/api-key", private(account.api_keys, READ))
    yield web.get("/v1/account/accounts", private(account.accounts, READ))
    yield web.get("/v1/account/accounts/{account_id}/balance", private(account.balance, READ))
    yield web.get("/v1/order/openOrders", private(orders.open_orders, READ))
    yield web.get("/v1/order/orders", private(orders.orders, READ))
    yield web.get("/v1/order/orders/{order_id}", private(orders.one_order, READ))
    yield web.get("/v1/order/matchresults", private(orders.match_results, READ))
    yield web.post("/v1/order/orders/place", private(orders.place, TRADE))
    yield web.post("/v1/order/orders/{order_id}/submitcancel", private(orders.cancel, TRADE))
    yield web.get("/v1/query/deposit-withdraw", private(funds.transfers, READ))
    yield web.post("/v1/dw/withdraw/api/create", private(account.withdraw, WITHDRAW))


def _weigh(request: web.Request) -> Spend:
    """A key pays for its own requests, an address for those without a key."""
    return Spend(request.query.get("AccessKeyId") or f"address {request.remote}")


EXCHANGE = ExchangeModule(
    rules=Rules(
        "htx",
        Fees(Decimal("0.002"), Decimal("0.002")),
        order_id=lambda position: str(FIRST_ORDER + position),
    ),
    universe=Universe(("USDT", "USDC", "BTC")),
    routes=routes,
    ready=lambda world: (market.symbols(world, {}), market.currencies(world, {})),
    key_header="AccessKeyId",
    budget=lambda: Budget(limit=100, seconds=2),
    weigh=_weigh,
    rate_limited=lambda request, _wait: refusal("limit", request.path),
    error_body=lambda _status: json.dumps(problem("gateway-internal-error", "internal error")),
)
