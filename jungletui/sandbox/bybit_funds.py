"""What moved in and out of Bybit, and what is in its earn products."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from jungletui.domain.times import from_milliseconds, to_milliseconds
from jungletui.sandbox.bybit_wire import needed, page, reply
from jungletui.sandbox.desk import Call, Params, number
from jungletui.sandbox.model import Movement, MovementStatus
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, between, movements, network_of

MONTH = timedelta(days=30)
"""Told at once at most, and without times (docs/v5/asset/deposit/deposit-record and
docs/v5/asset/withdraw/withdraw-record)."""
SIZES = (50, 50)
EARN = {"FlexibleSaving": "flexible", "OnChain": "on-chain"}
DEPOSIT_STATUS = {MovementStatus.DONE: 3, MovementStatus.PENDING: 1, MovementStatus.FAILED: 4}
WITHDRAW_STATUS = {
    MovementStatus.DONE: "success",
    MovementStatus.PENDING: "Pending",
    MovementStatus.FAILED: "Fail",
}
"""docs/v5/enum, depositStatus and withdrawStatus"""


def deposits(call: Call) -> web.Response:
    """GET /v5/asset/deposit/query-record: deposits from a chain."""
    found, cursor = page(_asked(call, DEPOSITS), lambda row: row.id, call.params, SIZES)
    rows = [_deposit(movement) for movement in found]
    return reply(call.world, {"rows": rows, "nextPageCursor": cursor})


def withdrawals(call: Call) -> web.Response:
    """GET /v5/asset/withdraw/query-record; all of them are on a chain."""
    asked = _asked(call, WITHDRAWALS)
    if call.params.get("withdrawType", "0") not in {"0", "2"}:
        asked = []
    found, cursor = page(asked, lambda row: row.id, call.params, SIZES)
    rows = [_withdrawal(movement) for movement in found]
    return reply(call.world, {"rows": rows, "nextPageCursor": cursor})


def earn_positions(call: Call) -> web.Response:
    """GET /v5/earn/position (docs/v5/earn/position)."""
    wallet = EARN.get(needed(call.params, "category"))
    if wallet is None:
        raise ValueError("category is invalid")
    held = call.account.wallets.get(wallet, {})
    rows = [
        {
            "coin": asset, "productId": str(400 + position), "amount": number(holding.total),
            "totalPnl": "0", "claimableYield": "0", "id": "", "status": "", "orderId": "",
        }
        for position, (asset, holding) in enumerate(held.items())
    ]  # fmt: skip
    return reply(call.world, {"list": rows})


def _asked(call: Call, kind: str) -> list[Movement]:
    start, end = _time(call.params, "startTime"), _time(call.params, "endTime")
    if end is None:
        end = call.world.now() if start is None else start + MONTH
    start = end - MONTH if start is None else start
    if end - start > MONTH:
        raise ValueError("The interval between the startTime and endTime is incorrect")
    wanted = call.params.get("coin")
    found = between(movements(call.account, kind), start, end)
    return [movement for movement in found if not wanted or movement.asset == wanted]


def _time(params: Params, name: str) -> datetime | None:
    return from_milliseconds(int(params[name])) if params.get(name) else None


def _deposit(movement: Movement) -> dict[str, Any]:
    at = str(to_milliseconds(movement.at))
    return {
        "id": movement.id, "coin": movement.asset, "chain": network_of(movement.asset),
        "amount": number(movement.amount), "txID": movement.txid,
        "status": DEPOSIT_STATUS[movement.status], "toAddress": movement.address, "tag": "",
        "depositFee": "", "successAt": at, "confirmations": "12", "txIndex": "0",
        "blockHash": "", "batchReleaseLimit": "-1", "depositType": "0", "fromAddress": "",
        "taxDepositRecordsId": "0", "taxStatus": 0,
    }  # fmt: skip


def _withdrawal(movement: Movement) -> dict[str, Any]:
    at = str(to_milliseconds(movement.at))
    return {
        "coin": movement.asset, "chain": network_of(movement.asset),
        "amount": number(movement.amount), "txID": movement.txid,
        "status": WITHDRAW_STATUS[movement.status], "toAddress": movement.address, "tag": "",
        "withdrawFee": number(movement.fee), "createTime": at, "updateTime": at,
        "withdrawId": movement.id, "withdrawType": 0,
    }  # fmt: skip
