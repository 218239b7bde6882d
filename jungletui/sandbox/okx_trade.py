"""What changes OKX's books: orders, cancellations, transfers and withdrawals, really done."""

from __future__ import annotations

from decimal import Decimal

from aiohttp import web

from jungletui.sandbox.desk import Params, amount_of, needed, number
from jungletui.sandbox.model import OrderStatus, Refusal
from jungletui.sandbox.okx_account import FUNDING, TRADING
from jungletui.sandbox.okx_auth import Call
from jungletui.sandbox.okx_market import find_market
from jungletui.sandbox.okx_orders import named_order
from jungletui.sandbox.okx_wire import moment, outcome, refusal, reply, text_of
from jungletui.sandbox.rules import Market
from jungletui.sandbox.sizing import amount_for
from jungletui.sandbox.world import OrderRequest

WALLETS = {"6": FUNDING, "18": TRADING}
"""okx.com/docs-v5/en, "Funds transfer": 6 is the funding account, 18 the trading account."""
REFUSALS = {
    Refusal.FUNDS: "51008",
    Refusal.MARKET: "51001",
    Refusal.SIZE: "51020",
    Refusal.PRICE: "51000",
    Refusal.UNKNOWN_ORDER: "51400",
}
KINDS = ("market", "limit", "post_only", "fok", "ioc")


def place_order(call: Call) -> web.Response:
    """POST /api/v5/trade/order and /api/v5/trade/batch-orders"""
    return outcome([_place(call, params) for params in call.batch])


def cancel_order(call: Call) -> web.Response:
    """POST /api/v5/trade/cancel-order and /api/v5/trade/cancel-batch-orders"""
    return outcome([_cancel(call, params) for params in call.batch])


def transfer(call: Call) -> web.Response:
    """POST /api/v5/asset/transfer, between the two wallets of the account."""
    if call.params.get("type", "0") != "0":
        return refusal("58127")
    names = [needed(call.params, name) for name in ("from", "to")]
    if names[0] == names[1] or not WALLETS.keys() >= set(names):
        raise ValueError("from,to")
    asset, amount = needed(call.params, "ccy"), amount_of(call.params, "amt")
    source, target = (WALLETS[name] for name in names)
    moved = call.world.transfer(call.account, source, target, asset, amount)
    if isinstance(moved, Refusal):
        return refusal("58350")
    row = {
        "amt": number(amount), "ccy": asset, "clientId": call.params.get("clientId", ""),
        "from": names[0], "to": names[1], "transId": moved,
    }  # fmt: skip
    return reply([row])


def withdraw(call: Call) -> web.Response:
    """POST /api/v5/asset/withdrawal, from the funding wallet."""
    asset, amount = needed(call.params, "ccy"), amount_of(call.params, "amt")
    address = needed(call.params, "toAddr")
    if needed(call.params, "dest") not in {"3", "4"}:
        raise ValueError("dest")
    gone = call.world.withdraw(call.account, FUNDING, asset, amount, address)
    if isinstance(gone, Refusal):
        return refusal("58350")
    row = {
        "amt": number(amount), "ccy": asset, "chain": call.params.get("chain", ""),
        "clientId": call.params.get("clientId", ""), "wdId": gone.id,
    }  # fmt: skip
    return reply([row])


def _place(call: Call, params: Params) -> dict[str, str]:
    """One order of a batch, and what became of it."""
    market = find_market(call.world, params.get("instId", ""))
    if market is None:
        return _row(call, params, "", "51001")
    try:
        asked = _order_request(call, market, params)
    except ValueError as error:
        return _row(call, params, "", "51000", str(error))
    if _takes(call, asked, params):
        return _row(call, params, "", "51000", "px: a post_only order that takes")
    if params.get("reduceOnly") == "true" and not _reduces(call, asked):
        return _row(call, params, "", "51169")
    if asked.amount % market.lot:
        return _row(call, params, "", "51121")
    placed = call.world.place(call.account, asked)
    if isinstance(placed, Refusal):
        return _row(call, params, "", REFUSALS[placed], "px")
    if params["ordType"] in {"ioc", "fok"} and placed.status is OrderStatus.OPEN:
        call.world.cancel(call.account, placed.id)
    return _row(call, params, placed.id)


def _cancel(call: Call, params: Params) -> dict[str, str]:
    """One cancellation of a batch, and what became of it."""
    try:
        order = named_order(call, params)
    except ValueError as error:
        return _row(call, params, "", "51000", str(error))
    if order is None:
        return _row(call, params, params.get("ordId", ""), "51400")
    cancelled = call.world.cancel(call.account, order.id)
    return _row(call, params, order.id, "51400" if isinstance(cancelled, Refusal) else "0")


def _order_request(call: Call, market: Market, params: Params) -> OrderRequest:
    """What is to be placed. Raises ValueError with the name of the wrong parameter.

    The size of a spot market order to buy is in the quote unless `tgtCcy` says otherwise
    (okx.com/docs-v5/en, "Place order").
    """
    side, kind = needed(params, "side"), needed(params, "ordType")
    if side not in {"buy", "sell"}:
        raise ValueError("side")
    if kind not in KINDS or params.get("attachAlgoOrds"):
        raise ValueError("ordType")
    if needed(params, "tdMode") not in ({"cash"} if market.spot else {"cross", "isolated"}):
        raise ValueError("tdMode")
    if params.get("posSide", "net") != "net":
        raise ValueError("posSide")
    amount = amount_of(params, "sz")
    price = None if kind == "market" else amount_of(params, "px")
    usual = "quote_ccy" if side == "buy" else "base_ccy"
    if market.spot and price is None and params.get("tgtCcy", usual) == "quote_ccy":
        amount = amount_for(call.world, market, amount)
    link = params.get("clOrdId", "")
    return OrderRequest(market.symbol, side, amount, price, TRADING, link)


def _takes(call: Call, asked: OrderRequest, params: Params) -> bool:
    """Whether a post-only order would fill at once."""
    if params["ordType"] != "post_only" or asked.price is None:
        return False
    last = call.world.price(asked.symbol)
    return asked.price >= last if asked.side == "buy" else asked.price <= last


def _reduces(call: Call, asked: OrderRequest) -> bool:
    """Whether there is a position of at least this size on the other side."""
    position = call.account.positions.get(asked.symbol)
    held = position.amount if position is not None else Decimal(0)
    return asked.amount <= (-held if asked.side == "buy" else held)


def _row(
    call: Call, params: Params, order_id: str, code: str = "0", detail: str = ""
) -> dict[str, str]:
    return {
        "clOrdId": params.get("clOrdId", ""), "ordId": order_id, "sCode": code,
        "sMsg": "" if code == "0" else text_of(code, detail), "tag": params.get("tag", ""),
        "ts": moment(call.world.now()),
    }  # fmt: skip
