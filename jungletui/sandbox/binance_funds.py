"""What moved in and out of binance, and its wallets beside the main ones: earn, isolated margin."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from aiohttp import web

from jungletui.domain.times import from_milliseconds
from jungletui.sandbox.binance_wire import Call, error, integer_of, millis, reply, text
from jungletui.sandbox.model import Holding, Movement, MovementStatus
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, between, movements, network_of

SPAN = timedelta(days=90)
"""Told at once at most, and without times
(https://developers.binance.com/docs/wallet/capital/deposite-history and …/withdraw-history)."""
MOST = 1000
FLEXIBLE, LOCKED, ISOLATED = "flexible", "locked", "isolated "
DEPOSIT_STATUS = {MovementStatus.DONE: 1, MovementStatus.PENDING: 0, MovementStatus.FAILED: 7}
WITHDRAW_STATUS = {MovementStatus.DONE: 6, MovementStatus.PENDING: 4, MovementStatus.FAILED: 5}
NOTHING = "0.00000000"


def deposits(call: Call) -> web.Response:
    """GET /sapi/v1/capital/deposit/hisrec."""
    return _page(call, DEPOSITS)


def withdrawals(call: Call) -> web.Response:
    """GET /sapi/v1/capital/withdraw/history."""
    return _page(call, WITHDRAWALS)


def _page(call: Call, kind: str) -> web.Response:
    start, end = _time(call, "startTime"), _time(call, "endTime")
    end = end or call.world.now()
    start = start or end - SPAN
    if end - start > SPAN:
        return error(-1127, "More than 2160 hours between startTime and endTime.")
    first, limit = integer_of(call.params, "offset", 0), integer_of(call.params, "limit", MOST)
    wanted = call.params.get("coin")
    found = [
        movement
        for movement in between(movements(call.account, kind), start, end)
        if wanted in {None, movement.asset}
    ]
    row = _deposit if kind == DEPOSITS else _withdrawal
    return reply([row(movement) for movement in found[first : first + min(limit, MOST)]])


def _time(call: Call, name: str) -> datetime | None:
    at = integer_of(call.params, name, 0)
    return from_milliseconds(at) if at else None


def _deposit(movement: Movement) -> dict[str, Any]:
    return {
        "id": movement.id, "amount": text(movement.amount), "coin": movement.asset,
        "network": network_of(movement.asset), "status": DEPOSIT_STATUS[movement.status],
        "address": movement.address, "addressTag": "", "txId": movement.txid,
        "insertTime": millis(movement.at), "transferType": 0, "confirmTimes": "12/12",
        "unlockConfirm": 12, "walletType": int(movement.wallet == "funding"),
    }  # fmt: skip


def _withdrawal(movement: Movement) -> dict[str, Any]:
    return {
        "id": movement.id, "amount": text(movement.amount), "transactionFee": text(movement.fee),
        "coin": movement.asset, "status": WITHDRAW_STATUS[movement.status],
        "address": movement.address, "txId": movement.txid,
        "network": network_of(movement.asset), "transferType": 0,
        "walletType": int(movement.wallet == "funding"), "confirmNo": 12, "info": "",
        "applyTime": movement.at.strftime("%Y-%m-%d %H:%M:%S"),
    }  # fmt: skip


def flexible_positions(call: Call) -> web.Response:
    """GET /sapi/v1/simple-earn/flexible/position, `size` rows of page `current`."""
    return _positions(
        call,
        [
            {"totalAmount": text(row.total), "asset": asset, "productId": f"{asset}001",
             "canRedeem": True, "latestAnnualPercentageRate": "0.02599895",
             "cumulativeTotalRewards": NOTHING, "collateralAmount": text(row.used)}
            for asset, row in call.account.wallets.get(FLEXIBLE, {}).items()
        ],
    )  # fmt: skip


def locked_positions(call: Call) -> web.Response:
    """GET /sapi/v1/simple-earn/locked/position."""
    return _positions(
        call,
        [
            {"positionId": str(123123 + number), "projectId": f"{asset}*120", "asset": asset,
             "amount": text(row.total), "duration": "120", "accrualDays": "4",
             "rewardAsset": asset, "APY": "0.04", "canRedeemEarly": True, "status": "HOLDING"}
            for number, (asset, row) in enumerate(call.account.wallets.get(LOCKED, {}).items())
        ],
    )  # fmt: skip


def _positions(call: Call, rows: list[dict[str, Any]]) -> web.Response:
    size = min(max(integer_of(call.params, "size", 10), 1), 100)
    first = (max(integer_of(call.params, "current", 1), 1) - 1) * size
    return reply({"rows": rows[first : first + size], "total": len(rows)})


def isolated_account(call: Call) -> web.Response:
    """GET /sapi/v1/margin/isolated/account: the pairs that are in use; nothing is borrowed."""
    pairs = [
        _pair(name.removeprefix(ISOLATED), held)
        for name, held in call.account.wallets.items()
        if name.startswith(ISOLATED)
    ]
    return reply({"assets": pairs, "totalAssetOfBtc": NOTHING, "totalLiabilityOfBtc": NOTHING,
                  "totalNetAssetOfBtc": NOTHING})  # fmt: skip


def _pair(symbol: str, held: dict[str, Holding]) -> dict[str, Any]:
    base, _, quote = symbol.partition("/")
    return {
        "symbol": f"{base}{quote}", "isolatedCreated": True, "enabled": True, "tradeEnabled": True,
        "marginLevel": "999.00000000", "marginLevelStatus": "EXCESSIVE", "marginRatio": "10",
        "indexPrice": NOTHING, "liquidatePrice": NOTHING, "liquidateRate": NOTHING,
        "baseAsset": _side(base, held.get(base, Holding())),
        "quoteAsset": _side(quote, held.get(quote, Holding())),
    }  # fmt: skip


def _side(asset: str, row: Holding) -> dict[str, Any]:
    return {
        "asset": asset, "borrowEnabled": True, "borrowed": NOTHING, "free": text(row.free),
        "interest": NOTHING, "locked": text(row.used), "netAsset": text(row.total),
        "netAssetOfBtc": text(Decimal(0)), "repayEnabled": True, "totalAsset": text(row.total),
    }  # fmt: skip
