"""Orders and fills of binance: reading them, placing and cancelling them, on spot and futures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.domain.times import from_milliseconds
from jungletui.sandbox.binance_wire import (
    Call,
    decimal_of,
    error,
    integer_of,
    market_id,
    millis,
    missing,
    refused,
    reply,
    status_of,
    text,
)
from jungletui.sandbox.model import Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.rules import Product
from jungletui.sandbox.sizing import amount_for
from jungletui.sandbox.world import OrderRequest

DAY = timedelta(hours=24)
NOTHING = "0.00000000"


def open_orders(call: Call) -> web.Response:
    """GET …/openOrders, of all symbols or of one."""
    if "symbol" in call.params and call.market() is None:
        return refused(Refusal.MARKET)
    mine = _of_part(call, call.account.open_orders())
    return reply([order_document(call, order) for order in mine])


def all_orders(call: Call) -> web.Response:
    """GET …/allOrders of one symbol: open, done, cancelled and rejected, oldest first."""
    wrong = _needs_symbol(call) or _wrong_span(call)
    if wrong is not None:
        return wrong
    since, until = _span(call)
    first = integer_of(call.params, "orderId", 0)
    found = [
        order
        for order in _of_part(call, call.account.orders.values())
        if int(order.id) >= first and since <= millis(order.created_at) <= until
    ]
    return reply([order_document(call, order) for order in _page(call, found)])


def one_order(call: Call) -> web.Response:
    """GET …/order by orderId or origClientOrderId."""
    order = _named(call)
    if order is None:
        return error(-2013, "Order does not exist.")
    return reply(order_document(call, order))


def my_trades(call: Call) -> web.Response:
    """GET /api/v3/myTrades and …/userTrades of one symbol, oldest first."""
    wrong = _needs_symbol(call) or _wrong_span(call)
    if wrong is not None:
        return wrong
    since, until = _span(call)
    first = integer_of(call.params, "fromId", 0)
    order_id = call.params.get("orderId")
    market = call.market()
    found = [
        fill
        for fill in call.account.fills
        if market is not None
        and fill.symbol == market.symbol
        and int(fill.id) >= first
        and since <= millis(fill.at) <= until
        and order_id in {None, fill.order_id}
    ]
    return reply([fill_document(call, fill) for fill in _page(call, found)])


def place_order(call: Call) -> web.Response:
    """POST …/order: LIMIT and MARKET (also by quoteOrderQty). It really acts on the books."""
    wrong = _needs_symbol(call)
    market = call.market()
    if wrong is not None or market is None:
        return wrong or refused(Refusal.MARKET)
    kind, side = call.params.get("type", ""), call.params.get("side", "")
    if kind not in {"LIMIT", "LIMIT_MAKER", "MARKET"}:
        return error(-1116, "Invalid orderType.")
    if side not in {"BUY", "SELL"}:
        return error(-1117, "Invalid side.")
    price = None if kind == "MARKET" else decimal_of(call.params, "price")
    if kind != "MARKET" and price is None:
        return missing("price")
    amount = decimal_of(call.params, "quantity")
    worth = decimal_of(call.params, "quoteOrderQty")
    if amount is None and worth is not None and kind == "MARKET":
        amount = amount_for(call.world, market, worth)
    if amount is None:
        return missing("quantity")
    client_id = call.params.get("newClientOrderId", "")
    request = OrderRequest(market.symbol, side.lower(), amount, price, call.wallet, client_id)
    placed = call.world.place(call.account, request)
    if isinstance(placed, Refusal):
        return refused(placed)
    document = order_document(call, placed) | {"transactTime": millis(placed.created_at)}
    fills = [fill for fill in call.account.fills if fill.order_id == placed.id]
    if call.product is Product.SPOT:
        document["fills"] = [
            {"price": text(fill.price), "qty": text(fill.amount), "commission": text(fill.fee),
             "commissionAsset": fill.fee_asset, "tradeId": int(fill.id)}
            for fill in fills
        ]  # fmt: skip
    return reply(document)


def try_order(_call: Call) -> web.Response:
    """POST /api/v3/order/test."""
    return reply({})


def cancel_order(call: Call) -> web.Response:
    """DELETE …/order."""
    order = _named(call)
    done = Refusal.UNKNOWN_ORDER if order is None else call.world.cancel(call.account, order.id)
    if isinstance(done, Refusal):
        return refused(done)
    return reply(order_document(call, done))


def cancel_all(call: Call) -> web.Response:
    """DELETE /api/v3/openOrders and …/allOpenOrders of one symbol."""
    wrong = _needs_symbol(call)
    if wrong is not None:
        return wrong
    mine = list(_of_part(call, call.account.open_orders()))
    for order in mine:
        call.world.cancel(call.account, order.id)
    if call.product is not Product.SPOT:
        return reply({"code": 200, "msg": "The operation of cancel all open order is done."})
    if not mine:
        return refused(Refusal.UNKNOWN_ORDER)
    return reply([order_document(call, order) for order in mine])


def order_document(call: Call, order: SandboxOrder) -> dict[str, Any]:
    """An order as binance tells it."""
    market = call.world.markets[order.symbol]
    average = order.cost / order.filled / market.contract_size if order.filled else Decimal(0)
    if market.inverse and order.cost:
        average = order.filled * market.contract_size / order.cost
    shown = order.price if order.type == "limit" else Decimal(0)
    document: dict[str, Any] = {
        "symbol": market_id(market),
        "orderId": int(order.id),
        "clientOrderId": order.client_id,
        "price": text(shown),
        "origQty": text(order.amount),
        "executedQty": text(order.filled),
        "status": status_of(order),
        "timeInForce": "GTC",
        "type": order.type.upper(),
        "side": order.side.upper(),
        "stopPrice": NOTHING,
        "time": millis(order.created_at),
        "updateTime": millis(order.updated_at),
    }
    if market.spot:
        return document | {
            "orderListId": -1, "cummulativeQuoteQty": text(order.cost), "icebergQty": NOTHING,
            "isWorking": True, "workingTime": millis(order.created_at),
            "origQuoteOrderQty": NOTHING, "selfTradePreventionMode": "EXPIRE_MAKER",
        }  # fmt: skip
    total = "cumBase" if market.inverse else "cumQuote"
    return document | {
        "avgPrice": text(average), total: text(order.cost), "reduceOnly": False,
        "closePosition": False, "positionSide": "BOTH", "workingType": "CONTRACT_PRICE",
        "priceProtect": False, "origType": order.type.upper(), "pair": market.base + market.quote,
    }  # fmt: skip


def fill_document(call: Call, fill: SandboxFill) -> dict[str, Any]:
    """A fill as binance tells it."""
    market = call.world.markets[fill.symbol]
    document: dict[str, Any] = {
        "symbol": market_id(market),
        "id": int(fill.id),
        "orderId": int(fill.order_id),
        "price": text(fill.price),
        "qty": text(fill.amount),
        "commission": text(fill.fee),
        "commissionAsset": fill.fee_asset,
        "time": millis(fill.at),
    }
    if market.spot:
        return document | {
            "orderListId": -1, "quoteQty": text(fill.cost), "isBuyer": fill.side == "buy",
            "isMaker": fill.maker, "isBestMatch": True,
        }  # fmt: skip
    total = "baseQty" if market.inverse else "quoteQty"
    return document | {
        total: text(fill.cost), "side": fill.side.upper(), "positionSide": "BOTH",
        "buyer": fill.side == "buy", "maker": fill.maker, "realizedPnl": NOTHING,
        "marginAsset": market.settle,
    }  # fmt: skip


def _of_part(call: Call, orders: Iterable[SandboxOrder]) -> list[SandboxOrder]:
    """The orders of this part of the exchange, of one symbol where one was named; oldest first."""
    named = call.market()
    found = [
        order
        for order in orders
        if order.wallet == call.wallet and (named is None or order.symbol == named.symbol)
    ]
    return sorted(found, key=lambda order: order.number)


def _named(call: Call) -> SandboxOrder | None:
    order = call.account.orders.get(call.params.get("orderId", ""))
    client_id = call.params.get("origClientOrderId")
    if order is None and client_id:
        mine = (o for o in call.account.orders.values() if o.client_id == client_id)
        order = next(mine, None)
    market = call.market()
    return order if order and market and order.symbol == market.symbol else None


def _needs_symbol(call: Call) -> web.Response | None:
    if "symbol" not in call.params:
        return missing("symbol")
    return refused(Refusal.MARKET) if call.market() is None else None


def _span(call: Call) -> tuple[int, int]:
    since = integer_of(call.params, "startTime", 0)
    return since, integer_of(call.params, "endTime", 2**62)


def _wrong_span(call: Call) -> web.Response | None:
    """Spot refuses a span of more than 24 hours between startTime and endTime."""
    if call.product is not Product.SPOT or not {"startTime", "endTime"} <= call.params.keys():
        return None
    since, until = (from_milliseconds(moment) for moment in _span(call))
    if until - since > DAY:
        return error(-1127, "More than 24 hours between startTime and endTime.")
    return None


def _page(call: Call, rows: list[Any]) -> list[Any]:
    """`limit` rows: from the start of what was asked for, else the newest."""
    limit = max(1, min(1000, integer_of(call.params, "limit", 500)))
    started = {"startTime", "fromId", "orderId"} & call.params.keys()
    return rows[:limit] if started else rows[-limit:]
