"""KuCoin's accounts: what the key may do, what the wallets hold, what leaves them.

The key: https://www.kucoin.com/docs-new/api-3470130
"""

from __future__ import annotations

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Call, amount_of, needed, number, one_of
from jungletui.sandbox.kucoin_door import refused, reply
from jungletui.sandbox.model import Refusal

WALLETS = ("main", "trade")


def api_key(call: Call) -> web.Response:
    """The calling key; its addresses partly masked, an empty text where there are none."""
    key = call.key
    return reply(
        {
            "remark": key.label,
            "apiKey": key.id,
            "apiVersion": 3,
            "permission": ",".join(sorted(key.rights)),
            "ipWhitelist": ",".join(_masked(address) for address in key.allowed_ips),
            "createdAt": to_milliseconds(key.created_at),
            "uid": int(call.account.uid),
            "isMaster": True,
        }
    )


def account_mode(_call: Call) -> web.Response:
    """A classic account."""
    return reply({"selfAccountMode": "CLASSIC"})


def no_high_frequency(_call: Call) -> web.Response:
    """Orders are those of the classic account."""
    return reply(False)


def no_margin(_call: Call) -> web.Response:
    """No market is marginable here."""
    return reply({"timestamp": to_milliseconds(_call.world.now()), "items": []})


def no_isolated(_call: Call) -> web.Response:
    """Nor isolated."""
    return reply([])


def accounts(call: Call) -> web.Response:
    """The holdings of the wallets, or of one."""
    wallet, asset = call.params.get("type", ""), call.params.get("currency", "")
    return reply(
        [
            {
                "id": f"{call.account.uid}{name}{held}", "currency": held, "type": name,
                "balance": number(holding.total), "available": number(holding.free),
                "holds": number(holding.used),
            }
            for name in WALLETS
            for held, holding in call.account.wallets.get(name, {}).items()
            if wallet in ("", name) and asset in ("", held)
        ]
    )  # fmt: skip


def transfer(call: Call) -> web.Response:
    """Between wallets of the account."""
    source = one_of(call.params, "fromAccountType", WALLETS)
    target = one_of(call.params, "toAccountType", WALLETS)
    asset, amount = needed(call.params, "currency"), amount_of(call.params, "amount")
    number_of = call.world.transfer(call.account, source, target, asset, amount)
    return refused(number_of) if isinstance(number_of, Refusal) else reply({"orderId": number_of})


def withdraw(call: Call) -> web.Response:
    """From the main wallet, for good."""
    asset, amount = needed(call.params, "currency"), amount_of(call.params, "amount")
    address = needed(call.params, "toAddress")
    gone = call.world.withdraw(call.account, "main", asset, amount, address)
    return refused(gone) if isinstance(gone, Refusal) else reply({"withdrawalId": gone.id})


def _masked(address: str) -> str:
    """`203.**.113.7` as the documents show it: `203.**.7`."""
    parts = address.split(".")
    return f"{parts[0]}.**.{parts[-1]}" if len(parts) == 4 else address
