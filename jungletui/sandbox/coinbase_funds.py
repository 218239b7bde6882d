"""Coinbase's transactions (v2): everything that moved one asset, trades and transfers in one list.

https://docs.cdp.coinbase.com/coinbase-app/track-apis/transactions
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox.coinbase_door import errors
from jungletui.sandbox.coinbase_market import MONEY, account_id, moment
from jungletui.sandbox.desk import Call, json_response, number
from jungletui.sandbox.model import Movement, MovementStatus, SandboxFill
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements, network_of

USUAL, MOST = 25, 100
STATUS = {MovementStatus.DONE: "completed", MovementStatus.PENDING: "pending"}
Row = tuple[datetime, dict[str, Any]]


def transactions(call: Call) -> web.Response:
    """GET /v2/accounts/{account_id}/transactions: newest first, those after `starting_after`."""
    owned = call.account.wallets["spot"]
    asset = next((one for one in owned if account_id(one) == call.params["account_id"]), None)
    if asset is None:
        return errors("not_found", "Account not found", 404)
    rows = [row for _, row in sorted(_rows(call, asset), key=lambda row: row[0], reverse=True)]
    after = call.params.get("starting_after")
    if after:
        ids = [row["id"] for row in rows]
        rows = rows[ids.index(after) + 1 :] if after in ids else []
    size = min(int(call.params.get("limit") or USUAL), MOST)
    following = rows[size - 1]["id"] if len(rows) > size else None
    page = {"ending_before": None, "limit": size, "order": "desc", "next_starting_after": following}
    return json_response({"pagination": page, "data": rows[:size]})


def _rows(call: Call, asset: str) -> list[Row]:
    moved = [
        (one.at, _moved(one))
        for kind in (DEPOSITS, WITHDRAWALS)
        for one in movements(call.account, kind)
        if one.asset == asset
    ]
    traded = [
        (fill.at, _traded(fill, asset))
        for fill in call.account.fills
        if asset in (call.world.markets[fill.symbol].base, call.world.markets[fill.symbol].quote)
    ]
    return moved + traded


def _moved(movement: Movement) -> dict[str, Any]:
    out = movement.kind == WITHDRAWALS
    gone = movement.amount + movement.fee
    signed = f"-{number(gone)}" if out else number(movement.amount)
    row = _row(movement.id, movement.asset, signed, movement.at)
    row["status"] = STATUS.get(movement.status, "failed")
    if movement.asset in MONEY:
        return row | {"type": "fiat_withdrawal" if out else "fiat_deposit"}
    network: dict[str, Any] = {
        "status": "confirmed", "hash": movement.txid,
        "network_name": network_of(movement.asset).lower(),
    }  # fmt: skip
    if not out:
        return row | {"type": "send", "network": network, "from": {"resource": "address"}}
    network |= {
        "transaction_fee": _money(number(movement.fee), movement.asset),
        "transaction_amount": _money(number(movement.amount), movement.asset),
    }
    to = {"resource": "address", "address": movement.address}
    return row | {"type": "send", "network": network, "to": to}


def _traded(fill: SandboxFill, asset: str) -> dict[str, Any]:
    """A trade moves both of its assets; it is no transfer."""
    amount = fill.amount if fill.side == "buy" else -fill.amount
    if not fill.symbol.startswith(f"{asset}/"):
        amount = -amount * fill.price
    name = account_id(f"{fill.id} {asset}")
    row = _row(name, asset, format(Decimal(amount).normalize(), "f"), fill.at)
    return row | {"type": "advanced_trade_fill", "status": "completed"}


def _row(name: str, asset: str, amount: str, at: datetime) -> dict[str, Any]:
    return {
        "id": name, "amount": _money(amount, asset), "native_amount": _money(amount, "USD"),
        "description": None, "created_at": moment(at), "updated_at": moment(at),
        "resource": "transaction",
        "resource_path": f"/v2/accounts/{account_id(asset)}/transactions/{name}",
    }  # fmt: skip


def _money(amount: str, asset: str) -> dict[str, str]:
    return {"amount": amount, "currency": asset}
