"""OKX's order lists: pending, history, one order, fills."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import needed, number
from jungletui.sandbox.model import OrderStatus, SandboxFill, SandboxOrder
from jungletui.sandbox.okx_auth import Call
from jungletui.sandbox.okx_market import TYPES, find_market, market_id, markets_of, type_of
from jungletui.sandbox.okx_wire import integer_of, moment, page, refusal, reply
from jungletui.sandbox.rules import Market, Product

FIRST_BILL = 1_800_000_000_000_000_000
CENT = Decimal("0.00000001")
WEEK, QUARTER, THREE_DAYS = timedelta(days=7), timedelta(days=90), timedelta(days=3)
FORGOTTEN = timedelta(hours=2)
"""okx.com/docs-v5/en, "Get order history (last 7 days)": cancelled orders without a fill are kept
for two hours; the archive of three months has none of them."""
STATES = {
    OrderStatus.FILLED: "filled",
    OrderStatus.CANCELLED: "canceled",
    OrderStatus.EXPIRED: "canceled",
}
"""A rejected order never had an id at OKX: it is not listed."""

Entry = TypeVar("Entry", SandboxOrder, SandboxFill)


def pending(call: Call) -> web.Response:
    """GET /api/v5/trade/orders-pending"""
    return _orders(call, call.account.open_orders())


def history(call: Call) -> web.Response:
    """GET /api/v5/trade/orders-history: what ended in the last week."""
    now = call.world.now()
    kept = [
        order for order in _ended(call, WEEK) if order.filled or now - order.updated_at <= FORGOTTEN
    ]
    return _orders(call, kept)


def archive(call: Call) -> web.Response:
    """GET /api/v5/trade/orders-history-archive: what ended, with a fill, in three months."""
    return _orders(call, [order for order in _ended(call, QUARTER) if order.filled])


def one_order(call: Call) -> web.Response:
    """GET /api/v5/trade/order, by ordId or clOrdId."""
    needed(call.params, "instId")
    order = named_order(call, call.params)
    if order is None or order.status is OrderStatus.REJECTED:
        return refusal("51603")
    return reply([order_row(call, order, _last_fill(call, order))])


def fills(call: Call) -> web.Response:
    """GET /api/v5/trade/fills: the last three days."""
    return _fills(call, THREE_DAYS)


def fills_history(call: Call) -> web.Response:
    """GET /api/v5/trade/fills-history: the last three months, of one instrument type."""
    needed(call.params, "instType")
    return _fills(call, QUARTER)


def named_order(call: Call, params: Any) -> SandboxOrder | None:
    """The order that `ordId`, or else `clOrdId`, and `instId` name."""
    order = call.account.orders.get(params.get("ordId", ""))
    if not params.get("ordId"):
        link = needed(params, "clOrdId")
        order = next((o for o in call.account.orders.values() if o.client_id == link), None)
    if order is None or market_id(call.world.markets[order.symbol]) != params.get("instId"):
        return None
    return order


def _ended(call: Call, span: timedelta) -> list[SandboxOrder]:
    needed(call.params, "instType")
    oldest = call.world.now() - span
    return [
        order
        for order in call.account.orders.values()
        if order.status in STATES and order.updated_at >= oldest
    ]


def _orders(call: Call, orders: Iterable[SandboxOrder]) -> web.Response:
    begin, end = integer_of(call.params, "begin"), integer_of(call.params, "end")
    state, kinds = call.params.get("state"), call.params.get("ordType")
    found = [
        order
        for order in _of_instrument(call, orders)
        if (not state or _state(order) == state)
        and (not kinds or order.type in kinds.split(","))
        and (begin is None or to_milliseconds(order.created_at) >= begin)
        and (end is None or to_milliseconds(order.created_at) <= end)
    ]
    shown = page(found, lambda order: int(order.id), call.params)
    return reply(order_row(call, order, _last_fill(call, order)) for order in shown)


def _fills(call: Call, span: timedelta) -> web.Response:
    begin, end = integer_of(call.params, "begin"), integer_of(call.params, "end")
    oldest, order = call.world.now() - span, call.params.get("ordId")
    found = [
        fill
        for fill in _of_instrument(call, call.account.fills)
        if fill.at >= oldest
        and (not order or fill.order_id == order)
        and (begin is None or to_milliseconds(fill.at) >= begin)
        and (end is None or to_milliseconds(fill.at) <= end)
    ]
    return reply(_fill(call, fill) for fill in page(found, _bill, call.params))


def _of_instrument(call: Call, entries: Iterable[Entry]) -> list[Entry]:
    """What belongs to `instType` and `instId`, as far as they are asked for."""
    kind, wanted = call.params.get("instType"), call.params.get("instId")
    named = find_market(call.world, wanted) if wanted else None
    if kind:
        markets_of(call.world, kind)  # refuses a kind that there is not
    markets = call.world.markets
    return [
        entry
        for entry in entries
        if (not kind or markets[entry.symbol].product in TYPES[kind])
        and (not wanted or named is markets[entry.symbol])
    ]


def _state(order: SandboxOrder) -> str:
    if order.status is OrderStatus.OPEN:
        return "partially_filled" if order.filled else "live"
    return STATES.get(order.status, "canceled")


def _last_fill(call: Call, order: SandboxOrder) -> SandboxFill | None:
    return next((f for f in reversed(call.account.fills) if f.order_id == order.id), None)


def order_row(call: Call, order: SandboxOrder, last: SandboxFill | None) -> dict[str, Any]:
    """An order and its last fill (okx.com/docs-v5/en, "Get order details"); fees that are paid are
    negative."""
    market = call.world.markets[order.symbol]
    cancelled = order.status is OrderStatus.CANCELLED
    limit = order.type == "limit"
    return {
        "accFillSz": number(order.filled), "algoClOrdId": "", "algoId": "",
        "attachAlgoClOrdId": "", "attachAlgoOrds": [], "avgPx": _average(market, order),
        "cTime": moment(order.created_at), "cancelSource": "1" if cancelled else "",
        "cancelSourceReason": "Order canceled by user." if cancelled else "",
        "category": "normal", "ccy": "", "clOrdId": order.client_id, "fee": number(-order.fee),
        "feeCcy": order.fee_asset or (market.base if order.side == "buy" else market.quote),
        "fillPx": number(last.price) if last else "",
        "fillSz": number(last.amount) if last else "0",
        "fillTime": moment(last.at) if last else "", "instId": market_id(market),
        "instType": type_of(market), "isTpLimit": "false",
        "lever": "" if market.spot else number(call.world.rules.leverage),
        "linkedAlgoOrd": {"algoId": ""}, "ordId": order.id, "ordType": order.type, "pnl": "0",
        "posSide": "" if market.spot else "net", "px": number(order.price) if limit else "",
        "pxType": "", "pxUsd": "", "pxVol": "", "quickMgnType": "", "rebate": "0",
        "rebateCcy": market.quote, "reduceOnly": "false", "side": order.side, "slOrdPx": "",
        "slTriggerPx": "", "slTriggerPxType": "", "source": "", "state": _state(order),
        "stpId": "", "stpMode": "cancel_maker", "sz": number(order.amount), "tag": "",
        "tdMode": "cash" if market.spot else "cross",
        "tgtCcy": "base_ccy" if market.spot and not limit else "", "tpOrdPx": "",
        "tpTriggerPx": "", "tpTriggerPxType": "", "tradeId": last.id if last else "",
        "tradeQuoteCcy": market.quote, "uTime": moment(order.updated_at),
    }  # fmt: skip


def _fill(call: Call, fill: SandboxFill) -> dict[str, Any]:
    """okx.com/docs-v5/en, "Get transaction details"."""
    market = call.world.markets[fill.symbol]
    order = call.account.orders[fill.order_id]
    rates = call.world.rules.fees
    return {
        "billId": str(_bill(fill)), "clOrdId": order.client_id,
        "execType": "M" if fill.maker else "T", "fee": number(-fill.fee),
        "feeCcy": fill.fee_asset, "feeRate": number(-(rates.maker if fill.maker else rates.taker)),
        "fillFwdPx": "", "fillIdxPx": number(fill.price), "fillMarkPx": "", "fillMarkVol": "",
        "fillPnl": "0", "fillPx": number(fill.price), "fillPxUsd": "", "fillPxVol": "",
        "fillSz": number(fill.amount), "fillTime": moment(fill.at), "instId": market_id(market),
        "instType": type_of(market), "ordId": fill.order_id, "posSide": "net", "side": fill.side,
        "subType": "1" if fill.side == "buy" else "2", "tag": "", "tradeId": fill.id,
        "tradeQuoteCcy": market.quote, "ts": moment(fill.at),
    }  # fmt: skip


def _bill(fill: SandboxFill) -> int:
    return FIRST_BILL + fill.number


def _average(market: Market, order: SandboxOrder) -> str:
    if not order.filled:
        return ""
    contracts = order.filled * market.contract_size
    inverse = market.product is Product.INVERSE
    price = contracts / order.cost if inverse else order.cost / contracts
    return number(price.quantize(CENT))
