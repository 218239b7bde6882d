"""KuCoin's orders and fills of the trading wallet."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import (
    Call,
    amount_of,
    ended_orders,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.kucoin_door import refused, reply
from jungletui.sandbox.kucoin_market import symbol_of
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_or_cost
from jungletui.sandbox.world import OrderRequest

WALLET = "trade"


def orders(call: Call) -> web.Response:
    """Open (`active`) or ended ones (`done`), newest first."""
    state = call.params.get("status", "done")
    found = (
        reversed(call.account.open_orders()) if state == "active" else ended_orders(call.account)
    )
    symbol = call.params.get("symbol", "")
    rows = [_order(call, order) for order in found if order.wallet == WALLET]
    return reply(_page([row for row in rows if symbol in ("", row["symbol"])]))


def one_order(call: Call) -> web.Response:
    """By its id."""
    order = call.account.orders.get(needed(call.params, "orderId"))
    return refused(Refusal.UNKNOWN_ORDER) if order is None else reply(_order(call, order))


def fills(call: Call) -> web.Response:
    """Newest first."""
    symbol = call.params.get("symbol", "")
    rows = [_fill(call, fill) for fill in reversed(call.account.fills)]
    return reply(_page([row for row in rows if symbol in ("", row["symbol"])]))


def place(call: Call) -> web.Response:
    """A limit or market order; the latter may tell what to spend."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    kind = one_of(params, "type", ("limit", "market"))
    market = spot_market(call.world, needed(params, "symbol"), symbol_of)
    if market is None:
        return refused(Refusal.MARKET)
    price = amount_of(params, "price") if kind == "limit" else None
    client_id = needed(params, "clientOid")
    cost = "funds" if price is None and "funds" in params else None
    amount = amount_or_cost(call, market, "size", cost)
    asked = OrderRequest(market.symbol, side, amount, price, WALLET, client_id)
    order = call.world.place(call.account, asked)
    return refused(order) if isinstance(order, Refusal) else reply({"orderId": order.id})


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    order = call.world.cancel(call.account, needed(call.params, "orderId"))
    return (
        refused(order) if isinstance(order, Refusal) else reply({"cancelledOrderIds": [order.id]})
    )


def _page(rows: list[dict[str, Any]]) -> dict[str, Any]:
    size = 50
    return {
        "currentPage": 1, "pageSize": size, "totalNum": len(rows),
        "totalPage": -(-len(rows) // size), "items": rows[:size],
    }  # fmt: skip


def _order(call: Call, order: SandboxOrder) -> dict[str, Any]:
    market = call.world.markets[order.symbol]
    is_open = order.status is OrderStatus.OPEN
    return {
        "id": order.id, "symbol": symbol_of(market), "opType": "DEAL", "type": order.type,
        "side": order.side, "price": number(order.price), "size": number(order.amount),
        "funds": "0", "dealFunds": number(order.cost), "dealSize": number(order.filled),
        "fee": number(order.fee), "feeCurrency": order.fee_asset or market.quote, "stp": "",
        "stop": None, "stopTriggered": False, "stopPrice": "0", "timeInForce": "GTC",
        "postOnly": False, "hidden": False, "iceberg": False, "visibleSize": "0",
        "cancelAfter": 0, "channel": "API", "clientOid": order.client_id, "remark": None,
        "tags": None, "isActive": is_open,
        "cancelExist": order.status is OrderStatus.CANCELLED,
        "createdAt": to_milliseconds(order.created_at), "tradeType": "TRADE",
    }  # fmt: skip


def _fill(call: Call, fill: SandboxFill) -> dict[str, Any]:
    market = call.world.markets[fill.symbol]
    return {
        "symbol": symbol_of(market), "tradeId": fill.id, "orderId": fill.order_id,
        "counterOrderId": "0", "side": fill.side, "liquidity": "maker" if fill.maker else "taker",
        "forceTaker": False, "price": number(fill.price), "size": number(fill.amount),
        "funds": number(fill.cost), "fee": number(fill.fee), "feeRate": "0.001",
        "feeCurrency": fill.fee_asset, "stop": "", "type": "limit", "tradeType": "TRADE",
        "createdAt": to_milliseconds(fill.at),
    }  # fmt: skip
