"""Bitfinex's wallets and orders, and what the key may do; every call is a POST, every row a list.

The key: https://docs.bitfinex.com/reference/key-permissions
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bitfinex_door import READ, WRITE, refused
from jungletui.sandbox.bitfinex_market import ASSETS, name_of, symbol_of
from jungletui.sandbox.desk import (
    Call,
    amount_of,
    ended_orders,
    json_response,
    needed,
    one_of,
    spot_market,
)
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.world import OrderRequest

WALLET = "exchange"
SCOPES = ("account", "history", "orders", "positions", "funding", "settings", "wallets",
          "withdraw", "ui_withdraw", "bfxpay")  # fmt: skip


def permissions(call: Call) -> web.Response:
    """Of the calling key: scope, reading, writing."""
    rights = call.key.rights
    return json_response([[s, int(s + READ in rights), int(s + WRITE in rights)] for s in SCOPES])


def user(call: Call) -> web.Response:
    """Id, mail address, name: https://docs.bitfinex.com/reference/rest-auth-info-user"""
    return json_response([int(call.account.uid), "demo@example.com", "demo"])


def wallets(call: Call) -> web.Response:
    """Kind, currency, all of it, interest, what is free."""
    rows = [
        [WALLET, name_of(asset), float(held.total), 0, float(held.free), None, None]
        for asset, held in call.account.wallets[WALLET].items()
    ]
    return json_response(rows)


def orders(call: Call) -> web.Response:
    """Open ones, newest first."""
    return json_response(_orders(call, reversed(call.account.open_orders())))


def order_history(call: Call) -> web.Response:
    """Ended ones, newest first."""
    return json_response(_orders(call, ended_orders(call.account)))


def trades(call: Call) -> web.Response:
    """Newest first."""
    symbol = call.params.get("symbol", "")
    rows = [_trade(call, fill) for fill in reversed(call.account.fills)]
    return json_response([row for row in rows if symbol in ("", row[1])])


def submit(call: Call) -> web.Response:
    """A limit or market order; a negative amount sells."""
    params = call.params
    kind = one_of(params, "type", ("exchange limit", "exchange market"))
    market = spot_market(call.world, needed(params, "symbol"), symbol_of)
    if market is None:
        return refused(Refusal.MARKET)
    try:
        amount = Decimal(needed(params, "amount"))
    except InvalidOperation:
        raise ValueError("amount") from None
    if not amount.is_finite():
        raise ValueError("amount")
    price = amount_of(params, "price") if kind == "exchange limit" else None
    side = "buy" if amount > 0 else "sell"
    asked = OrderRequest(market.symbol, side, abs(amount), price, WALLET, params.get("cid", ""))
    order = call.world.place(call.account, asked)
    if isinstance(order, Refusal):
        return refused(order)
    return _notice(call, "on-req", [_order(call, order)], "Submitting order.")


def cancel(call: Call) -> web.Response:
    """One order by its id."""
    order = call.world.cancel(call.account, needed(call.params, "id"))
    if isinstance(order, Refusal):
        return refused(order)
    return _notice(call, "oc-req", _order(call, order), "Submitted for cancellation.")


def withdraw(call: Call) -> web.Response:
    """From the exchange wallet, for good."""
    one_of(call.params, "wallet", (WALLET,))
    # Here a method is called as its coin; ccxt sends it in small letters.
    method, amount = needed(call.params, "method").upper(), amount_of(call.params, "amount")
    asset, address = ASSETS.get(method, method), needed(call.params, "address")
    gone = call.world.withdraw(call.account, WALLET, asset, amount, address)
    if isinstance(gone, Refusal):
        return refused(Refusal.WALLET)
    number = int(gone.id[:8], 16)
    row = [number, None, method, None, WALLET, str(amount), None, None, 0]
    return _notice(call, "acc_wd-req", row, "Your withdrawal request has been submitted.")


def _notice(call: Call, kind: str, row: list[Any], text: str) -> web.Response:
    now = to_milliseconds(call.world.now())
    return json_response([now, kind, None, None, row, None, "SUCCESS", text])


def _orders(call: Call, found: Iterable[SandboxOrder]) -> list[list[Any]]:
    symbol = call.params.get("symbol", "")
    rows = [_order(call, order) for order in found]
    return [row for row in rows if symbol in ("", row[3])]


def _status(order: SandboxOrder) -> str:
    done = f"@ {order.price}({order.filled})"
    if order.status is OrderStatus.OPEN:
        return f"PARTIALLY FILLED {done}" if order.filled else "ACTIVE"
    return f"EXECUTED {done}" if order.status is OrderStatus.FILLED else "CANCELED"


def _order(call: Call, order: SandboxOrder) -> list[Any]:
    sign = 1 if order.side == "buy" else -1
    average = float(order.cost / order.filled) if order.filled else 0
    return [
        int(order.id), None, order.number, symbol_of(call.world.markets[order.symbol]),
        to_milliseconds(order.created_at), to_milliseconds(order.updated_at),
        float(sign * order.remaining), float(sign * order.amount),
        f"EXCHANGE {order.type.upper()}", None, None, None, 0, _status(order), None, None,
        float(order.price), average, 0, 0, None, None, None, 0, 0, None, None, None,
        "API>BFX", None, None, {},
    ]  # fmt: skip


def _trade(call: Call, fill: SandboxFill) -> list[Any]:
    sign = 1 if fill.side == "buy" else -1
    return [
        int(fill.id), symbol_of(call.world.markets[fill.symbol]), to_milliseconds(fill.at),
        int(fill.order_id), float(sign * fill.amount), float(fill.price), "EXCHANGE LIMIT",
        float(fill.price), 1 if fill.maker else -1, -float(fill.fee), name_of(fill.fee_asset),
        None,
    ]  # fmt: skip
