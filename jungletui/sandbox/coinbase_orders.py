"""Coinbase's spot orders and fills."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from jungletui.sandbox.coinbase_door import not_placed
from jungletui.sandbox.coinbase_market import moment, product_of
from jungletui.sandbox.desk import (
    Call,
    amount_of,
    ended_orders,
    json_response,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.sizing import amount_for
from jungletui.sandbox.world import OrderRequest


def batch(call: Call) -> web.Response:
    """Open and ended orders, newest first; of a status or a product where asked."""
    found = (*reversed(call.account.open_orders()), *ended_orders(call.account))
    rows = [_order(call, order) for order in found]
    status, product = call.params.get("order_status", ""), call.params.get("product_id", "")
    rows = [r for r in rows if status in ("", r["status"]) and product in ("", r["product_id"])]
    return json_response({"orders": rows, "sequence": "0", "has_next": False, "cursor": ""})


def fills(call: Call) -> web.Response:
    """Newest first."""
    product = call.params.get("product_id", "")
    rows = [_fill(call, fill) for fill in reversed(call.account.fills)]
    rows = [row for row in rows if product in ("", row["product_id"])]
    return json_response({"fills": rows, "cursor": ""})


def place(call: Call) -> web.Response:
    """A limit order that stays, or a market order; the latter may tell what to spend."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    market = spot_market(call.world, needed(params, "product_id"), product_of)
    if market is None:
        return not_placed(Refusal.MARKET)
    asked = json.loads(needed(params, "order_configuration"))
    limit, taking = asked.get("limit_limit_gtc"), asked.get("market_market_ioc")
    if not isinstance(limit or taking, dict):
        raise ValueError("order_configuration")
    price = amount_of(limit, "limit_price") if limit else None
    if taking and "quote_size" in taking:
        amount = amount_for(call.world, market, amount_of(taking, "quote_size"))
    else:
        amount = amount_of(limit or taking, "base_size")
    client_id = needed(params, "client_order_id")
    wanted = OrderRequest(market.symbol, side, amount, price, "spot", client_id)
    order = call.world.place(call.account, wanted)
    if isinstance(order, Refusal):
        return not_placed(order)
    told = {"order_id": order.id, "product_id": product_of(market), "side": side.upper(),
            "client_order_id": client_id}  # fmt: skip
    return json_response({"success": True, "success_response": told, "order_configuration": asked})


def cancel(call: Call) -> web.Response:
    """Several orders by their ids; each has an outcome of its own."""
    ids = json.loads(needed(call.params, "order_ids"))
    if not isinstance(ids, list):
        raise ValueError("order_ids")
    return json_response({"results": [_cancelled(call, str(name)) for name in ids]})


def _cancelled(call: Call, name: str) -> dict[str, Any]:
    done = not isinstance(call.world.cancel(call.account, name), Refusal)
    reason = "UNKNOWN_CANCEL_FAILURE_REASON" if done else "UNKNOWN_CANCEL_ORDER"
    return {"success": done, "failure_reason": reason, "order_id": name}


def _order(call: Call, order: SandboxOrder) -> dict[str, Any]:
    status = {OrderStatus.OPEN: "OPEN", OrderStatus.FILLED: "FILLED"}.get(order.status, "CANCELLED")
    average = order.cost / order.filled if order.filled else order.filled
    limit = {"base_size": number(order.amount), "limit_price": number(order.price),
             "post_only": False}  # fmt: skip
    return {
        "order_id": order.id, "product_id": product_of(call.world.markets[order.symbol]),
        "user_id": call.account.uid, "order_configuration": {"limit_limit_gtc": limit},
        "side": order.side.upper(), "client_order_id": order.client_id, "status": status,
        "time_in_force": "GOOD_UNTIL_CANCELLED", "created_time": moment(order.created_at),
        "completion_percentage": f"{order.filled / order.amount * 100:.2f}",
        "filled_size": number(order.filled), "average_filled_price": number(average),
        "number_of_fills": "0", "filled_value": number(order.cost), "pending_cancel": False,
        "size_in_quote": False, "total_fees": number(order.fee), "order_type": "LIMIT",
        "settled": status == "FILLED", "product_type": "SPOT",
    }  # fmt: skip


def _fill(call: Call, fill: SandboxFill) -> dict[str, Any]:
    return {
        "entry_id": fill.id, "trade_id": fill.id, "order_id": fill.order_id,
        "trade_time": moment(fill.at), "trade_type": "FILL", "price": number(fill.price),
        "size": number(fill.amount), "commission": number(fill.fee),
        "product_id": product_of(call.world.markets[fill.symbol]),
        "sequence_timestamp": moment(fill.at), "size_in_quote": False,
        "liquidity_indicator": "MAKER" if fill.maker else "TAKER",
        "user_id": call.account.uid, "side": fill.side.upper(),
    }  # fmt: skip
