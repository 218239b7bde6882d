"""Deribit on loopback: its spot markets; routes, rates and budget in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import deribit_account as account
from jungletui.sandbox import deribit_market as market
from jungletui.sandbox import deribit_orders as orders
from jungletui.sandbox.deribit_door import DESK, error_document, failure, rights_to
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

PUBLIC = {
    "auth": account.auth, "get_time": market.server_time, "get_currencies": market.currencies,
    "get_instruments": market.instruments, "ticker": market.ticker,
    "get_book_summary_by_currency": market.book_summary,
}  # fmt: skip
PRIVATE = {
    "list_api_keys": (account.list_api_keys, rights_to("account", "read")),
    "get_account_summaries": (account.summaries, rights_to("account", "read")),
    "get_account_summary": (account.summary, rights_to("account", "read")),
    "get_deposits": (account.nothing, rights_to("wallet", "read")),
    "get_withdrawals": (account.withdrawals, rights_to("wallet", "read")),
    "withdraw": (account.withdraw, rights_to("wallet", "read_write")),
    "get_positions": (orders.positions, rights_to("trade", "read")),
    "get_open_orders_by_currency": (orders.opened, rights_to("trade", "read")),
    "get_open_orders_by_instrument": (orders.opened, rights_to("trade", "read")),
    "get_order_history_by_currency": (orders.history, rights_to("trade", "read")),
    "get_order_history_by_instrument": (orders.history, rights_to("trade", "read")),
    "get_user_trades_by_currency": (orders.trades, rights_to("trade", "read")),
    "get_user_trades_by_instrument": (orders.trades, rights_to("trade", "read")),
    "get_user_trades_by_currency_and_time": (orders.trades, rights_to("trade", "read")),
    "get_user_trades_by_instrument_and_time": (orders.trades, rights_to("trade", "read")),
    "buy": (orders.buy, rights_to("trade", "read_write")),
    "sell": (orders.sell, rights_to("trade", "read_write")),
    "cancel": (orders.cancel, rights_to("trade", "read_write")),
}
"""What a call needs: https://docs.deribit.com/articles/access-scope"""


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there. Over HTTP every method is a GET."""
    for name, public in PUBLIC.items():
        yield web.get(f"/api/v2/public/{name}", DESK.public(public))
    for name, (answer, rights) in PRIVATE.items():
        yield web.get(f"/api/v2/private/{name}", DESK.private(answer, *rights))


EXCHANGE = ExchangeModule(
    rules=Rules(
        "deribit",
        Fees(Decimal(0), Decimal("0.0005"), in_quote=True),
        order_id=lambda position: f"SPOT-{position}",
        fill_id=lambda position: f"SPOT-T{position}",
    ),
    universe=Universe(("USDC", "BTC", "USDT")),
    routes=routes,
    key_header="X-None",  # the id is inside Authorization
    budget=lambda: Budget(limit=500, seconds=10),
    weigh=lambda request: Spend(request.remote or ""),
    rate_limited=lambda _request, _wait: failure(10028, "too_many_requests", 429),
    error_body=lambda _status: json.dumps(error_document(11094, "internal_server_error")),
)
