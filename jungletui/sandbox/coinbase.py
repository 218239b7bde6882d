"""Coinbase Advanced Trade on loopback: routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import coinbase_account as account
from jungletui.sandbox import coinbase_funds as funds
from jungletui.sandbox import coinbase_market as market
from jungletui.sandbox import coinbase_orders as orders
from jungletui.sandbox.coinbase_door import DESK, TRADE, TRANSFER, VIEW, errors, problem
from jungletui.sandbox.coinbase_market import account_id
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    open_to, private, top = DESK.public, DESK.private, "/api/v3/brokerage"
    yield web.get("/v2/time", open_to(market.server_time))
    yield web.get("/v2/currencies", open_to(market.currencies))
    yield web.get("/v2/currencies/crypto", open_to(market.coins))
    yield web.get("/v2/exchange-rates", open_to(market.exchange_rates))
    yield web.get(f"{top}/market/products", open_to(market.products))
    yield web.get(f"{top}/key_permissions", private(account.key_permissions))
    yield web.get(f"{top}/transaction_summary", private(market.transaction_summary, VIEW))
    yield web.get(f"{top}/accounts", private(account.accounts, VIEW))
    yield web.get("/v2/accounts", private(account.old_accounts, VIEW))
    yield web.get(f"{top}/orders/historical/batch", private(orders.batch, VIEW))
    yield web.get(f"{top}/orders/historical/fills", private(orders.fills, VIEW))
    yield web.post(f"{top}/orders", private(orders.place, TRADE))
    yield web.post(f"{top}/orders/batch_cancel", private(orders.cancel, TRADE))
    yield web.get("/v2/accounts/{account_id}/transactions", private(funds.transactions, VIEW))
    yield web.post("/v2/accounts/{account_id}/transactions", private(account.send, TRANSFER))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "coinbase",
        Fees(Decimal("0.004"), Decimal("0.006"), in_quote=True),
        order_id=lambda position: account_id(f"order {position}"),
        fill_id=lambda position: account_id(f"fill {position}"),
    ),
    universe=Universe(("USD", "USDC", "BTC", "ETH", "EUR")),
    routes=routes,
    key_header="CB-ACCESS-KEY",  # of older keys; the token of newer ones is no name
    budget=lambda: Budget(limit=300, seconds=10),
    weigh=lambda request: Spend(request.remote or ""),
    rate_limited=lambda _request, _wait: errors("rate_limit_exceeded", "Too many requests", 429),
    error_body=lambda _status: json.dumps(problem("INTERNAL", "internal error")),
)
