"""HTX's deposits and withdrawals: one list of each, page by page from the newest.

huobiapi/docs v1_en, "Search for Existed Withdraws and Deposits"
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Call, number, one_of
from jungletui.sandbox.htx_door import reply
from jungletui.sandbox.model import Movement, MovementStatus
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements, network_of

MOST, USUAL = 500, 100
KINDS = {"deposit": DEPOSITS, "withdraw": WITHDRAWALS}
STATES = {
    DEPOSITS: {"done": "safe", "pending": "confirming", "failed": "orphan"},
    WITHDRAWALS: {"done": "confirmed", "pending": "submitted", "failed": "wallet-reject"},
}
"""Both tables of the page, in our words."""


def transfers(call: Call) -> web.Response:
    """GET /v1/query/deposit-withdraw: those before the row `from`, newest first (`direct=next`);
    0 stands for the newest."""
    kind = KINDS[one_of(call.params, "type", KINDS)]
    wanted = call.params.get("currency", "").upper()
    start = int(call.params.get("from") or 0)
    size = min(int(call.params.get("size") or USUAL), MOST)
    found = [one for one in movements(call.account, kind) if wanted in ("", one.asset)]
    before = [one for one in found if not start or number_of(one) <= start]
    return reply([_row(one, kind) for one in before[:size]])


def number_of(movement: Movement) -> int:
    """The transfer's id, which grows with the time."""
    return 75_000_000 + int(movement.at.timestamp()) // 60


def _row(movement: Movement, kind: str) -> dict[str, Any]:
    at = to_milliseconds(movement.at)
    word = next(word for word, name in KINDS.items() if name == kind)
    return {
        "id": number_of(movement), "type": word, "sub-type": "NORMAL",
        "currency": movement.asset.lower(),
        "chain": f"{network_of(movement.asset)}{movement.asset}".lower(),
        "tx-hash": movement.txid, "amount": number(movement.amount), "from-addr-tag": "",
        "address-id": 0, "address": movement.address, "address-tag": "",
        "fee": number(movement.fee), "state": STATES[kind][_word(movement.status)],
        "created-at": at, "updated-at": at,
    }  # fmt: skip


def _word(status: MovementStatus) -> str:
    words = {MovementStatus.PENDING: "pending", MovementStatus.FAILED: "failed"}
    return words.get(status, "done")
