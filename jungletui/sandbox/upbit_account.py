"""Upbit's account: its keys, what it holds, what leaves it.

The lists of keys: https://docs.upbit.com/kr/reference/list-api-keys and .../list-pocket-api-keys
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Call, amount_of, json_response, needed, number
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal
from jungletui.sandbox.upbit_door import refused

WALLET = "spot"
SEOUL = timezone(timedelta(hours=9))
LIFE = timedelta(days=365)
"""Every key ends a year after it was made."""


def uuid_of(text: str) -> str:
    """A UUID that follows from `text`."""
    digits = "de30" + hashlib.sha256(f"DEMO/upbit/{text}".encode()).hexdigest()[:28]
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def moment(at: datetime) -> str:
    """ISO 8601 in the time of Seoul."""
    return at.astimezone(SEOUL).isoformat(timespec="seconds")


def api_keys(call: Call) -> web.Response:
    """Every key of the account and its end; no rights."""
    return json_response(
        [{"access_key": key.id, "expire_at": moment(_end(key))} for key in _keys(call)]
    )


def pockets(call: Call) -> web.Response:
    """The keys of every pocket with their rights; there is one pocket."""
    rows = [
        {
            "access_key": key.id, "permissions": sorted(key.rights),
            "allowed_ips": list(key.allowed_ips), "created_at": moment(key.created_at),
            "expired_at": moment(_end(key)),
        }
        for key in _keys(call)
    ]  # fmt: skip
    return json_response([{"uuid": uuid_of(call.account.uid), "keys": rows}])


def accounts(call: Call) -> web.Response:
    """What the account holds."""
    return json_response(
        [
            {
                "currency": asset, "balance": number(holding.free), "locked": number(holding.used),
                "avg_buy_price": "0", "avg_buy_price_modified": False, "unit_currency": "KRW",
            }
            for asset, holding in call.account.wallets[WALLET].items()
        ]
    )  # fmt: skip


def deposits(_call: Call) -> web.Response:
    """None came in."""
    return json_response([])


def withdraws(call: Call) -> web.Response:
    """What left, newest first."""
    return json_response([_withdrawal(call, gone) for gone in reversed(call.account.withdrawals)])


def withdraw(call: Call) -> web.Response:
    """To a registered address, for good."""
    params = call.params
    asset, amount = needed(params, "currency"), amount_of(params, "amount")
    needed(params, "net_type")
    gone = call.world.withdraw(call.account, WALLET, asset, amount, needed(params, "address"))
    if isinstance(gone, Refusal):
        return refused(Refusal.WALLET)
    return json_response(_withdrawal(call, gone), 201)


def _withdrawal(_call: Call, gone: Any) -> dict[str, Any]:
    return {
        "type": "withdraw", "uuid": uuid_of(gone.id), "currency": gone.asset, "txid": None,
        "state": "WAITING", "created_at": moment(gone.at), "done_at": None,
        "amount": number(gone.amount), "fee": "0", "transaction_type": "default",
    }  # fmt: skip


def _keys(call: Call) -> list[SandboxKey]:
    return [key for key in call.world.keys.values() if key.account == call.account.name]


def _end(key: SandboxKey) -> datetime:
    return key.expires_at or key.created_at + LIFE
