"""What each further exchange is asked, so that one set of tests serves them all."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import ccxt.async_support as ccxt

from jungletui.domain.capabilities import Capability
from jungletui.domain.times import utc_now
from jungletui.sandbox.further_samples import BITFLYER_READ, BOT_RIGHTS, UPBIT_READ
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.sandbox.samples import ELSEWHERE, Row, sample_of

C = Capability
NETWORK: Mapping[str, Any] = {"network": "BTC"}


@dataclass(frozen=True)
class Case:
    """One exchange. `wallet` is where orders are, `exit` where withdrawals leave; `read` are the
    rights to look; `told` the raw call about the key; the texts are parts of its refusals;
    `wholly` asks for balances with what orders hold; `each` that prices come one by one; `out` is
    what leaves, and how much of it."""

    id: str
    read: frozenset[str]
    told: str
    unknown: str
    signature: str
    address: str
    permission: str
    clock: str
    phrase: str = ""
    gone: str = ""
    wallet: str = "spot"
    exit: str = "spot"
    symbol: str = "BTC/USDT"
    per_symbol: bool = False
    granted: frozenset[Capability] = frozenset({C.READ, C.TRADE_SPOT})
    dangerous: frozenset[Capability] = frozenset({C.WITHDRAW})
    restricts: bool = True
    closed: bool = True
    time: bool = True
    precise: bool = True
    refused: str = "ip-not-allowed"
    network: Mapping[str, Any] = field(default_factory=dict)
    wholly: Mapping[str, Any] = field(default_factory=dict)
    each: bool = False
    fills: bool = True
    fees: bool = True
    poor: type[Exception] = ccxt.InsufficientFunds
    limited: type[Exception] = ccxt.OperationFailed
    out: tuple[str, str] = ("ETH", "0.1")


CASES = (
    Case("kucoin", frozenset({"General"}), "privateGetUserApiKey", "400003", "400005", "400006",
         "400007", "400002", "400004", wallet="trade", exit="main",
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
    Case("bitget", frozenset({"stor"}), "privateSpotGetV2SpotAccountInfo", "40037", "40009",
         "40018", "40014", "40008", "40012", per_symbol=True, network=NETWORK,
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
    Case("gate", frozenset({"account read-only", "spot read-only"}), "privateAccountGetMainKeys",
         "INVALID_KEY", "INVALID_SIGNATURE", "Request IP not in whitelist", "READ_ONLY|withdrawal",
         "REQUEST_EXPIRED", network=NETWORK,
         granted=frozenset({C.READ, C.TRADE_SPOT, C.TRADE_MARGIN})),
    Case("mexc", frozenset({"SPOT_ACCOUNT_READ", "SPOT_DEAL_READ"}), "spotPrivateGetApiKeyInfo",
         "10072", "700002", "700006", "700007", "700003", per_symbol=True, network=NETWORK,
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
    Case("bingx", frozenset({"2"}), "accountV1PrivateGetAccountApiPermissions", "100413", "100001",
         "100419", "100004", "100421", per_symbol=True, network=NETWORK,
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
    Case("htx", frozenset({"readOnly"}), "privateGetAccountAccounts", "Incorrect Access key",
         "Verification failure", "invalid ip", "no permission", "Timestamp is out of range",
         gone="has expired", per_symbol=True, granted=frozenset(
             {C.READ, C.TRADE_SPOT, C.TRADE_MARGIN, C.TRADE_DERIVATIVES, C.TRANSFER_INTERNAL})),
    Case("gemini", frozenset({"Auditor"}), "privatePostV1Roles", "InvalidSignature",
         "InvalidSignature", "not whitelisted", "assign one of these roles", "Nonce",
         symbol="BTC/USD", per_symbol=True, restricts=False, closed=False, time=False,
         granted=frozenset({C.READ, C.TRADE_SPOT, C.TRADE_DERIVATIVES, C.TRADE_OTHER}),
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
    Case("coinbase", frozenset({"can_view"}), "v3PrivateGetBrokerageKeyPermissions",
         "Unauthorized", "Unauthorized", "Unauthorized", "PERMISSION_DENIED", "Unauthorized",
         symbol="BTC/USD", restricts=False, refused="key-unknown", wholly={"v3": True},
         granted=frozenset({C.READ, C.TRADE_SPOT, C.TRADE_DERIVATIVES}),
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
    Case("deribit", frozenset({"account:read", "trade:read", "wallet:read"}),
         "privateGetListApiKeys", "13004", "13009", "13004", "13021", "13009",
         symbol="BTC/USDC", per_symbol=True, each=True, refused="key-unknown",
         granted=frozenset({C.READ, C.TRADE_SPOT, C.TRADE_DERIVATIVES, C.TRADE_OPTIONS, C.ADMIN}),
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
    Case("upbit", UPBIT_READ, "privateGetApiKeys", "invalid_access_key", "jwt_verification",
         "no_authorization_i_p", "out_of_scope", "", gone="expired", symbol="BTC/KRW",
         restricts=False, precise=False, time=False, fills=False, network={"network": "ETH"},
         limited=ccxt.ExchangeError,
         granted=frozenset(), dangerous=frozenset(
             {C.READ, C.TRADE_SPOT, C.WITHDRAW, C.TRANSFER_INTERNAL, C.ADMIN})),
    Case("bitflyer", BITFLYER_READ, "privateGetGetpermissions", "Key not found",
         "Invalid signature", "Key not found", "Permission denied", "", symbol="BTC/JPY",
         per_symbol=True, restricts=False, precise=False, time=False, each=True, fees=False,
         poor=ccxt.ExchangeError, limited=ccxt.ExchangeError, out=("JPY", "1000"),
         network={"code": "123456"},
         refused="key-unknown", granted=frozenset({C.READ, C.TRADE_SPOT, C.TRADE_DERIVATIVES})),
    Case("bitfinex", frozenset({"orders read", "wallets read"}), "privatePostAuthRPermissions",
         "apikey: invalid", "digest invalid", "apikey: invalid", "permission invalid", "",
         symbol="BTC/USD", wallet="exchange", exit="exchange", restricts=False, time=False,
         precise=False, refused="key-unknown",
         granted=frozenset({C.READ, C.TRADE_SPOT, C.TRADE_MARGIN, C.TRADE_DERIVATIVES}),
         dangerous=frozenset({C.WITHDRAW, C.TRANSFER_INTERNAL})),
)  # fmt: skip


def rows_for(case: Case) -> tuple[Row, ...]:
    """Keys that only tests need: one that only reads, one that is refused from here."""
    return (
        Row(f"{case.id}-reader", case.id, "main", case.read, ("self",), allowed_ips=()),
        Row(f"{case.id}-office", case.id, "main", BOT_RIGHTS[case.id], ("self",),
            allowed_ips=ELSEWHERE),
        Row(f"{case.id}-gone", case.id, "main", BOT_RIGHTS[case.id], ("self",), expires_in=-1),
    )  # fmt: skip


@asynccontextmanager
async def staged(case: Case) -> AsyncIterator[Sandbox]:
    """The exchange with its sample keys and those of `rows_for`; prices stand still."""
    options = SandboxOptions(
        moving=False,
        markets=60,
        exchanges=(case.id,),
        extra=tuple(sample_of(row, 7, utc_now()) for row in rows_for(case)),
    )
    async with running(options) as sandbox:
        yield sandbox
