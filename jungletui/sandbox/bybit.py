"""Bybit V5 on loopback: routes, rate limit and rules of the exchange in one place."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox import bybit_account as account
from jungletui.sandbox import bybit_funds as funds
from jungletui.sandbox import bybit_key as key
from jungletui.sandbox import bybit_market as market
from jungletui.sandbox import bybit_orders as orders
from jungletui.sandbox import bybit_stream as stream
from jungletui.sandbox import bybit_trade as trade
from jungletui.sandbox import candles
from jungletui.sandbox.bybit_auth import KEY_HEADER, Answer, Handler, private
from jungletui.sandbox.bybit_wire import error_text, refusal
from jungletui.sandbox.exchange import WORLD, ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FIRST_ORDER = 1_900_000_000_000_000_000
FIRST_FILL = 2_290_000_000_000_000_000
"""Spot ids of the unified account have 19 digits (docs/v5/order/open-order, execution)."""
WALLET_SCOPES = (
    "Wallet:AccountTransfer",
    "Wallet:SubMemberTransfer",
    "Wallet:SubMemberTransferList",
    "Wallet:Withdraw",
)
"""Balances of the funding account want one of them (ccxt 4.5.90 bybit.py, fetch_balance)."""
EARN_SCOPE = "Earn:Earn"
"""https://bybit-exchange.github.io/docs/v5/earn/position"""


def routes() -> Iterable[web.AbstractRouteDef]:
    """All that is answered; the rest is told as an unknown route."""
    yield web.get("/v5/market/time", market.server_time)
    yield web.get("/v5/market/instruments-info", market.instruments)
    yield web.get("/v5/market/tickers", market.tickers)
    yield web.get("/v5/market/kline", candles.bybit_kline)
    yield web.get("/v5/user/query-api", private(key.query_api))
    yield web.get("/v5/account/info", private(key.account_info))
    yield web.get("/v5/asset/coin/query-info", private(key.coin_info))
    yield web.get("/v5/account/wallet-balance", private(account.wallet_balance))
    yield web.get(
        "/v5/asset/transfer/query-account-coins-balance",
        private(account.coins_balance, *WALLET_SCOPES),
    )
    yield web.get("/v5/asset/deposit/query-record", private(funds.deposits))
    yield web.get("/v5/asset/withdraw/query-record", private(funds.withdrawals))
    yield web.get("/v5/earn/position", private(funds.earn_positions, EARN_SCOPE))
    yield web.get("/v5/position/list", private(account.positions))
    yield web.get("/v5/order/realtime", private(orders.open_orders))
    yield web.get("/v5/order/history", private(orders.order_history))
    yield web.get("/v5/execution/list", private(orders.executions))
    yield web.post("/v5/order/create", _write(trade.create_order, trade.ALL_SCOPES))
    yield web.post("/v5/order/cancel", _write(trade.cancel_order, trade.ALL_SCOPES))
    yield web.post("/v5/asset/transfer/inter-transfer", _write(trade.transfer, WALLET_SCOPES[:1]))
    yield web.post("/v5/asset/withdraw/create", _write(trade.withdraw, WALLET_SCOPES[-1:]))
    yield from stream.routes()
    yield web.route("*", "/{path:.*}", _unknown)


def _write(answer: Answer, scopes: tuple[str, ...]) -> Handler:
    return private(answer, *scopes, writes=True)


async def _unknown(request: web.Request) -> web.Response:
    return refusal(request.app[WORLD], 10017)


def _weigh(request: web.Request) -> Spend:
    """A key pays for its own requests, an address for those without a key."""
    return Spend(request.headers.get(KEY_HEADER) or f"address {request.remote}")


def _rate_limited(request: web.Request, _wait: int) -> web.Response:
    """10006 for a key; 403 for an address (docs/v5/rate-limit, "IP rate limit")."""
    if KEY_HEADER in request.headers:
        return refusal(request.app[WORLD], 10006)
    return web.Response(status=403, text="403, access too frequent")


EXCHANGE = ExchangeModule(
    rules=Rules(
        "bybit",
        Fees(maker=Decimal("0.001"), taker=Decimal("0.001")),
        order_id=lambda position: str(FIRST_ORDER + position),
        fill_id=lambda position: str(FIRST_FILL + position),
    ),
    universe=Universe(
        spot_quotes=("USDT", "USDC", "BTC", "EUR"),
        linear_quote="USDT",
        inverse=True,
        inverse_size=Decimal(1),
    ),
    routes=routes,
    ready=market.rows_of_all,
    key_header=KEY_HEADER,
    budget=lambda: Budget(limit=600, seconds=5),
    weigh=_weigh,
    rate_limited=_rate_limited,
    error_body=error_text,
    # https://bybit-exchange.github.io/docs/v5/rate-limit
    usage_headers=lambda used, budget, now: {
        "X-Bapi-Limit": str(budget.limit),
        "X-Bapi-Limit-Status": str(max(0, budget.limit - used)),
        "X-Bapi-Limit-Reset-Timestamp": str(to_milliseconds(now)),
    },
)
