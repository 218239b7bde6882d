"""What changes Bybit's books: orders, cancellations, transfers and withdrawals, really done."""

from __future__ import annotations

from decimal import Decimal

from aiohttp import web

from jungletui.sandbox.bybit_account import FUNDING, UNIFIED, WALLETS
from jungletui.sandbox.bybit_market import find_market
from jungletui.sandbox.bybit_wire import amount_of, needed, refusal, reply
from jungletui.sandbox.desk import Call
from jungletui.sandbox.model import OrderStatus, Refusal, SandboxOrder
from jungletui.sandbox.rules import Market, Product
from jungletui.sandbox.sizing import amount_for
from jungletui.sandbox.world import OrderRequest

SPOT_REFUSALS = {
    Refusal.FUNDS: 170131,
    Refusal.MARKET: 170121,
    Refusal.SIZE: 170140,
    Refusal.PRICE: 170134,
    Refusal.UNKNOWN_ORDER: 170213,
}
CONTRACT_REFUSALS = {
    Refusal.FUNDS: 110007,
    Refusal.MARKET: 10001,
    Refusal.SIZE: 110094,
    Refusal.PRICE: 10001,
    Refusal.UNKNOWN_ORDER: 110001,
}
SCOPES = {
    Product.SPOT: {"Spot:SpotTrade"},
    Product.LINEAR: {"ContractTrade:Order", "Derivatives:DerivativesTrade"},
    Product.INVERSE: {"ContractTrade:Order", "Derivatives:DerivativesTrade"},
}
ALL_SCOPES = tuple(sorted(set.union(*SCOPES.values())))
CONDITIONAL = ("triggerPrice", "takeProfit", "stopLoss", "orderIv", "trailingStop")
WITHDRAWN_FROM = {"FUND": FUNDING, "UTA": UNIFIED, "FUND,UTA": FUNDING}
"""docs/v5/asset/withdraw, accountType"""


def create_order(call: Call) -> web.Response:
    """POST /v5/order/create"""
    market = _market(call)
    if call.key.rights.isdisjoint(SCOPES[market.product]):
        return refusal(call.world, 10005)
    asked, time_in_force = _order_request(call, market)
    code = _unwelcome(call, market, asked, time_in_force)
    if code is not None:
        return refusal(call.world, code)
    placed = call.world.place(call.account, asked)
    if isinstance(placed, Refusal):
        return refusal(call.world, _code(market, placed))
    if time_in_force in {"IOC", "FOK"} and placed.status is OrderStatus.OPEN:
        call.world.cancel(call.account, placed.id)
    return _named(call, placed)


def cancel_order(call: Call) -> web.Response:
    """POST /v5/order/cancel, by orderId or orderLinkId."""
    market = _market(call)
    if call.key.rights.isdisjoint(SCOPES[market.product]):
        return refusal(call.world, 10005)
    order_id = call.params.get("orderId") or _id_of_link(call, needed(call.params, "orderLinkId"))
    order = call.account.orders.get(order_id)
    if order is None or order.symbol != market.symbol:
        return refusal(call.world, _code(market, Refusal.UNKNOWN_ORDER))
    cancelled = call.world.cancel(call.account, order_id)
    if isinstance(cancelled, Refusal):
        return refusal(call.world, _code(market, cancelled))
    return _named(call, cancelled)


def transfer(call: Call) -> web.Response:
    """POST /v5/asset/transfer/inter-transfer"""
    kinds = [needed(call.params, name) for name in ("fromAccountType", "toAccountType")]
    if any(kind not in WALLETS for kind in kinds):
        raise ValueError("params error: accountType is invalid")
    if kinds[0] == kinds[1]:
        return refusal(call.world, 131211)
    source, target = (WALLETS[kind] for kind in kinds)
    coin, amount = needed(call.params, "coin"), amount_of(call.params, "amount")
    transfer_id = needed(call.params, "transferId")
    moved = call.world.transfer(call.account, source, target, coin, amount)
    if isinstance(moved, Refusal):
        return refusal(call.world, 131212)
    return reply(call.world, {"transferId": transfer_id, "status": "SUCCESS"})


def withdraw(call: Call) -> web.Response:
    """POST /v5/asset/withdraw/create"""
    wallet = WITHDRAWN_FROM.get(call.params.get("accountType", "FUND"))
    if wallet is None:
        return refusal(call.world, 131002)
    coin, address = needed(call.params, "coin"), needed(call.params, "address")
    amount = amount_of(call.params, "amount")
    gone = call.world.withdraw(call.account, wallet, coin, amount, address)
    if isinstance(gone, Refusal):
        return refusal(call.world, 131001, "openapi withdraw apply: balance not enough")
    return reply(call.world, {"id": gone.id})


def _market(call: Call) -> Market:
    return find_market(call.world, needed(call.params, "category"), needed(call.params, "symbol"))


def _order_request(call: Call, market: Market) -> tuple[OrderRequest, str]:
    """What is to be placed, and its time in force. Raises ValueError.

    The quantity of a spot market order to buy is in the quote unless `marketUnit` says otherwise
    (docs/v5/order/create-order).
    """
    params = call.params
    side, kind = needed(params, "side"), needed(params, "orderType")
    if side not in {"Buy", "Sell"} or kind not in {"Market", "Limit"}:
        raise ValueError("params error: side or orderType invalid")
    if any(params.get(name) for name in CONDITIONAL):
        raise ValueError("params error: conditional orders are not supported")
    time_in_force = params.get("timeInForce") or ("GTC" if kind == "Limit" else "IOC")
    if time_in_force not in {"GTC", "IOC", "FOK", "PostOnly"}:
        raise ValueError("params error: timeInForce invalid")
    amount, price = amount_of(params, "qty"), None
    if kind == "Limit":
        price = amount_of(params, "price")
    elif (
        market.spot
        and params.get("marketUnit", "quoteCoin" if side == "Buy" else "") == "quoteCoin"
    ):
        amount = amount_for(call.world, market, amount)
    if market.product is Product.INVERSE:
        amount /= market.contract_size
    link = params.get("orderLinkId", "")
    return OrderRequest(market.symbol, side.lower(), amount, price, UNIFIED, link), time_in_force


def _unwelcome(call: Call, market: Market, asked: OrderRequest, time_in_force: str) -> int | None:
    """Why this order must not be placed whatever the funds: post-only that would take, or
    reduce-only that would not reduce. Raises ValueError for post-only contracts."""
    last = call.world.price(market.symbol)
    if time_in_force == "PostOnly" and asked.price is not None:
        takes = asked.price >= last if asked.side == "buy" else asked.price <= last
        if takes:
            if market.spot:
                return 170218
            raise ValueError("EC_PostOnlyWillTakeLiquidity")
    if call.params.get("reduceOnly") == "true" and not market.spot:
        position = call.account.positions.get(market.symbol)
        held = position.amount if position is not None else Decimal(0)
        closable = -held if asked.side == "buy" else held
        if asked.amount > closable:
            return 110017
    return None


def _id_of_link(call: Call, link: str) -> str:
    found = (o.id for o in call.account.open_orders() if o.client_id == link)
    return next(found, "")


def _code(market: Market, refused: Refusal) -> int:
    return (SPOT_REFUSALS if market.spot else CONTRACT_REFUSALS)[refused]


def _named(call: Call, order: SandboxOrder) -> web.Response:
    return reply(call.world, {"orderId": order.id, "orderLinkId": order.client_id})
