"""Deribit's account: its keys with their scopes, what it holds, what leaves it.

The list of keys, whose documented reply shows secrets: https://docs.deribit.com/api-reference
(private/list_api_keys)
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.deribit_door import failure, refused, result, token_of
from jungletui.sandbox.desk import Call, Params, amount_of, needed
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Holding, Refusal, Withdrawal
from jungletui.sandbox.signatures import same
from jungletui.sandbox.world import World

WALLET = "spot"


def auth(world: World, params: Params) -> web.Response:
    """A token for id and secret (`client_credentials`), and the scope that it has."""
    key = world.keys.get(params.get("client_id", ""))
    if params.get("grant_type") != "client_credentials" or key is None:
        return failure(13004, "invalid_credentials")
    if not same(key.verifier, params.get("client_secret", "")):
        return failure(13004, "invalid_credentials")
    return result(
        {
            "access_token": token_of(key), "refresh_token": f"{key.id}.refresh",
            "expires_in": 900, "scope": _scope(key), "token_type": "bearer",
        }
    )  # fmt: skip


def list_api_keys(call: Call) -> web.Response:
    """Every key of the account, secrets included."""
    keys = [key for key in call.world.keys.values() if key.account == call.account.name]
    return result([_key(number, key) for number, key in enumerate(keys, start=1)])


def summaries(call: Call) -> web.Response:
    """Of every currency."""
    held = call.account.wallets[WALLET]
    return result(
        {
            "id": int(call.account.uid), "username": "demo", "type": "main",
            "summaries": [_summary(asset, holding) for asset, holding in held.items()],
        }
    )  # fmt: skip


def summary(call: Call) -> web.Response:
    """Of one currency."""
    asset = needed(call.params, "currency")
    return result(_summary(asset, call.account.holding(WALLET, asset)))


def nothing(_call: Call) -> web.Response:
    """An empty page."""
    return result({"count": 0, "data": []})


def withdrawals(call: Call) -> web.Response:
    """Of one currency, newest first."""
    asset = needed(call.params, "currency")
    rows = [_withdrawal(one) for one in reversed(call.account.withdrawals) if one.asset == asset]
    return result({"count": len(rows), "data": rows})


def withdraw(call: Call) -> web.Response:
    """To an address of the address book, for good."""
    params = call.params
    asset, amount = needed(params, "currency"), amount_of(params, "amount")
    gone = call.world.withdraw(call.account, WALLET, asset, amount, needed(params, "address"))
    if isinstance(gone, Refusal):
        return refused(Refusal.WALLET)
    return result(_withdrawal(gone))


def _withdrawal(gone: Withdrawal) -> dict[str, Any]:
    at = to_milliseconds(gone.at)
    return {
        "id": int(gone.id[:8], 16), "currency": gone.asset, "amount": gone.amount,
        "address": gone.address, "state": "unconfirmed", "fee": 0, "priority": 1,
        "created_timestamp": at, "updated_timestamp": at, "confirmed_timestamp": None,
        "transaction_id": None,
    }  # fmt: skip


def _summary(asset: str, holding: Holding) -> dict[str, Any]:
    """What orders hold stands as margin, which is where ccxt 4.5.90 looks for it."""
    return {
        "currency": asset, "balance": holding.total, "equity": holding.total,
        "available_funds": holding.free, "available_withdrawal_funds": holding.free,
        "maintenance_margin": holding.used, "initial_margin": holding.used,
        "locked_balance": holding.used, "spot_reserve": holding.used,
    }  # fmt: skip


def _key(number: int, key: SandboxKey) -> dict[str, Any]:
    return {
        "timestamp": to_milliseconds(key.created_at), "max_scope": _scope(key), "id": number,
        "enabled": True, "default": number == 1, "client_secret": key.verifier,
        "client_id": key.id, "name": key.label, "enabled_features": [],
        "ip_whitelist": list(key.allowed_ips),
    }  # fmt: skip


def _scope(key: SandboxKey) -> str:
    return " ".join(sorted(key.rights))
