"""BingX's spot account on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import bingx_account as account
from jungletui.sandbox import bingx_market as market
from jungletui.sandbox import bingx_orders as orders
from jungletui.sandbox.bingx_door import DESK, KEY_HEADER, READ, SPOT, WITHDRAW, problem, refusal
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 1_740_000_000_000_000_000


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private = DESK.public, DESK.private
    top, spot = "/openApi", "/openApi/spot/v1"
    yield web.get(f"{top}/swap/v2/server/time", open_to(market.server_time))
    yield web.get(f"{top}/swap/v2/quote/contracts", open_to(market.no_contracts))
    yield web.get(f"{top}/cswap/v1/market/contracts", open_to(market.no_contracts))
    yield web.get(f"{spot}/server/time", open_to(market.server_time))
    yield web.get(f"{spot}/common/symbols", open_to(market.symbols))
    yield web.get(f"{spot}/ticker/24hr", open_to(market.tickers))
    yield web.get(f"{top}/v1/account/apiPermissions", private(account.api_permissions))
    yield web.get(f"{top}/account/v1/uid", private(account.uid, READ))
    yield web.get(f"{top}/v1/account/apiRestrictions", private(account.api_restrictions))
    yield web.get(f"{top}/wallets/v1/capital/config/getall", private(market.coins, READ))
    yield web.get(f"{spot}/account/balance", private(account.balance, READ))
    yield web.get(f"{spot}/trade/openOrders", private(orders.open_orders, READ))
    yield web.get(f"{spot}/trade/historyOrders", private(orders.history, READ))
    yield web.get(f"{spot}/trade/query", private(orders.one_order, READ))
    yield web.get(f"{spot}/trade/myTrades", private(orders.my_trades, READ))
    yield web.post(f"{spot}/trade/order", private(orders.place, SPOT))
    yield web.post(f"{spot}/trade/cancel", private(orders.cancel, SPOT))
    yield web.post(f"{top}/wallets/v1/capital/withdraw/apply", private(account.withdraw, WITHDRAW))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "bingx",
        Fees(Decimal("0.001"), Decimal("0.001")),
        order_id=lambda position: str(FIRST_ORDER + position),
    ),
    universe=Universe(("USDT", "USDC", "BTC")),
    routes=routes,
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=500, seconds=10),
    weigh=lambda request: Spend(request.headers.get(KEY_HEADER) or f"address {request.remote}"),
    rate_limited=lambda _request, _wait: refusal("100410"),
    error_body=lambda _status: json.dumps(problem("100500")),
)
