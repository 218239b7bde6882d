"""binance: its routes, the right that each needs, its rates and its rate limit."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from aiohttp import web

from jungletui.domain.times import to_milliseconds, utc_now
from jungletui.sandbox import binance_account as account
from jungletui.sandbox import binance_funds as funds
from jungletui.sandbox import binance_futures as futures
from jungletui.sandbox import binance_market as market
from jungletui.sandbox import binance_orders as orders
from jungletui.sandbox import binance_stream as stream
from jungletui.sandbox import candles
from jungletui.sandbox.binance_auth import KEY_HEADER, Answer, public, signed
from jungletui.sandbox.binance_wire import Call
from jungletui.sandbox.exchange import BUDGET, ExchangeModule
from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Fees, Product, Rules

READ = "enableReading"
TRADE = "enableSpotAndMarginTrading"
FUTURES = "enableFutures"
BAN_AFTER = 20
"""Refused requests in a row before the address is banned (binance: "repeatedly violating")."""
BAN = timedelta(minutes=2)
WEIGHTS = {
    "account": 20,
    "allOrders": 20,
    "myTrades": 20,
    "exchangeInfo": 20,
    "24hr": 80,
    "openOrders": 80,
    "price": 4,
    "bookTicker": 4,
    "order": 4,
}
"""By the last part of the path, without a symbol; roughly as documented."""

PUBLIC: dict[str, Answer] = {
    "ping": market.ping,
    "time": market.time,
    "exchangeInfo": market.exchange_info,
    "ticker/24hr": market.ticker_24hr,
    "ticker/price": market.ticker_price,
    "ticker/bookTicker": market.book_ticker,
    "depth": market.depth,
    "klines": candles.binance_klines,
}
SPOT: tuple[tuple[str, str, str, Answer], ...] = (
    ("GET", "/api/v3/account", READ, account.spot_account),
    ("GET", "/api/v3/openOrders", READ, orders.open_orders),
    ("GET", "/api/v3/allOrders", READ, orders.all_orders),
    ("GET", "/api/v3/order", READ, orders.one_order),
    ("GET", "/api/v3/myTrades", READ, orders.my_trades),
    ("POST", "/api/v3/order", TRADE, orders.place_order),
    ("POST", "/api/v3/order/test", TRADE, orders.try_order),
    ("DELETE", "/api/v3/order", TRADE, orders.cancel_order),
    ("DELETE", "/api/v3/openOrders", TRADE, orders.cancel_all),
    ("GET", "/sapi/v1/account/apiRestrictions", READ, account.api_restrictions),
    ("GET", "/sapi/v1/account/status", READ, account.account_status),
    ("GET", "/sapi/v1/account/apiTradingStatus", READ, account.trading_status),
    ("GET", "/sapi/v1/capital/config/getall", READ, account.coins),
    ("POST", "/sapi/v1/asset/get-funding-asset", READ, account.funding_assets),
    ("POST", "/sapi/v3/asset/getUserAsset", READ, account.user_assets),
    ("GET", "/sapi/v1/margin/account", READ, account.margin_account),
    ("GET", "/sapi/v1/margin/isolated/account", READ, funds.isolated_account),
    ("GET", "/sapi/v1/margin/allPairs", READ, account.margin_pairs),
    ("GET", "/sapi/v1/margin/isolated/allPairs", READ, account.margin_pairs),
    ("GET", "/sapi/v1/margin/openOrders", READ, account.nothing_here),
    ("GET", "/sapi/v1/margin/allOrders", READ, account.nothing_here),
    ("GET", "/sapi/v1/margin/myTrades", READ, account.nothing_here),
    ("GET", "/sapi/v1/capital/withdraw/history", READ, funds.withdrawals),
    ("GET", "/sapi/v1/capital/deposit/hisrec", READ, funds.deposits),
    ("GET", "/sapi/v1/simple-earn/flexible/position", READ, funds.flexible_positions),
    ("GET", "/sapi/v1/simple-earn/locked/position", READ, funds.locked_positions),
    ("POST", "/sapi/v1/capital/withdraw/apply", "enableWithdrawals", account.withdraw),
    ("POST", "/sapi/v1/asset/transfer", "permitsUniversalTransfer", account.transfer),
)
CONTRACTS: tuple[tuple[str, str, str, Answer], ...] = (
    ("GET", "openOrders", READ, orders.open_orders),
    ("GET", "allOrders", READ, orders.all_orders),
    ("GET", "order", READ, orders.one_order),
    ("GET", "userTrades", READ, orders.my_trades),
    ("POST", "order", FUTURES, orders.place_order),
    ("DELETE", "order", FUTURES, orders.cancel_order),
    ("DELETE", "allOpenOrders", FUTURES, orders.cancel_all),
    ("GET", "account", READ, futures.futures_account),
    ("GET", "balance", READ, futures.futures_balance),
    ("GET", "positionRisk", READ, futures.position_risk),
    ("GET", "leverageBracket", READ, futures.leverage_brackets),
    ("GET", "positionSide/dual", READ, futures.position_mode),
    ("GET", "accountConfig", READ, futures.account_config),
    ("GET", "symbolConfig", READ, futures.symbol_config),
)
PREFIXES = ("/fapi/v1", "/fapi/v2", "/fapi/v3", "/dapi/v1", "/dapi/v2")


def routes() -> list[web.AbstractRouteDef]:
    """Every path of the sandbox's binance."""
    table: list[web.AbstractRouteDef] = [
        web.get("/sapi/v1/system/status", public(market.system_status))
    ]
    for prefix in ("/api/v3", "/fapi/v1", "/fapi/v2", "/dapi/v1"):
        table += [web.get(f"{prefix}/{path}", public(answer)) for path, answer in PUBLIC.items()]
    for prefix in PREFIXES:
        table.append(web.get(f"{prefix}/premiumIndex", public(market.premium_index)))
        table += [
            web.route(verb, f"{prefix}/{path}", signed(answer, right))
            for verb, path, right, answer in CONTRACTS
        ]
    table += [web.route(verb, path, signed(answer, right)) for verb, path, right, answer in SPOT]
    table += stream.routes()
    return table


def weigh(request: web.Request) -> Spend:
    """The weight of a request; the address pays, to each host of Binance apart."""
    if "symbol" in request.query:
        return Spend(_payer(request), 4)
    return Spend(_payer(request), WEIGHTS.get(request.path.rpartition("/")[2], 1))


def _payer(request: web.Request) -> str:
    host = request.path.split("/")[1]
    return request.remote or "" if host == "api" else f"{request.remote} {host}"


def rate_limited(request: web.Request, wait: int) -> web.Response:
    """429, and 418 for who does not stop."""
    banned = request.app[BUDGET].strikes.get(_payer(request), 0) > BAN_AFTER
    status = 418 if banned else 429
    return web.Response(
        text=error_body(status), status=status, headers={"Retry-After": str(wait)},
        content_type="application/json",
    )  # fmt: skip


def error_body(status: int) -> str:
    """What comes with an HTTP error."""
    if status == 418:
        until = to_milliseconds(utc_now() + BAN)
        text = (
            f"Way too much request weight used; IP banned until {until}. "
            "Please use WebSocket Streams for live updates to avoid bans."
        )
        return json.dumps({"code": -1003, "msg": text})
    if status == 429:
        text = (
            "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. "
            "Please use WebSocket Streams for live updates to avoid polling the API."
        )
        return json.dumps({"code": -1003, "msg": text})
    if status == 503:
        return json.dumps({"code": 0, "msg": "Service Unavailable."})
    return json.dumps(
        {"code": -1000, "msg": "An unknown error occurred while processing the request."}
    )


EXCHANGE = ExchangeModule(
    rules=Rules("binance", Fees(Decimal("0.001"), Decimal("0.001"))),
    universe=Universe(("USDT", "USDC", "BTC", "FDUSD", "ETH", "EUR", "BNB"), "USDT", inverse=True),
    routes=routes,
    ready=lambda world: [market.exchange_info(Call(world, {}, part)) for part in Product],
    key_header=KEY_HEADER,
    budget=lambda: Budget(6000),
    weigh=weigh,
    rate_limited=rate_limited,
    error_body=error_body,
    usage_headers=lambda used, _budget, _now: {
        "X-MBX-USED-WEIGHT": str(used),
        "X-MBX-USED-WEIGHT-1M": str(used),
    },
)
