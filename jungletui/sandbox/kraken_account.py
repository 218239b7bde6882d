"""What kraken tells about the key and the account; and funds out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.sandbox.kraken_wire import (
    TOKEN,
    Call,
    asset_id,
    asset_of,
    decimal_of,
    error,
    refused,
    reply,
    seconds,
    text,
    transaction_id,
    whole_seconds,
)
from jungletui.sandbox.model import ZERO, Holding, LedgerEntry, Refusal

PAGE = 50
TOKEN_LIFE = timedelta(minutes=15)


def key_info(call: Call) -> web.Response:
    """POST /0/private/GetApiKeyInfo: the rights of the key that asks.

    https://docs.kraken.com/api-reference/account-data/get-api-key-info
    """
    key = call.key
    if key is None:
        return error("EAPI:Invalid key")
    return reply(
        {
            "apiKeyName": key.label,
            "apiKey": key.id,
            "nonce": str(key.nonce),
            "nonceWindow": 0,
            "permissions": sorted(key.rights),
            "iban": call.account.uid,
            "validUntil": whole_seconds(key.expires_at),
            "queryFrom": "0",
            "queryTo": "0",
            "createdTime": whole_seconds(key.created_at),
            "modifiedTime": whole_seconds(key.created_at),
            "ipAllowlist": list(key.allowed_ips),
            "lastUsed": None if key.last_used_at is None else whole_seconds(key.last_used_at),
        }
    )


def balance(call: Call) -> web.Response:
    """POST /0/private/Balance."""
    return reply({asset_id(a): text(row.total, 10) for a, row in _held(call).items() if row.total})


def balance_ex(call: Call) -> web.Response:
    """POST /0/private/BalanceEx: with what orders hold."""
    return reply(
        {
            asset_id(asset): {"balance": text(row.total, 10), "hold_trade": text(row.used, 10)}
            for asset, row in _held(call).items()
        }
    )


def trade_balance(call: Call) -> web.Response:
    """POST /0/private/TradeBalance, in dollars."""
    total = sum((row.total * _dollars(call, asset) for asset, row in _held(call).items()), ZERO)
    nothing = "0.0000"
    equity = dict.fromkeys(("eb", "tb", "e", "mf"), text(total, 4))
    return reply(equity | dict.fromkeys(("m", "n", "c", "v"), nothing))


def trade_volume(call: Call) -> web.Response:
    """POST /0/private/TradeVolume of the pairs asked for."""
    fees = call.world.rules.fees
    named = [name for name in call.params.get("pair", "").split(",") if name]
    return reply(
        {
            "currency": "ZUSD",
            "volume": "0.0000",
            "fees": {name: {"fee": text(fees.taker * 100, 4)} for name in named},
            "fees_maker": {name: {"fee": text(fees.maker * 100, 4)} for name in named},
        }
    )


def ledgers(call: Call) -> web.Response:
    """POST /0/private/Ledgers, newest first, fifty a page (`ofs`)."""
    since = decimal_of(call.params, "start") or ZERO
    until = decimal_of(call.params, "end") or Decimal(2**62)
    wanted = call.params.get("asset", "all")
    rows = [
        entry
        for entry in reversed(call.account.ledger)
        if since < Decimal(entry.at.timestamp()) <= until
        and wanted in {"all", asset_id(entry.asset)}
    ]
    first = int(decimal_of(call.params, "ofs") or 0)
    page = rows[first : first + PAGE]
    found = {transaction_id("L", entry.number): _entry(entry) for entry in page}
    return reply({"ledger": found, "count": len(rows)})


def _entry(entry: LedgerEntry) -> dict[str, Any]:
    paid = -entry.change if entry.kind == "fee" else ZERO
    return {
        "refid": entry.reference,
        "time": seconds(entry.at),
        "type": "trade" if entry.kind == "fee" else entry.kind,
        "subtype": "",
        "aclass": "currency",
        "asset": asset_id(entry.asset),
        "amount": text(ZERO if paid else entry.change, 10),
        "fee": text(paid, 10),
        "balance": text(entry.balance, 10),
    }


def nothing_here(_call: Call) -> web.Response:
    """A list that is empty for every account of the sandbox."""
    return reply([])


def websockets_token(call: Call) -> web.Response:
    """POST /0/private/GetWebSocketsToken: good for 15 minutes to begin a subscription with."""
    if call.streams is None or call.key is None:
        return error("EAPI:Invalid key")
    token = call.streams.tokens.issue(call.key, TOKEN, TOKEN_LIFE, 43)
    return reply({"token": token.text, "expires": int(TOKEN_LIFE.total_seconds())})


def withdraw(call: Call) -> web.Response:
    """POST /0/private/Withdraw to a named address. The funds really leave the books."""
    amount = decimal_of(call.params, "amount")
    asset, address = asset_of(call.params.get("asset", "")), call.params.get("key", "")
    if amount is None or not address:
        return error("EGeneral:Invalid arguments")
    gone = call.world.withdraw(call.account, "spot", asset, amount, address)
    if isinstance(gone, Refusal):
        return refused(Refusal.WALLET)
    return reply({"refid": gone.id[:20].upper()})


def withdraw_info(call: Call) -> web.Response:
    """POST /0/private/WithdrawInfo: a question about fees, moves nothing."""
    asset = asset_of(call.params.get("asset", ""))
    free = _held(call).get(asset, Holding()).free
    return reply({"method": asset, "limit": text(free), "amount": call.params.get("amount", "0"),
                  "fee": "0.00000000"})  # fmt: skip


def wallet_transfer(call: Call) -> web.Response:
    """POST /0/private/WalletTransfer from the spot to the futures wallet."""
    amount = decimal_of(call.params, "amount")
    asset = asset_of(call.params.get("asset", ""))
    if amount is None:
        return error("EGeneral:Invalid arguments")
    moved = call.world.transfer(call.account, "spot", "futures", asset, amount)
    if isinstance(moved, Refusal):
        return refused(Refusal.WALLET)
    return reply({"refid": transaction_id("F", int(moved))})


def _held(call: Call) -> dict[str, Holding]:
    return call.account.wallets.get("spot", {})


def _dollars(call: Call, asset: str) -> Decimal:
    if asset == "USD":
        return Decimal(1)
    symbol = f"{asset}/USD"
    return call.world.price(symbol) if symbol in call.world.markets else ZERO
