"""Indodax's ended orders and fills, where it tells them since April 2026.

`orderHistory` and `tradeHistory` of `/tapi`, which ccxt 4.5.90 asks, are to be shut down; their
successors have a host, a header and a signature of their own:
https://github.com/btcid/indodax-official-api-docs/blob/master/INDODAX-TradeAPI-2.md
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

SECTION = "v2"
URL = "https://tapi.indodax.com"
ORDERS, FILLS = "api/v2/order/histories", "api/v2/myTrades"
STATUSES = {"FILLED": "closed", "CANCELLED": "canceled", "REJECTED": "rejected"}
Request = dict[str, object]


def signing(original: type[Any]) -> type[Any]:
    """ccxt's class, which also signs for this section: the query, with the secret."""
    signed: Callable[..., Request] = original.sign

    def sign(
        made: Any,
        path: str,
        api: object = "public",
        method: str = "GET",
        params: Mapping[str, object] | None = None,
    ) -> Request:
        if api not in (SECTION, [SECTION]):
            return signed(made, path, api, method, params or {})
        made.check_required_credentials()
        window = {"timestamp": made.nonce(), "recvWindow": made.options["recvWindow"]}
        query = made.urlencode({**(params or {}), **window})
        seal = made.hmac(made.encode(query), made.encode(made.secret), hashlib.sha512)
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "X-APIKEY": made.apiKey,
            "Sign": seal,
        }
        url = f"{made.urls['api'][SECTION]}/{path}?{query}"
        return {"url": url, "method": method, "body": None, "headers": headers}

    return type(original.__name__, (original,), {"sign": sign})


async def fetch_closed_orders(
    made: Any,
    symbol: str,
    since: int | None = None,
    limit: int | None = None,
    params: Mapping[str, object] | None = None,
) -> object:
    """Ended orders of one market, at most seven days of them."""
    del since
    market = made.market(symbol)
    reply = await made.v2GetApiV2OrderHistories(_newest(market, limit, params))
    return made.parse_orders(reply["data"], market)


async def fetch_my_trades(
    made: Any,
    symbol: str,
    since: int | None = None,
    limit: int | None = None,
    params: Mapping[str, object] | None = None,
) -> object:
    """Fills of one market, at most seven days of them."""
    del since
    market = made.market(symbol)
    reply = await made.v2GetApiV2MyTrades(_newest(market, limit, params))
    return [_trade(made, row, market) for row in reply["data"]]


def _newest(
    market: Mapping[str, Any], limit: int | None, params: Mapping[str, object] | None
) -> dict[str, object]:
    """What both lists are asked for."""
    return {"symbol": market["id"], "limit": limit, "sort": "desc", **(params or {})}


def parsing(original: type[Any]) -> type[Any]:
    """ccxt's class, which also reads an order of this section."""
    parsed: Callable[..., object] = original.parse_order

    def parse_order(made: Any, order: Mapping[str, Any], market: object = None) -> object:
        return (
            parsed(made, order, market) if "orderId" not in order else _order(made, order, market)
        )

    return type(original.__name__, (original,), {"parse_order": parse_order})


def _order(made: Any, row: Mapping[str, Any], market: Any) -> object:
    at = made.safe_integer(row, "submitTime")
    status = made.safe_string(row, "status")
    found = {
        "info": row,
        "id": made.safe_string(row, "orderId"),
        "clientOrderId": made.safe_string(row, "clientOrderId"),
        "timestamp": at,
        "datetime": made.iso8601(at),
        "lastUpdateTimestamp": made.safe_integer(row, "finishTime"),
        "symbol": market["symbol"],
        "type": made.safe_string_lower(row, "type"),
        "side": made.safe_string_lower(row, "side"),
        "price": made.safe_string(row, "price"),
        "amount": made.safe_string(row, "oriQty"),
        "filled": made.safe_string(row, "executedQty"),
        "status": STATUSES.get(str(status), status),
    }
    return made.safe_order(found, market)


def _trade(made: Any, row: Mapping[str, Any], market: Any) -> object:
    at = made.safe_integer(row, "time")
    fee = {
        "cost": made.safe_string(row, "commission"),
        "currency": made.safe_currency_code(made.safe_string(row, "commissionAsset")),
    }
    found = {
        "info": row,
        "id": made.safe_string(row, "tradeId"),
        "order": made.safe_string(row, "orderId"),
        "timestamp": at,
        "datetime": made.iso8601(at),
        "symbol": market["symbol"],
        "type": None,
        "side": "buy" if row.get("isBuyer") is True else "sell",
        "takerOrMaker": "maker" if row.get("isMaker") is True else "taker",
        "price": made.safe_string(row, "price"),
        "amount": made.safe_string(row, "qty"),
        "cost": made.safe_string(row, "quoteQty"),
        "fee": fee,
    }
    return made.safe_trade(found, market)
