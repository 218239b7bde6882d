"""bitFlyer's account: the paths that a key may call, balances, orders, executions, money out.

https://lightning.bitflyer.com/docs
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.sandbox.bitflyer_door import refusal, refused
from jungletui.sandbox.bitflyer_market import product_of
from jungletui.sandbox.desk import (
    Call,
    amount_of,
    ended_orders,
    exact_response,
    json_response,
    needed,
    one_of,
    spot_market,
)
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxFill, SandboxOrder
from jungletui.sandbox.world import OrderRequest

WALLET = "spot"
STATES = {OrderStatus.OPEN: "ACTIVE", OrderStatus.FILLED: "COMPLETED"}
"""The others are `CANCELED`."""
MONEY = ("JPY", "USD", "EUR")


def permissions(call: Call) -> web.Response:
    """The paths that the calling key may call."""
    return json_response(sorted(call.key.rights))


def balance(call: Call) -> web.Response:
    """What the account holds."""
    return exact_response(
        [
            {"currency_code": asset, "amount": holding.total, "available": holding.free}
            for asset, holding in call.account.wallets[WALLET].items()
        ]
    )


def child_orders(call: Call) -> web.Response:
    """Of one product, newest first; of a state where asked."""
    product, state = needed(call.params, "product_code"), call.params.get("child_order_state", "")
    found = (*reversed(call.account.open_orders()), *ended_orders(call.account))
    rows = [_order(call, one) for one in found]
    return exact_response(
        [
            row
            for row in rows
            if row["product_code"] == product and state in ("", row["child_order_state"])
        ]
    )


def executions(call: Call) -> web.Response:
    """Of one product, newest first."""
    product = needed(call.params, "product_code")
    fills = reversed(call.account.fills)
    return exact_response(
        [
            _execution(fill)
            for fill in fills
            if product_of(call.world.markets[fill.symbol]) == product
        ]
    )


def place(call: Call) -> web.Response:
    """A limit order or a market order."""
    params = call.params
    side = one_of(params, "side", ("buy", "sell"))
    kind = one_of(params, "child_order_type", ("limit", "market"))
    market = spot_market(call.world, needed(params, "product_code"), product_of)
    if market is None:
        return refused(Refusal.MARKET)
    price = amount_of(params, "price") if kind == "limit" else None
    asked = OrderRequest(market.symbol, side, amount_of(params, "size"), price, WALLET)
    order = call.world.place(call.account, asked)
    if isinstance(order, Refusal):
        return refused(order)
    return json_response({"child_order_acceptance_id": order.id})


def cancel(call: Call) -> web.Response:
    """One order by its acceptance id; the answer is empty."""
    needed(call.params, "product_code")
    gone = call.world.cancel(call.account, needed(call.params, "child_order_acceptance_id"))
    return refused(gone) if isinstance(gone, Refusal) else web.Response()


def withdraw(call: Call) -> web.Response:
    """Money to the registered bank account, with a code of the second factor."""
    params = call.params
    asset = one_of(params, "currency_code", [money.lower() for money in MONEY]).upper()
    amount = amount_of(params, "amount")
    if not params.get("code"):
        return refusal(-505, "Two-factor authentication code is incorrect.")
    gone = call.world.withdraw(call.account, WALLET, asset, amount, "bank account")
    if isinstance(gone, Refusal):
        return refused(Refusal.WALLET)
    return json_response({"message_id": gone.id})


def _order(call: Call, one: SandboxOrder) -> dict[str, Any]:
    status = STATES.get(one.status, "CANCELED")
    left = one.remaining if one.status is OrderStatus.OPEN else one.remaining * 0
    return {
        "id": one.number, "child_order_id": one.id.replace("JRF", "JOR"),
        "product_code": product_of(call.world.markets[one.symbol]), "side": one.side.upper(),
        "child_order_type": one.type.upper(), "price": one.price,
        "average_price": one.cost / one.filled if one.filled else 0, "size": one.amount,
        "child_order_state": status, "expire_date": "2030-01-01T00:00:00",
        "child_order_date": f"{one.created_at:%Y-%m-%dT%H:%M:%S}",
        "child_order_acceptance_id": one.id, "outstanding_size": left,
        "cancel_size": one.amount - one.filled - left, "executed_size": one.filled,
        "total_commission": one.fee, "time_in_force": "GTC",
    }  # fmt: skip


def _execution(fill: SandboxFill) -> dict[str, Any]:
    return {
        "id": fill.number, "side": fill.side.upper(), "price": fill.price, "size": fill.amount,
        "exec_date": f"{fill.at:%Y-%m-%dT%H:%M:%S}.{fill.at.microsecond // 1000:03}",
        "child_order_id": fill.order_id.replace("JRF", "JOR"), "commission": fill.fee,
        "child_order_acceptance_id": fill.order_id,
    }  # fmt: skip
