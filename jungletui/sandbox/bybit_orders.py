"""Bybit's order lists: open orders, history and executions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from aiohttp import web

from jungletui.domain.times import from_milliseconds, to_milliseconds
from jungletui.sandbox.bybit_market import find_market, market_id, markets_of
from jungletui.sandbox.bybit_wire import needed, page, reply
from jungletui.sandbox.desk import Call, Params, number
from jungletui.sandbox.model import OrderStatus, SandboxFill, SandboxOrder
from jungletui.sandbox.rules import Market, Product

WEEK = timedelta(days=7)
"""History is told for seven days at a time (docs/v5/order/order-list, docs/v5/order/execution)."""
DAY = timedelta(days=1)
"""Orders that ended without a fill are told for a day (docs/v5/order/order-list)."""
RECENT = 500
CENT = Decimal("0.00000001")
STATUSES = {
    OrderStatus.FILLED: "Filled",
    OrderStatus.CANCELLED: "Cancelled",
    OrderStatus.REJECTED: "Rejected",
    OrderStatus.EXPIRED: "Deactivated",
}
"""docs/v5/enum, orderStatus"""

Entry = TypeVar("Entry", SandboxOrder, SandboxFill)


def open_orders(call: Call) -> web.Response:
    """GET /v5/order/realtime: open orders; a named order also after its end."""
    params, category = call.params, needed(call.params, "category")
    named = params.get("orderId") or params.get("orderLinkId")
    filters = ("symbol", "settleCoin", "baseCoin")
    if category == "linear" and not named and not any(params.get(name) for name in filters):
        raise ValueError(
            "Missing some parameters that must be filled in, symbol or settleCoin or baseCoin"
        )
    orders = _newest(call.account.orders.values(), lambda order: order.created_at)[:RECENT]
    if not named:
        orders = [order for order in orders if order.status is OrderStatus.OPEN]
    return _orders(call, category, orders)


def order_history(call: Call) -> web.Response:
    """GET /v5/order/history: orders that are over, of one week."""
    category = needed(call.params, "category")
    start, end = _week(call)
    yesterday = call.world.now() - DAY
    ended = [
        order
        for order in _newest(call.account.orders.values(), lambda order: order.created_at)
        if order.status is not OrderStatus.OPEN
        and start <= order.created_at <= end
        and (order.filled or order.updated_at >= yesterday)
    ]
    wanted = call.params.get("orderStatus")
    if wanted:
        ended = [order for order in ended if status_of(call, order) == wanted]
    return _orders(call, category, ended)


def executions(call: Call) -> web.Response:
    """GET /v5/execution/list: fills of one week."""
    category = needed(call.params, "category")
    start, end = _week(call)
    if call.params.get("execType", "Trade") != "Trade":
        return reply(call.world, {"category": category, "list": [], "nextPageCursor": ""})
    fills = _newest(call.account.fills, lambda fill: fill.at)
    fills = [fill for fill in fills if start <= fill.at <= end]
    order = call.params.get("orderId")
    fills = [f for f in _in_category(call, category, fills) if not order or f.order_id == order]
    found, cursor = page(fills, lambda fill: fill.id, call.params, (50, 100))
    rows = [execution_row(call, fill, call.account.orders[fill.order_id]) for fill in found]
    return reply(call.world, {"category": category, "list": rows, "nextPageCursor": cursor})


def _newest(entries: Iterable[Entry], moment: Callable[[Entry], datetime]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (moment(entry), entry.number), reverse=True)


def _week(call: Call) -> tuple[datetime, datetime]:
    """The span asked for. Neither end: the last week; one end: the week beside it. Raises
    ValueError for a longer one (docs/v5/order/order-list, startTime and endTime)."""
    start, end = _time(call.params, "startTime"), _time(call.params, "endTime")
    if end is None:
        end = call.world.now() if start is None else start + WEEK
    if start is None:
        start = end - WEEK
    if end - start > WEEK:
        raise ValueError("The time range between startTime and endTime cannot exceed 7 days")
    return start, end


def _time(params: Params, name: str) -> datetime | None:
    return from_milliseconds(int(params[name])) if params.get(name) else None


def _in_category(call: Call, category: str, entries: Iterable[Entry]) -> list[Entry]:
    """What belongs to the category and to the symbol, coins and order that were asked for."""
    markets_of(call.world, category)  # refuses a category that there is not
    wanted = {"product": category}
    if call.params.get("symbol"):
        wanted["symbol"] = find_market(call.world, category, call.params["symbol"]).symbol
    for name, part in (("settleCoin", "settle"), ("baseCoin", "base")):
        coin = call.params.get(name)
        if coin:
            wanted[part] = coin
    markets = call.world.markets
    return [
        entry
        for entry in entries
        if all(getattr(markets[entry.symbol], part) == is_ for part, is_ in wanted.items())
    ]


def _orders(call: Call, category: str, orders: Iterable[SandboxOrder]) -> web.Response:
    found = _in_category(call, category, orders)
    for name, part in (("orderId", "id"), ("orderLinkId", "client_id")):
        wanted = call.params.get(name)
        if wanted:
            found = [order for order in found if getattr(order, part) == wanted]
    shown, cursor = page(found, lambda order: order.id, call.params, (20, 50))
    rows = [order_row(call, order) for order in shown]
    return reply(call.world, {"category": category, "list": rows, "nextPageCursor": cursor})


def status_of(call: Call, order: SandboxOrder) -> str:
    """The word of Bybit; a spot order that was cancelled half-way has one of its own."""
    if order.status is OrderStatus.OPEN:
        return "PartiallyFilled" if order.filled else "New"
    spot = call.world.markets[order.symbol].spot
    if order.status is OrderStatus.CANCELLED and order.filled and spot:
        return "PartiallyFilledCanceled"
    return STATUSES[order.status]


def quantity(market: Market, amount: Decimal) -> str:
    """Contracts as the wire counts them: coins, or dollars for inverse ones."""
    inverse = market.product is Product.INVERSE
    return number(amount * market.contract_size if inverse else amount)


def order_row(call: Call, order: SandboxOrder) -> dict[str, Any]:
    """One order (docs/v5/order/open-order); ccxt takes a row with `tpslMode` for a contract's."""
    market = call.world.markets[order.symbol]
    alive = order.status is OrderStatus.OPEN
    limit = order.type == "limit"
    fees = {order.fee_asset: number(order.fee)} if order.fee else {}
    row = {
        "orderId": order.id, "orderLinkId": order.client_id, "blockTradeId": "",
        "symbol": market_id(market), "price": number(order.price),
        "qty": quantity(market, order.amount), "side": order.side.capitalize(), "isLeverage": "",
        "positionIdx": 0, "orderStatus": status_of(call, order), "createType": "CreateByUser",
        "cancelType": "CancelByUser" if order.status is OrderStatus.CANCELLED else "UNKNOWN",
        "rejectReason": order.reason or "EC_NoError", "avgPrice": _average(market, order),
        "leavesQty": quantity(market, order.remaining) if alive else "0",
        "leavesValue": number(_worth(market, order.remaining, order.price)) if alive else "0",
        "cumExecQty": quantity(market, order.filled), "cumExecValue": number(order.cost),
        "cumExecFee": number(order.fee), "cumFeeDetail": fees,
        "timeInForce": "GTC" if limit else "IOC", "orderType": order.type.capitalize(),
        "marketUnit": "" if limit or not market.spot else "baseCoin", "stopOrderType": "",
        "orderIv": "", "triggerPrice": "", "takeProfit": "", "stopLoss": "", "tpTriggerBy": "",
        "slTriggerBy": "", "triggerDirection": 0, "triggerBy": "", "lastPriceOnCreated": "",
        "reduceOnly": False, "closeOnTrigger": False, "smpType": "None", "smpGroup": 0,
        "smpOrderId": "", "createdTime": _ms(order.created_at),
        "updatedTime": _ms(order.updated_at),
    }  # fmt: skip
    if market.spot:
        del row["createType"]
        return row
    return row | {"tpslMode": "", "tpLimitPrice": "", "slLimitPrice": "", "placeType": ""}


def execution_row(call: Call, fill: SandboxFill, order: SandboxOrder) -> dict[str, Any]:
    """One fill of `order` (docs/v5/order/execution); ccxt takes a row with `createType` for a
    contract's."""
    market = call.world.markets[fill.symbol]
    row = {
        "symbol": market_id(market), "orderId": order.id, "orderLinkId": order.client_id,
        "side": fill.side.capitalize(), "orderPrice": number(order.price),
        "orderQty": quantity(market, order.amount), "leavesQty": quantity(market, order.remaining),
        "orderType": order.type.capitalize(), "stopOrderType": "", "execFee": number(fill.fee),
        "feeRate": number(_rate(call, fill)), "feeCurrency": fill.fee_asset, "execId": fill.id,
        "execPrice": number(fill.price), "execQty": quantity(market, fill.amount),
        "execType": "Trade", "execValue": number(fill.cost), "execTime": _ms(fill.at),
        "isMaker": fill.maker, "tradeIv": "", "markIv": "", "markPrice": "", "indexPrice": "",
        "underlyingPrice": "", "blockTradeId": "", "closedSize": "", "seq": fill.number,
    }  # fmt: skip
    return row if market.spot else row | {"createType": "CreateByUser"}


def _rate(call: Call, fill: SandboxFill) -> Decimal:
    fees = call.world.rules.fees
    return fees.maker if fill.maker else fees.taker


def _average(market: Market, order: SandboxOrder) -> str:
    if not order.filled:
        return "" if market.spot else "0"
    if market.product is Product.INVERSE:
        return number((order.filled * market.contract_size / order.cost).quantize(CENT))
    return number((order.cost / order.filled / market.contract_size).quantize(CENT))


def _worth(market: Market, amount: Decimal, price: Decimal) -> Decimal:
    return market.cost(amount, price).quantize(CENT)


def _ms(at: datetime) -> str:
    return str(to_milliseconds(at))
