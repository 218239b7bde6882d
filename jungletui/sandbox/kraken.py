"""kraken: its routes, the right that each needs, its rates and its call counter."""

from __future__ import annotations

import json
from decimal import Decimal

from aiohttp import web

from jungletui.sandbox import candles
from jungletui.sandbox import kraken_account as account
from jungletui.sandbox import kraken_funds as funds
from jungletui.sandbox import kraken_market as market
from jungletui.sandbox import kraken_orders as orders
from jungletui.sandbox import kraken_stream as stream
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.kraken_auth import KEY_HEADER, Answer, public, signed
from jungletui.sandbox.kraken_wire import Call, error, transaction_id
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Rules

FUNDS = frozenset({"query-funds"})
OPEN = frozenset({"query-open-trades"})
CLOSED = frozenset({"query-closed-trades"})
MODIFY = frozenset({"modify-trades"})
CLOSE = frozenset({"close-trades", "modify-trades"})
WITHDRAW = frozenset({"withdraw-funds"})
LEDGER = frozenset({"query-ledger"})

PUBLIC: dict[str, Answer] = {
    "Time": market.time,
    "SystemStatus": market.system_status,
    "Assets": market.assets,
    "AssetPairs": market.asset_pairs,
    "Ticker": market.ticker,
    "OHLC": candles.kraken_ohlc,
}
PRIVATE: tuple[tuple[str, frozenset[str], Answer], ...] = (
    ("GetApiKeyInfo", frozenset(), account.key_info),
    ("Balance", FUNDS, account.balance),
    ("BalanceEx", FUNDS, account.balance_ex),
    ("TradeBalance", FUNDS, account.trade_balance),
    ("TradeVolume", FUNDS, account.trade_volume),
    ("OpenOrders", OPEN, orders.open_orders),
    ("OpenPositions", OPEN, funds.positions),
    ("ClosedOrders", CLOSED, orders.closed_orders),
    ("QueryOrders", OPEN | CLOSED, orders.query_orders),
    ("TradesHistory", CLOSED, orders.trades_history),
    ("QueryTrades", CLOSED, orders.query_trades),
    ("Ledgers", LEDGER, account.ledgers),
    ("GetWebSocketsToken", frozenset({"create-ws-token"}), account.websockets_token),
    ("AddOrder", MODIFY, orders.add_order),
    ("CancelOrder", CLOSE, orders.cancel_order),
    ("CancelAll", CLOSE, orders.cancel_all),
    ("DepositMethods", frozenset({"add-funds"}), account.nothing_here),
    ("WithdrawMethods", WITHDRAW, account.nothing_here),
    ("WithdrawAddresses", WITHDRAW, account.nothing_here),
    ("DepositStatus", FUNDS, funds.deposit_status),
    ("WithdrawStatus", WITHDRAW | LEDGER, funds.withdraw_status),
    ("WithdrawInfo", WITHDRAW, account.withdraw_info),
    ("Withdraw", WITHDRAW, account.withdraw),
    ("WalletTransfer", WITHDRAW, account.wallet_transfer),
)
"""Rights: https://docs.kraken.com/api-reference and support.kraken.com 360000919966; that
WalletTransfer needs withdraw-funds is assumed."""
HISTORY = frozenset({"ClosedOrders", "TradesHistory", "Ledgers", "QueryTrades"})
"""Calls that count twice (https://docs.kraken.com/api/docs/guides/spot-rest-ratelimits)."""


def routes() -> list[web.AbstractRouteDef]:
    """Every path of the sandbox's kraken."""
    table: list[web.AbstractRouteDef] = [
        web.get(f"/0/public/{name}", public(answer)) for name, answer in PUBLIC.items()
    ]
    table += [
        web.post(f"/0/private/{name}", signed(answer, rights)) for name, rights, answer in PRIVATE
    ]
    table += stream.routes()
    table.append(web.route("*", "/0/{rest:.*}", _unknown))
    return table


async def _unknown(_request: web.Request) -> web.Response:
    return error("EGeneral:Unknown method")


def weigh(request: web.Request) -> Spend:
    """The counter of the key; public calls and orders do not count here."""
    name = request.path.rpartition("/")[2]
    payer = request.headers.get(KEY_HEADER, "")
    if not payer or name in {"AddOrder", "CancelOrder"}:
        return Spend(payer, 0)
    return Spend(payer, 2 if name in HISTORY else 1)


def rate_limited(_request: web.Request, _wait: int) -> web.Response:
    """Status 200, without a time to wait."""
    return error("EAPI:Rate limit exceeded")


def error_body(_status: int) -> str:
    """What comes with an HTTP error."""
    return json.dumps({"error": ["EService:Unavailable"]})


EXCHANGE = ExchangeModule(
    rules=Rules(
        "kraken",
        Fees(Decimal("0.0025"), Decimal("0.004"), in_quote=True),
        order_id=lambda number: transaction_id("O", number),
        fill_id=lambda number: transaction_id("T", number),
    ),
    universe=Universe(("USD", "EUR", "USDT", "BTC", "ETH", "GBP", "USDC")),
    routes=routes,
    ready=lambda world: market.asset_pairs(Call(world, {})),
    key_header=KEY_HEADER,
    budget=lambda: Budget(20, 40, window=False),
    weigh=weigh,
    rate_limited=rate_limited,
    error_body=error_body,
)
