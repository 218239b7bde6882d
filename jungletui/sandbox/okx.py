"""OKX V5 on loopback: routes, rate limit and rules of the exchange in one place."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import candles
from jungletui.sandbox import okx_account as account
from jungletui.sandbox import okx_funds as funds
from jungletui.sandbox import okx_market as market
from jungletui.sandbox import okx_orders as orders
from jungletui.sandbox import okx_stream as stream
from jungletui.sandbox import okx_trade as trade
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.okx_auth import KEY_HEADER, READ, TRADE, WITHDRAW, private
from jungletui.sandbox.okx_wire import error_text, refusal
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 2_600_000_000_000_000_000
FIRST_TRADE = 290_000_000


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is not there."""
    yield web.get("/api/v5/public/time", market.server_time)
    yield web.get("/api/v5/public/instruments", market.instruments)
    yield web.get("/api/v5/market/tickers", market.tickers)
    yield web.get("/api/v5/market/ticker", market.ticker)
    yield web.get("/api/v5/market/candles", candles.okx_candles)
    yield web.get("/api/v5/market/history-candles", candles.okx_candles)
    yield web.get("/api/v5/account/config", private(account.config, READ))
    yield web.get("/api/v5/account/balance", private(account.trading_balance, READ))
    yield web.get("/api/v5/account/positions", private(account.positions, READ))
    yield web.get("/api/v5/asset/balances", private(account.funding_balance, READ))
    yield web.get("/api/v5/asset/deposit-history", private(funds.deposits, READ))
    yield web.get("/api/v5/asset/withdrawal-history", private(funds.withdrawals, READ))
    yield web.get("/api/v5/finance/savings/balance", private(funds.savings, READ))
    yield web.get("/api/v5/asset/currencies", private(account.currencies, READ))
    yield web.get("/api/v5/trade/orders-pending", private(orders.pending, READ))
    yield web.get("/api/v5/trade/orders-history", private(orders.history, READ))
    yield web.get("/api/v5/trade/orders-history-archive", private(orders.archive, READ))
    yield web.get("/api/v5/trade/order", private(orders.one_order, READ))
    yield web.get("/api/v5/trade/fills", private(orders.fills, READ))
    yield web.get("/api/v5/trade/fills-history", private(orders.fills_history, READ))
    yield web.post("/api/v5/trade/order", private(trade.place_order, TRADE))
    yield web.post("/api/v5/trade/batch-orders", private(trade.place_order, TRADE))
    yield web.post("/api/v5/trade/cancel-order", private(trade.cancel_order, TRADE))
    yield web.post("/api/v5/trade/cancel-batch-orders", private(trade.cancel_order, TRADE))
    yield web.post("/api/v5/asset/transfer", private(trade.transfer, TRADE))
    yield web.post("/api/v5/asset/withdrawal", private(trade.withdraw, WITHDRAW))
    yield from stream.routes()


def _weigh(request: web.Request) -> Spend:
    """A key pays for its own requests, an address for those without a key."""
    return Spend(request.headers.get(KEY_HEADER) or f"address {request.remote}")


def _rate_limited(_request: web.Request, _wait: int) -> web.Response:
    """50011 with HTTP 429 and nothing that says how long."""
    return refusal("50011")


EXCHANGE = ExchangeModule(
    rules=Rules(
        "okx",
        Fees(maker=Decimal("0.0008"), taker=Decimal("0.001")),
        order_id=lambda position: str(FIRST_ORDER + position),
        fill_id=lambda position: str(FIRST_TRADE + position),
    ),
    universe=Universe(
        spot_quotes=("USDT", "USDC", "BTC", "EUR"),
        linear_quote="USDT",
        inverse=True,
        linear_contracts=True,
    ),
    routes=routes,
    ready=market.rows_of_all,
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=300, seconds=2),
    weigh=_weigh,
    rate_limited=_rate_limited,
    error_body=error_text,
)
