"""Coinbase's portfolio: what the key may do, what it holds, what leaves it.

The key: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/
get-api-key-permissions
"""

from __future__ import annotations

from aiohttp import web

from jungletui.sandbox.coinbase_door import TRADE, TRANSFER, VIEW, errors
from jungletui.sandbox.coinbase_market import MONEY, account_id, moment
from jungletui.sandbox.desk import Call, amount_of, json_response, needed, number, one_of
from jungletui.sandbox.model import Refusal

WALLET = "spot"


def key_permissions(call: Call) -> web.Response:
    """Of the calling key."""
    rights = call.key.rights
    return json_response(
        {
            "can_view": VIEW in rights,
            "can_trade": TRADE in rights,
            "can_transfer": TRANSFER in rights,
            "portfolio_uuid": account_id(call.account.uid),
            "portfolio_type": "DEFAULT",
        }
    )


def accounts(call: Call) -> web.Response:
    """One for each asset."""
    rows = [
        {
            "uuid": account_id(asset), "name": f"{asset} Wallet", "currency": asset,
            "available_balance": {"value": number(holding.free), "currency": asset},
            "default": True, "active": True, "created_at": moment(call.account.opened_at),
            "type": "ACCOUNT_TYPE_FIAT" if asset in MONEY else "ACCOUNT_TYPE_CRYPTO",
            "ready": True, "hold": {"value": number(holding.used), "currency": asset},
        }
        for asset, holding in call.account.wallets[WALLET].items()
    ]  # fmt: skip
    return json_response({"accounts": rows, "has_next": False, "cursor": "", "size": len(rows)})


def old_accounts(call: Call) -> web.Response:
    """The same of v2, which tells the whole of an asset and not what orders hold."""
    rows = [
        {
            "id": account_id(asset), "name": f"{asset} Wallet", "primary": False,
            "type": "fiat" if asset in MONEY else "wallet", "resource": "account",
            "currency": {"code": asset, "name": asset, "exponent": 8},
            "balance": {"amount": number(holding.total), "currency": asset},
            "created_at": moment(call.account.opened_at), "allow_withdrawals": True,
        }
        for asset, holding in call.account.wallets[WALLET].items()
    ]  # fmt: skip
    return json_response({"pagination": {"next_starting_after": None}, "data": rows})


def send(call: Call) -> web.Response:
    """To an address, for good (v2)."""
    params = call.params
    one_of(params, "type", ("send",))
    asset, amount = needed(params, "currency"), amount_of(params, "amount")
    if params["account_id"] != account_id(asset):
        return errors("not_found", "Account not found", 404)
    gone = call.world.withdraw(call.account, WALLET, asset, amount, needed(params, "to"))
    if isinstance(gone, Refusal):
        return errors("validation_error", "You don't have that much.", 400)
    row = {
        "id": gone.id, "type": "send", "status": "pending", "created_at": moment(gone.at),
        "amount": {"amount": f"-{number(amount)}", "currency": asset}, "resource": "transaction",
        "to": {"resource": "address", "address": gone.address},
    }  # fmt: skip
    return json_response({"data": row}, 201)
