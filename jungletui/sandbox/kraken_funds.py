"""What moved in and out of kraken, and the open positions of margin trading there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox.kraken_wire import (
    Call,
    asset_id,
    asset_of,
    decimal_of,
    pair_id,
    reply,
    text,
    transaction_id,
    whole_seconds,
)
from jungletui.sandbox.model import Movement, MovementStatus, Position
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements, network_of
from jungletui.sandbox.settlement import unrealised

PAGE = 25
"""Rows of one page (docs.kraken.com/api/docs/rest-api/get-status-recent-deposits, `limit`)."""
STATUSES = {
    MovementStatus.DONE: "Success",
    MovementStatus.PENDING: "Pending",
    MovementStatus.FAILED: "Failure",
}
"""The states of the Internet Financial Exchange (IFEX), which kraken refers to."""
CENTS = 5


def deposit_status(call: Call) -> web.Response:
    """POST /0/private/DepositStatus: newest first, without `cursor` a plain list."""
    return _statuses(call, DEPOSITS)


def withdraw_status(call: Call) -> web.Response:
    """POST /0/private/WithdrawStatus."""
    return _statuses(call, WITHDRAWALS)


def _statuses(call: Call, kind: str) -> web.Response:
    start, end = decimal_of(call.params, "start"), decimal_of(call.params, "end")
    wanted = call.params.get("asset")
    found = [
        movement
        for movement in movements(call.account, kind)
        if (start is None or int(movement.at.timestamp()) >= start)
        and (end is None or int(movement.at.timestamp()) <= end)
        and (not wanted or asset_of(wanted) == movement.asset)
    ]
    limit = int(decimal_of(call.params, "limit") or PAGE)
    return reply([_status(movement) for movement in found[:limit]])


def _status(movement: Movement) -> dict[str, Any]:
    row: dict[str, Any] = {
        "method": movement.asset, "aclass": "currency", "asset": asset_id(movement.asset),
        "refid": movement_id(movement), "txid": movement.txid, "info": movement.address,
        "amount": text(movement.amount, 10), "fee": text(movement.fee, 10),
        "time": int(whole_seconds(movement.at)), "status": STATUSES[movement.status],
    }  # fmt: skip
    if movement.kind == WITHDRAWALS:
        row |= {"key": "savings", "network": network_of(movement.asset)}
    return row


def movement_id(movement: Movement) -> str:
    """The reference of a movement: that of the withdrawal call, or one of kraken's own shape."""
    if movement.number >= 5000:
        return movement.id[:20].upper()
    return transaction_id("F", movement.number)


def positions(call: Call) -> web.Response:
    """POST /0/private/OpenPositions: by id, or one row a market with `consolidation`.

    https://docs.kraken.com/api/docs/rest-api/get-open-positions
    """
    opened = [position for position in call.account.positions.values() if position.amount]
    rows = [_position(call, position) for position in opened]
    if call.params.get("consolidation") == "market":
        return reply([{**row, "positions": "1"} for row in rows])
    named = zip(opened, rows, strict=True)
    return reply({transaction_id("T", 7000 + n): row for n, (_, row) in enumerate(named)})


def _position(call: Call, position: Position) -> dict[str, Any]:
    market = call.world.markets[position.symbol]
    size, price = abs(position.amount), call.world.price(position.symbol)
    row: dict[str, Any] = {
        "pair": pair_id(market), "type": "buy" if position.amount > 0 else "sell",
        "leverage": text(position.leverage, CENTS),
        "cost": text(market.cost(size, position.entry_price), CENTS),
        "fee": text(Decimal(0), CENTS),
        "vol": text(size), "vol_closed": text(Decimal(0)), "margin": text(position.margin, CENTS),
    }  # fmt: skip
    if call.params.get("docalcs") == "true":
        gain = unrealised(position, market, price)
        row |= {"value": text(market.cost(size, price), CENTS), "net": f"{gain:+.4f}"}
    return row
