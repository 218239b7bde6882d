"""MEXC's account: what the key may do, what the spot wallet holds, what leaves it.

The key: https://www.mexc.com/api-docs/spot-v3/spot-account-trade/query-api-key-info
"""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from jungletui.sandbox.desk import Call, amount_of, needed, number
from jungletui.sandbox.mexc_door import refusal, refused, reply
from jungletui.sandbox.model import Refusal

LIFE = timedelta(days=90)
"""Of a key without a list of addresses."""


def api_key_info(call: Call) -> web.Response:
    """The calling key; it must be named, and is told of itself only."""
    key = call.key
    if needed(call.params, "accessKey") != key.id:
        return refusal("730706")
    left = (key.created_at + LIFE - call.world.now()).days
    return reply(
        {
            "note": key.label,
            "accessKey": key.id,
            "createTime": f"{key.created_at:%Y-%m-%dT%H:%M:%S}.000+00:00",
            "permissions": ",".join(sorted(key.rights)),
            "remainingValidity": -1 if key.allowed_ips else left,
            "ipWhiteList": ",".join(key.allowed_ips),
            "status": "VALID",
        }
    )


def uid(call: Call) -> web.Response:
    """https://mexcdevelop.github.io/apidocs/spot_v3_en/#query-uid"""
    return reply({"uid": call.account.uid})


def account(call: Call) -> web.Response:
    """The spot wallet, with flags of the account that say nothing of the key."""
    return reply(
        {
            "canTrade": True, "canWithdraw": True, "canDeposit": True, "updateTime": None,
            "accountType": "SPOT",
            "balances": [
                {"asset": asset, "free": number(holding.free), "locked": number(holding.used)}
                for asset, holding in call.account.wallets["spot"].items()
            ],
            "permissions": ["SPOT"],
        }
    )  # fmt: skip


def withdraw(call: Call) -> web.Response:
    """From the spot wallet, for good."""
    asset, amount = needed(call.params, "coin"), amount_of(call.params, "amount")
    address = needed(call.params, "address")
    gone = call.world.withdraw(call.account, "spot", asset, amount, address)
    return refused(Refusal.WALLET) if isinstance(gone, Refusal) else reply({"id": gone.id})
