"""Gemini's transfers: deposits and withdrawals in one list, the newest ones first.

https://docs.gemini.com/rest-api/#transfers
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Call, json_response, number
from jungletui.sandbox.model import Movement, MovementStatus
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements

USUAL, MOST = 10, 50


def transfers(call: Call) -> web.Response:
    """POST /v1/transfers: those since `timestamp`, at most `limit_transfers`. What failed is not
    told."""
    since = int(call.params.get("timestamp") or 0)
    most = min(int(call.params.get("limit_transfers") or USUAL), MOST)
    both = (*movements(call.account, DEPOSITS), *movements(call.account, WITHDRAWALS))
    told = [one for one in both if one.status is not MovementStatus.FAILED]
    found = sorted(
        (one for one in told if to_milliseconds(one.at) >= since), key=lambda one: one.at
    )
    return json_response([_row(one) for one in reversed(found[-most:])])


def _row(movement: Movement) -> dict[str, Any]:
    status = "Pending" if movement.status is MovementStatus.PENDING else "Complete"
    row = {
        "type": movement.kind.capitalize(), "status": status,
        "timestampms": to_milliseconds(movement.at), "eid": int(movement.id[:15], 16) % 10**12,
        "currency": movement.asset, "amount": number(movement.amount), "txHash": movement.txid,
        "destination": movement.address,
    }  # fmt: skip
    if movement.kind == WITHDRAWALS:
        row |= {"withdrawalId": movement.id, "feeAmount": number(movement.fee),
                "feeCurrency": movement.asset}  # fmt: skip
    return row
