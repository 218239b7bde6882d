"""Gate's account: its keys, what the spot wallet holds, what leaves it.

The keys: https://www.gate.io/docs/developers/apiv4/en/#query-all-main-account-key-information
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.sandbox.desk import Call, amount_of, needed, number
from jungletui.sandbox.gate_door import READ_ONLY, refused, reply
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Refusal

VISIBLE = 12
"""Characters of a key's id that the list shows."""


def main_keys(call: Call) -> web.Response:
    """All keys of the account."""
    mine = [key for key in call.world.keys.values() if key.account == call.account.name]
    return reply([_key(call, key) for key in mine])


def detail(call: Call) -> web.Response:
    """The account, and the addresses of the calling key."""
    return reply(
        {
            "user_id": int(call.account.uid),
            "ip_whitelist": list(call.key.allowed_ips),
            "currency_pairs": [],
            "key": {"mode": 1},
            "tier": 0,
            "copy_trading_role": 0,
        }
    )


def spot_accounts(call: Call) -> web.Response:
    """The spot wallet, or one currency of it."""
    wanted = call.params.get("currency", "")
    return reply(
        [
            {
                "currency": asset, "available": number(holding.free),
                "locked": number(holding.used), "update_id": len(call.account.ledger),
            }
            for asset, holding in call.account.wallets["spot"].items()
            if wanted in ("", asset)
        ]
    )  # fmt: skip


def withdraw(call: Call) -> web.Response:
    """From the spot wallet, for good."""
    asset, amount = needed(call.params, "currency"), amount_of(call.params, "amount")
    chain, address = needed(call.params, "chain"), needed(call.params, "address")
    gone = call.world.withdraw(call.account, "spot", asset, amount, address)
    if isinstance(gone, Refusal):
        return refused(gone)
    return reply(
        {
            "id": f"w{gone.id}", "timestamp": str(int(gone.at.timestamp())), "currency": asset,
            "address": address, "txid": "", "amount": number(amount), "memo": "",
            "status": "REQUEST", "chain": chain, "withdraw_order_id": "",
        }
    )  # fmt: skip


def _key(call: Call, key: SandboxKey) -> dict[str, Any]:
    created = int(key.created_at.timestamp())
    used = created if key.last_used_at is None else int(key.last_used_at.timestamp())
    return {
        "state": 1, "mode": 1, "name": key.label, "user_id": int(call.account.uid),
        "perms": [
            {"name": word.removesuffix(READ_ONLY), "read_only": word.endswith(READ_ONLY)}
            for word in sorted(key.rights)
        ],
        "ip_whitelist": list(key.allowed_ips), "currency_pairs": [],
        "key": f"{key.id[:VISIBLE]}*****", "created_at": created, "update_at": created,
        "last_access": used,
    }  # fmt: skip
