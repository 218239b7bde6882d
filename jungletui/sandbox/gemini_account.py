"""Gemini's account: the roles of the key, balances, orders and fills; every call is a POST.

The roles: https://developer.gemini.com/rest-api/common/admin/roles-endpoint
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import (
    Call,
    amount_of,
    json_response,
    needed,
    number,
    one_of,
    spot_market,
)
from jungletui.sandbox.gemini_door import AUDITOR, MANAGER, TRADER, refused
from jungletui.sandbox.gemini_market import symbol_of
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.world import OrderRequest


def roles(call: Call) -> web.Response:
    """Of the calling key; no role is needed to ask."""
    rights = call.key.rights
    return json_response(
        {
            "isAuditor": AUDITOR in rights,
            "isFundManager": MANAGER in rights,
            "isTrader": TRADER in rights,
        }
    )


def balances(call: Call) -> web.Response:
    """What the account holds."""
    return json_response(
        [
            {
                "type": "exchange", "currency": asset, "amount": number(holding.total),
                "available": number(holding.free), "availableForWithdrawal": number(holding.free),
            }
            for asset, holding in call.account.wallets["spot"].items()
        ]
    )  # fmt: skip


def orders(call: Call) -> web.Response:
    """The open ones, newest first."""
    return json_response([_order(call, one) for one in reversed(call.account.open_orders())])


def order_status(call: Call) -> web.Response:
    """One order by its id."""
    order = call.account.orders.get(needed(call.params, "order_id"))
    if order is None:
        return refused(Refusal.UNKNOWN_ORDER)
    return json_response(_order(call, order))


def my_trades(call: Call) -> web.Response:
    """Of a symbol, newest first."""
    symbol = needed(call.params, "symbol")
    fills = [
        fill
        for fill in reversed(call.account.fills)
        if symbol_of(call.world.markets[fill.symbol]) == symbol.lower()
    ]
    return json_response([_fill(fill) for fill in fills[:500]])


def place(call: Call) -> web.Response:
    """A limit order; there are no others."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    one_of(params, "type", ("exchange limit",))
    market = spot_market(call.world, needed(params, "symbol").lower(), symbol_of)
    if market is None:
        return refused(Refusal.MARKET)
    amount, price = amount_of(params, "amount"), amount_of(params, "price")
    client_id = params.get("client_order_id", "")
    asked = OrderRequest(market.symbol, side, amount, price, "spot", client_id)
    return _outcome(call, call.world.place(call.account, asked))


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    return _outcome(call, call.world.cancel(call.account, needed(call.params, "order_id")))


def withdraw(call: Call) -> web.Response:
    """To an approved address, for good."""
    asset, amount = needed(call.params, "currency").upper(), amount_of(call.params, "amount")
    address = needed(call.params, "address")
    gone = call.world.withdraw(call.account, "spot", asset, amount, address)
    if isinstance(gone, Refusal):
        return refused(Refusal.WALLET)
    return json_response(
        {
            "address": address, "amount": number(amount), "fee": "0", "withdrawalId": gone.id,
            "message": f"You have requested a transfer of {number(amount)} {asset} to {address}.",
        }
    )  # fmt: skip


def _outcome(call: Call, order: SandboxOrder | Refusal) -> web.Response:
    return refused(order) if isinstance(order, Refusal) else json_response(_order(call, order))


def _order(call: Call, order: SandboxOrder) -> dict[str, Any]:
    average = order.cost / order.filled if order.filled else order.filled
    placed = to_milliseconds(order.created_at)
    return {
        "order_id": order.id, "id": order.id,
        "symbol": symbol_of(call.world.markets[order.symbol]), "exchange": "gemini",
        "avg_execution_price": number(average), "side": order.side, "type": "exchange limit",
        "timestamp": str(placed // 1000), "timestampms": placed,
        "is_live": order.status is OrderStatus.OPEN,
        "is_cancelled": order.status is OrderStatus.CANCELLED, "is_hidden": False,
        "was_forced": False, "executed_amount": number(order.filled),
        "client_order_id": order.client_id, "options": [], "price": number(order.price),
        "original_amount": number(order.amount), "remaining_amount": number(order.remaining),
    }  # fmt: skip


def _fill(fill: SandboxFill) -> dict[str, Any]:
    at = to_milliseconds(fill.at)
    return {
        "price": number(fill.price), "amount": number(fill.amount), "timestamp": at // 1000,
        "timestampms": at, "type": fill.side.capitalize(), "aggressor": not fill.maker,
        "fee_currency": fill.fee_asset, "fee_amount": number(fill.fee), "tid": int(fill.id),
        "order_id": fill.order_id, "exchange": "gemini", "is_auction_fill": False,
        "is_clearing_fill": False,
    }  # fmt: skip
