"""Binance, scripted: what it answers of wallets, markets and orders, and what it was asked."""

from __future__ import annotations

from tests.exchanges.conftest import make_key
from tests.exchanges.replies import NOW, PUBLIC, binance_account, binance_symbol, reply
from tests.exchanges.server import Answer

DENIED = Answer('{"code": -2015, "msg": "No."}', status=401)
FUTURES = {
    "GET /fapi/v1/openOrders": reply([]),
    "GET /dapi/v1/openOrders": reply([]),
    "GET /sapi/v1/margin/openOrders": reply([]),
    "GET /fapi/v3/positionRisk": reply([]),
    "GET /dapi/v1/positionRisk": reply([]),
}


def order(number, symbol="BTCUSDT", status="FILLED"):
    return {
        "symbol": symbol,
        "orderId": number,
        "clientOrderId": f"c{number}",
        "price": "1",
        "origQty": "1",
        "executedQty": "1",
        "cummulativeQuoteQty": "1",
        "status": status,
        "type": "LIMIT",
        "side": "BUY",
        "timeInForce": "GTC",
        "time": NOW + number,
        "updateTime": NOW + number,
    }


MANY = tuple(f"X{n:02}/TRY" for n in range(20))
"""So many markets that not all are asked."""


def script(**more):
    base = PUBLIC["binance"]() | FUTURES
    return base | {"GET /api/v3/account": binance_account('"1"'), "*": DENIED} | more


async def session_of(house, played):
    return await house.session(make_key("binance", played.endpoint))


def wallet(*assets):
    return reply({"balances": [{"asset": a, "free": "1", "locked": "0"} for a in assets]})


def markets(*pairs):
    return reply({"symbols": [binance_symbol(*pair.split("/")) for pair in pairs]})


def asked(played, path):
    found = (r.query for r in played.log if r.path == path)
    return sorted(query.split("symbol=")[1].split("&")[0] for query in found)
