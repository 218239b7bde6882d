"""What binance pushes to a user data stream when an account moves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jungletui.sandbox.binance_wire import Call, market_id, millis, status_of, text
from jungletui.sandbox.changes import Changes, OrderEvent
from jungletui.sandbox.model import LedgerEntry, OrderStatus, Position, SandboxOrder
from jungletui.sandbox.settlement import unrealised

NOTHING = "0.00000000"
ENDINGS = {
    OrderStatus.CANCELLED: "CANCELED",
    OrderStatus.REJECTED: "REJECTED",
    OrderStatus.EXPIRED: "EXPIRED",
}
FUNDING = frozenset({"transfer", "withdrawal"})


def spot_events(call: Call, changes: Changes) -> Iterator[dict[str, Any]]:
    """executionReport for each step of an order, balanceUpdate for funds that came or went, and
    outboundAccountPosition with the assets that moved.
    https://github.com/binance/binance-spot-api-docs/blob/master/user-data-stream.md"""
    for event in changes.orders:
        yield _execution_report(call, event, millis(changes.at))
    for entry in changes.entries:
        if entry.kind in FUNDING:
            yield {"e": "balanceUpdate", "E": millis(changes.at), "a": entry.asset,
                   "d": text(entry.change), "T": millis(entry.at)}  # fmt: skip
    if changes.holdings:
        yield {
            "e": "outboundAccountPosition",
            "E": millis(changes.at),
            "u": max((millis(event.at) for event in changes.orders), default=millis(changes.at)),
            "B": [
                {"a": row.asset, "f": text(row.free), "l": text(row.used)}
                for row in changes.holdings
            ],
        }


def _execution(event: OrderEvent) -> str:
    """The kind of step (`x`)."""
    if event.fill is not None:
        return "TRADE"
    return ENDINGS.get(event.order.status, "NEW")


def _execution_report(call: Call, event: OrderEvent, now: int) -> dict[str, Any]:
    order, fill = event.order, event.fill
    kind = _execution(event)
    cancelled = kind == "CANCELED"
    return {
        "e": "executionReport", "E": now, "s": market_id(call.world.markets[order.symbol]),
        "c": f"web_{order.client_id}" if cancelled else order.client_id,
        "S": order.side.upper(), "o": order.type.upper(), "f": "GTC", "q": text(order.amount),
        "p": _price(order), "P": NOTHING, "F": NOTHING, "g": -1,
        "C": order.client_id if cancelled else "",
        "x": kind, "X": status_of(order), "r": "NONE" if not order.reason else order.reason,
        "i": int(order.id), "l": text(fill.amount) if fill else NOTHING, "z": text(order.filled),
        "L": text(fill.price) if fill else NOTHING, "n": text(fill.fee) if fill else "0",
        "N": fill.fee_asset if fill else None, "T": millis(event.at),
        "t": int(fill.id) if fill else -1, "I": order.number,
        "w": order.status is OrderStatus.OPEN, "m": bool(fill and fill.maker), "M": False,
        "O": millis(order.created_at), "Z": text(order.cost),
        "Y": text(fill.cost) if fill else NOTHING, "Q": NOTHING, "W": millis(order.created_at),
        "V": "EXPIRE_MAKER",
    }  # fmt: skip


def futures_events(call: Call, changes: Changes) -> Iterator[dict[str, Any]]:
    """ACCOUNT_UPDATE where a wallet balance or a position moved (what an order holds is not
    pushed), and ORDER_TRADE_UPDATE for each step of an order.
    https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams"""
    now = millis(changes.at)
    booked = [row for row in changes.holdings if row.change]
    if booked or changes.positions:
        moment = max((millis(event.at) for event in changes.orders), default=now)
        yield {
            "e": "ACCOUNT_UPDATE", "E": now, "T": moment,
            "a": {
                "m": _reason(changes),
                "B": [
                    {"a": row.asset, "wb": text(row.total), "cw": text(row.total),
                     "bc": text(_funding(changes.entries, row.asset))}
                    for row in booked
                ],
                "P": [_position(call, position) for position in changes.positions],
            },
        }  # fmt: skip
    for event in changes.orders:
        document = _trade_update(call, event)
        yield {"e": "ORDER_TRADE_UPDATE", "E": now, "T": millis(event.at), "o": document}


def _reason(changes: Changes) -> str:
    """Why the account moved (`m`)."""
    if changes.orders:
        return "ORDER"
    return "WITHDRAW" if any(e.kind == "withdrawal" for e in changes.entries) else "DEPOSIT"


def _funding(entries: tuple[LedgerEntry, ...], asset: str) -> Decimal:
    """The change of an asset that is neither profit nor fee (`bc`)."""
    return sum(
        (e.change for e in entries if e.asset == asset and e.kind in FUNDING), start=Decimal(0)
    )


def _trade_update(call: Call, event: OrderEvent) -> dict[str, Any]:
    order, fill = event.order, event.fill
    market = call.world.markets[order.symbol]
    average = Decimal(0)
    if order.cost:
        size = order.filled * market.contract_size
        average = size / order.cost if market.inverse else order.cost / size
    document: dict[str, Any] = {
        "s": market_id(market), "c": order.client_id, "S": order.side.upper(),
        "o": order.type.upper(), "f": "GTC", "q": text(order.amount), "p": _price(order),
        "ap": text(average), "sp": "0", "x": _execution(event), "X": status_of(order),
        "i": int(order.id), "l": text(fill.amount) if fill else "0", "z": text(order.filled),
        "L": text(fill.price) if fill else "0", "T": millis(event.at),
        "t": int(fill.id) if fill else 0, "b": "0", "a": "0", "m": bool(fill and fill.maker),
        "R": False, "wt": "CONTRACT_PRICE", "ot": order.type.upper(), "ps": "BOTH", "cp": False,
        "rp": "0", "pP": False, "V": "EXPIRE_MAKER", "pm": "NONE", "gtd": 0,
    }  # fmt: skip
    if fill is not None:
        document |= {"N": fill.fee_asset, "n": text(fill.fee)}
    if market.inverse:
        document["ma"] = market.settle
    return document


def _position(call: Call, position: Position) -> dict[str, Any]:
    market = call.world.markets[position.symbol]
    price = call.world.price(position.symbol)
    return {
        "s": market_id(market), "pa": text(position.amount), "ep": text(position.entry_price),
        "bep": text(position.entry_price), "cr": "0",
        "up": text(unrealised(position, market, price)), "mt": "cross", "iw": "0", "ps": "BOTH",
    }  # fmt: skip


def _price(order: SandboxOrder) -> str:
    return text(order.price) if order.type == "limit" else NOTHING
