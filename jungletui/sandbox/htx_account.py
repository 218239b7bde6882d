"""HTX's account: its keys, what the spot account holds, what leaves it.

The keys: huobiapi/docs v1_en, "API key query"
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Call, amount_of, needed, number
from jungletui.sandbox.htx_door import refused, reply, reply_v2
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal


def uid(call: Call) -> web.Response:
    """The account's number."""
    return reply_v2(int(call.account.uid))


def api_keys(call: Call) -> web.Response:
    """All keys of the account, or the one that is named."""
    if needed(call.params, "uid") != call.account.uid:
        raise ValueError("uid")
    wanted = call.params.get("accessKey", "")
    mine = [key for key in call.world.keys.values() if key.account == call.account.name]
    return reply_v2([_key(call, key) for key in mine if wanted in ("", key.id)])


def accounts(call: Call) -> web.Response:
    """The spot account."""
    row = {"id": int(call.account.uid), "type": "spot", "subtype": "", "state": "working"}
    return reply([row])


def balance(call: Call) -> web.Response:
    """Two rows for each currency: what is free and what orders hold."""
    if call.params["account_id"] != call.account.uid:
        raise ValueError("account-id")
    rows = [
        {"currency": asset.lower(), "type": kind, "balance": number(amount), "seq-num": "1"}
        for asset, holding in call.account.wallets["spot"].items()
        for kind, amount in (("trade", holding.free), ("frozen", holding.used))
    ]
    return reply({"id": int(call.account.uid), "type": "spot", "state": "working", "list": rows})


def withdraw(call: Call) -> web.Response:
    """From the spot account, for good."""
    asset, amount = needed(call.params, "currency").upper(), amount_of(call.params, "amount")
    address = needed(call.params, "address")
    gone = call.world.withdraw(call.account, "spot", asset, amount, address)
    return refused(Refusal.WALLET) if isinstance(gone, Refusal) else reply(int(gone.id[:12], 16))


def _key(call: Call, key: SandboxKey) -> dict[str, Any]:
    left = -1 if key.expires_at is None else (key.expires_at - call.world.now()).days
    return {
        "accessKey": key.id, "status": "normal", "note": key.label,
        "permission": ",".join(sorted(key.rights)), "ipAddresses": ",".join(key.allowed_ips),
        "validDays": left, "createTime": to_milliseconds(key.created_at),
        "updateTime": to_milliseconds(key.created_at),
    }  # fmt: skip
