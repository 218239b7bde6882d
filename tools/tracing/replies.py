"""Replies that are nothing in particular: enough for ccxt's methods to go on."""

from __future__ import annotations

from typing import Any


def row() -> dict[str, Any]:
    """One row with the fields that ccxt asks of an account, an order or a token."""
    return {
        "id": "1",
        "accountId": "1",
        "account_id": "1",
        "uid": "1",
        "symbol": "BTCUSDT",
        "currency": "BTC",
        "type": "spot",
        "token": "t",
        "access_token": "t",
        "jwt_token": "t",
        "index": "1",
        "account_index": "1",
        "status": "open",
        "unified": True,
        "chain_id": "1",
        "asset": "BTC",
    }


def answer() -> dict[str, Any]:
    """A table that holds such rows wherever a table of answers usually holds them."""
    rows = [row(), row()]
    inner = {**row(), "list": rows, "data": rows, "items": rows, "rows": rows, "accounts": rows}
    return {
        **row(),
        "success": True,
        "code": "0",
        "retCode": 0,
        "status": "ok",
        **dict.fromkeys(("data", "result", "response", "return", "payload"), inner),
        "accounts": rows,
        "sub_accounts": rows,
        "sub_account_ids": ["1"],
        "balances": rows,
    }


REPLIES: tuple[Any, ...] = (dict, list, answer)
