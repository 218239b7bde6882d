"""BingX's account: what the key may do, what the spot wallet holds, what leaves it.

The key: https://bingx-api.github.io/docs-v3/ (query API key permissions, and its older page)
"""

from __future__ import annotations

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bingx_door import READ, SPOT, TRANSFER, refused, reply
from jungletui.sandbox.desk import Call, amount_of, json_response, needed, number
from jungletui.sandbox.model import Refusal


def api_permissions(call: Call) -> web.Response:
    """The rights of the calling key as numbers; the reply has no envelope."""
    return json_response(
        {
            "apiKey": call.key.id,
            "permissions": sorted(int(right) for right in call.key.rights),
            "ipAddresses": list(call.key.allowed_ips),
            "note": call.key.label,
        }
    )


def api_restrictions(call: Call) -> web.Response:
    """The older page, as flags; it has no word about withdrawing."""
    rights = call.key.rights
    return json_response(
        {
            "ipRestrict": bool(call.key.allowed_ips),
            "createTime": to_milliseconds(call.key.created_at),
            "permitsUniversalTransfer": TRANSFER in rights,
            "enableReading": READ in rights,
            "enableFutures": "3" in rights,
            "enableSpotAndMarginTrading": SPOT in rights,
        }
    )


def uid(call: Call) -> web.Response:
    """https://bingx-api.github.io/docs/#/en-us/common/account-api.html#Query%20account%20uid"""
    return reply({"uid": int(call.account.uid)})


def balance(call: Call) -> web.Response:
    """The spot wallet."""
    rows = [
        {
            "asset": asset, "disPlayName": asset, "free": number(holding.free),
            "locked": number(holding.used),
        }
        for asset, holding in call.account.wallets["spot"].items()
    ]  # fmt: skip
    return reply({"balances": rows})


def withdraw(call: Call) -> web.Response:
    """From the spot wallet, for good."""
    asset, amount = needed(call.params, "coin"), amount_of(call.params, "amount")
    address = needed(call.params, "address")
    gone = call.world.withdraw(call.account, "spot", asset, amount, address)
    return refused(gone) if isinstance(gone, Refusal) else reply({"id": gone.id})
