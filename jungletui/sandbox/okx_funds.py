"""What moved in and out of OKX, and what is in its savings."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import number
from jungletui.sandbox.model import Movement, MovementStatus
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements
from jungletui.sandbox.okx_account import CHAINS
from jungletui.sandbox.okx_auth import Call
from jungletui.sandbox.okx_wire import moment, page, reply

SAVINGS = "savings"
DEPOSIT_STATE = {MovementStatus.DONE: "2", MovementStatus.PENDING: "0", MovementStatus.FAILED: "11"}
WITHDRAW_STATE = {
    MovementStatus.DONE: "2",
    MovementStatus.PENDING: "1",
    MovementStatus.FAILED: "-1",
}
"""okx.com/docs-v5/en, "Get deposit history" and "Get withdrawal history"."""


def deposits(call: Call) -> web.Response:
    """GET /api/v5/asset/deposit-history: `after` and `before` are times here."""
    return reply(_deposit(movement) for movement in _asked(call, DEPOSITS, "depId"))


def withdrawals(call: Call) -> web.Response:
    """GET /api/v5/asset/withdrawal-history."""
    return reply(_withdrawal(movement) for movement in _asked(call, WITHDRAWALS, "wdId"))


def savings(call: Call) -> web.Response:
    """GET /api/v5/finance/savings/balance"""
    wanted = call.params.get("ccy")
    return reply(
        {
            "amt": number(row.total), "ccy": asset, "earnings": "0",
            "loanAmt": number(row.total), "pendingAmt": "0", "rate": "0.01", "redemptAmt": "0",
        }
        for asset, row in call.account.wallets.get(SAVINGS, {}).items()
        if wanted in {None, "", asset}
    )  # fmt: skip


def _asked(call: Call, kind: str, id_name: str) -> list[Movement]:
    wanted, named = call.params.get("ccy"), call.params.get(id_name)
    found = [
        movement
        for movement in movements(call.account, kind)
        if wanted in {None, "", movement.asset} and named in {None, "", movement.id}
    ]
    return page(found, lambda movement: to_milliseconds(movement.at), call.params)


def _chain(asset: str) -> str:
    return f"{asset}-{CHAINS.get(asset, 'ERC20')}"


def _deposit(movement: Movement) -> dict[str, Any]:
    return {
        "actualDepBlkConfirm": "12", "amt": number(movement.amount), "areaCodeFrom": "",
        "ccy": movement.asset, "chain": _chain(movement.asset), "depId": movement.id, "from": "",
        "fromWdId": "", "state": DEPOSIT_STATE[movement.status], "to": movement.address,
        "ts": moment(movement.at), "txId": movement.txid,
    }  # fmt: skip


def _withdrawal(movement: Movement) -> dict[str, Any]:
    return {
        "addrEx": None, "amt": number(movement.amount), "areaCodeFrom": "", "areaCodeTo": "",
        "ccy": movement.asset, "chain": _chain(movement.asset), "clientId": "",
        "fee": number(movement.fee), "feeCcy": movement.asset, "from": "", "memo": "",
        "nonTradableAsset": False, "note": "", "state": WITHDRAW_STATE[movement.status],
        "to": movement.address, "ts": moment(movement.at), "txId": movement.txid,
        "wdId": movement.id,
    }  # fmt: skip
