"""Bitget's classic account: what the key may do, what the wallets hold, what leaves them.

The key: https://www.bitget.com/api-doc/spot/account/Get-Account-Info
"""

from __future__ import annotations

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bitget_door import refusal, refused, reply
from jungletui.sandbox.desk import Call, amount_of, needed, number, one_of
from jungletui.sandbox.model import Refusal

WALLETS = {"spot": "spot", "p2p": "funding"}
"""Bitget's words for the wallets that can be transferred between."""


def not_unified(_call: Call) -> web.Response:
    """The calls of unified accounts are refused to a classic one."""
    return refusal("40084")


def account_info(call: Call) -> web.Response:
    """The calling key."""
    return reply(
        {
            "userId": call.account.uid,
            "inviterId": "",
            "ips": ",".join(call.key.allowed_ips),
            "authorities": sorted(call.key.rights),
            "parentId": int(call.account.uid),
            "traderType": "not_trader",
            "channelCode": "",
            "channel": "",
            "regisTime": str(to_milliseconds(call.account.opened_at)),
        }
    )


def spot_assets(call: Call) -> web.Response:
    """The spot wallet, or one coin of it."""
    coin = call.params.get("coin", "")
    return reply(
        [
            {
                "coin": asset, "available": number(holding.free), "limitAvailable": "0",
                "frozen": number(holding.used), "locked": "0",
                "uTime": str(to_milliseconds(call.world.now())),
            }
            for asset, holding in call.account.wallets["spot"].items()
            if coin in ("", asset)
        ]
    )  # fmt: skip


def funding_assets(call: Call) -> web.Response:
    """The funding wallet."""
    return reply(
        [
            {
                "coin": asset, "available": number(holding.free), "frozen": number(holding.used),
                "usdtValue": "0",
            }
            for asset, holding in call.account.wallets["funding"].items()
        ]
    )  # fmt: skip


def transfer(call: Call) -> web.Response:
    """Between wallets of the account."""
    source = WALLETS[one_of(call.params, "fromType", WALLETS)]
    target = WALLETS[one_of(call.params, "toType", WALLETS)]
    coin, amount = needed(call.params, "coin"), amount_of(call.params, "amount")
    done = call.world.transfer(call.account, source, target, coin, amount)
    if isinstance(done, Refusal):
        return refused(done)
    return reply({"transferId": done, "clientOid": call.params.get("clientOid", "")})


def withdraw(call: Call) -> web.Response:
    """From the spot wallet, for good."""
    one_of(call.params, "transferType", ("on_chain",))
    coin, amount = needed(call.params, "coin"), amount_of(call.params, "size")
    gone = call.world.withdraw(call.account, "spot", coin, amount, needed(call.params, "address"))
    if isinstance(gone, Refusal):
        return refused(gone)
    return reply({"orderId": gone.id, "clientOid": call.params.get("clientOid", "")})
