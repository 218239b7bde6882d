"""What Bybit tells a key of itself, its account and the coins there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.bybit_auth import READ_ONLY
from jungletui.sandbox.bybit_wire import reply
from jungletui.sandbox.desk import Call
from jungletui.sandbox.keys import SandboxKey

GROUPS = (
    "ContractTrade", "Spot", "Wallet", "Options", "Derivatives", "CopyTrading", "BlockTrade",
    "Exchange", "NFT", "Affiliate", "Earn", "FiatP2P", "FiatConvertBroker", "FiatGlobalPay",
    "FiatBitPay", "BitCard", "ByXPost",
)  # fmt: skip
"""bybit-exchange.github.io/docs/v5/user/apikey-info; every group is there, unused ones empty."""
SUB_SCOPE = "Wallet:SubMemberTransferList"
"""Only keys of sub-accounts can have it (same page)."""
CHAINS = {"BTC": "BTC", "ETH": "ETH", "SOL": "SOL", "XRP": "XRP", "USDT": "TRX", "USDC": "ETH"}


def query_api(call: Call) -> web.Response:
    """GET /v5/user/query-api: the rights, addresses and life of the key itself."""
    key = call.key
    scopes: dict[str, list[str]] = {group: [] for group in GROUPS}
    for right in sorted(key.rights - {READ_ONLY}):
        group, _, scope = right.partition(":")
        scopes.setdefault(group, []).append(scope)
    master = SUB_SCOPE not in key.rights
    return reply(
        call.world,
        {
            "id": call.account.uid[::-1], "note": key.label,
            "apiKey": key.id, "readOnly": int(READ_ONLY in key.rights), "secret": "",
            "permissions": scopes, "ips": list(key.allowed_ips) or ["*"], "type": 1,
            **_life(key, call.world.now()),
            "createdAt": _moment(key.created_at), "unified": 0, "uta": 1,
            "userID": int(call.account.uid), "inviterID": 0, "vipLevel": "No VIP",
            "mktMakerLevel": "0", "affiliateID": 0, "rsaPublicKey": "", "isMaster": master,
            "parentUid": "0" if master else "50000000", "kycLevel": "LEVEL_1", "kycRegion": "",
        },
    )  # fmt: skip


def _life(key: SandboxKey, now: datetime) -> dict[str, Any]:
    """Days and end are told for keys without an address only; the rest have none (same page)."""
    if key.expires_at is None or key.allowed_ips:
        return {"deadlineDay": -2, "expiredAt": "1970-01-01T00:00:00Z"}
    return {"deadlineDay": (key.expires_at - now).days, "expiredAt": _moment(key.expires_at)}


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def account_info(call: Call) -> web.Response:
    """GET /v5/account/info: a unified account of the newest kind (6)."""
    updated = str(to_milliseconds(call.account.opened_at))
    return reply(
        call.world,
        {
            "marginMode": "REGULAR_MARGIN", "updatedTime": updated, "unifiedMarginStatus": 6,
            "dcpStatus": "OFF", "timeWindow": 10, "smpGroup": 0, "isMasterTrader": False,
            "spotHedgingStatus": "OFF",
        },
    )  # fmt: skip


def coin_info(call: Call) -> web.Response:
    """GET /v5/asset/coin/query-info: each asset with one chain."""
    wanted = call.params.get("coin")
    markets = call.world.markets.values()
    assets = {market.base for market in markets} | {market.quote for market in markets}
    rows = [_coin(asset) for asset in sorted(assets) if not wanted or asset == wanted]
    return reply(call.world, {"rows": rows})


def _coin(asset: str) -> dict[str, Any]:
    chain = CHAINS.get(asset, "ETH")
    return {
        "name": asset, "coin": asset, "remainAmount": "1000000",
        "chains": [
            {
                "chainType": chain, "confirmation": "12", "withdrawFee": "0.0001",
                "depositMin": "0.0005", "withdrawMin": "0.001", "chain": chain,
                "chainDeposit": "1", "chainWithdraw": "1", "minAccuracy": "8",
                "withdrawPercentageFee": "0", "contractAddress": "", "safeConfirmNumber": "12",
            }
        ],
    }  # fmt: skip
