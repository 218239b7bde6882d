"""OKX's door: each refusal has its documented code and status; the same seed, the same answer."""

import base64
import hashlib
import hmac
import json
from typing import Any

import aiohttp
import ccxt.async_support as ccxt
import pytest

from jungletui.domain.keys import Environment
from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.sandbox.samples import ELSEWHERE, Row
from tests.sandbox.conftest import START
from tests.sandbox.stage import BEHIND, client, staging

BOT = frozenset({"read_only", "trade"})
ROWS = (
    Row("okx-office", "okx", "main", BOT, ("self",), allowed_ips=ELSEWHERE),
    Row("okx-network", "okx", "main", BOT, ("self",), allowed_ips=("127.0.0.0/8",)),
    Row("okx-gone", "okx", "main", BOT, ("self",), allowed_ips=(), expires_in=-1),
    Row("okx-blind", "okx", "main", frozenset({"trade"}), ("self",)),
    Row("okx-practice", "okx", "main", BOT, ("self",), environment=Environment.DEMO),
)
UNKNOWN = "de300000-0000-4000-8000-000000000000"
NOW = "2026-01-01T12:00:00.000Z"

sandbox = staging("okx", *ROWS)


@pytest.mark.parametrize(
    ("name", "changes", "error", "code"),
    [
        ("okx-trend", {"apiKey": UNKNOWN}, ccxt.ExchangeError, "50119"),
        ("okx-gone", {}, ccxt.ExchangeError, "50119"),
        ("okx-trend", {"apiKey": "DEMO"}, ccxt.AuthenticationError, "50111"),
        ("okx-trend", {"secret": "DE30" + "0" * 28}, ccxt.AuthenticationError, "50113"),
        ("okx-trend", {"password": "Demo-Phrase-2!"}, ccxt.AuthenticationError, "50105"),
        ("okx-practice", {}, ccxt.AuthenticationError, "50101"),
        ("okx-office", {}, ccxt.PermissionDenied, "50110"),
        ("okx-blind", {}, ccxt.ExchangeError, "50120"),
    ],
)
async def test_who_is_refused(
    sandbox: Sandbox, name: str, changes: dict[str, str], error: type[Exception], code: str
) -> None:
    async with client(sandbox, name, changes) as exchange:
        with pytest.raises(error, match=f'"code":"{code}"'):
            await exchange.privateGetAccountConfig()


async def test_the_refused_address_is_told(sandbox: Sandbox) -> None:
    async with client(sandbox, "okx-office") as exchange:
        with pytest.raises(ccxt.PermissionDenied, match=r"Your IP 127\.0\.0\.1 is not included"):
            await exchange.privateGetAccountConfig()
    async with client(sandbox, "okx-network") as exchange:
        [row] = (await exchange.privateGetAccountConfig())["data"]
    assert row["ip"] == "127.0.0.0/8"


async def test_simulated_trading_wants_a_key_of_its_own(sandbox: Sandbox) -> None:
    simulated = {"x-simulated-trading": "1"}
    async with client(sandbox, "okx-practice") as exchange:
        exchange.headers = simulated
        assert (await exchange.privateGetAccountConfig())["code"] == "0"
    async with client(sandbox, "okx-trend") as exchange:
        exchange.headers = simulated
        with pytest.raises(ccxt.AuthenticationError, match="50101"):
            await exchange.privateGetAccountConfig()


@pytest.mark.parametrize("seconds", [-120, 120])
async def test_a_wrong_clock_is_refused(sandbox: Sandbox, seconds: int) -> None:
    async with client(sandbox, "okx-trend", behind=BEHIND + seconds * 1000) as exchange:
        with pytest.raises(ccxt.InvalidNonce, match="50102"):
            await exchange.privateGetAccountConfig()


async def test_too_many_requests(sandbox: Sandbox) -> None:
    sandbox.budget("okx").limit = 0
    async with client(sandbox, "okx-trend") as exchange:
        for ask in (exchange.privateGetAccountConfig, exchange.publicGetPublicTime):
            with pytest.raises(ccxt.RateLimitExceeded, match="50011"):
                await ask()


async def test_maintenance_speaks_okx(sandbox: Sandbox) -> None:
    sandbox.faults("okx").set(FaultKind.UNAVAILABLE)
    async with client(sandbox, "okx-trend") as exchange:
        with pytest.raises(ccxt.OnMaintenance, match="50001"):
            await exchange.publicGetPublicTime()


def headers(sandbox: Sandbox, path: str, **changes: str) -> dict[str, str]:
    """Signed headers at START, made by hand as the documents say."""
    credential = sandbox.key("okx-trend").credential
    message = f"{NOW}GET{path}".encode()
    digest = hmac.new(credential["secret"].encode(), message, hashlib.sha256).digest()
    made = {
        "OK-ACCESS-KEY": credential["apiKey"],
        "OK-ACCESS-SIGN": base64.b64encode(digest).decode(),
        "OK-ACCESS-TIMESTAMP": NOW,
        "OK-ACCESS-PASSPHRASE": credential["password"],
    }
    return {name: value for name, value in {**made, **changes}.items() if value}


async def ask(sandbox: Sandbox, path: str, **changes: str) -> tuple[int, Any]:
    """HTTP status and document."""
    url = sandbox.endpoints["okx"] + path
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers=headers(sandbox, path, **changes)) as response,
    ):
        return response.status, json.loads(await response.text())


def frozen(seed: int = 7) -> Any:
    return running(
        SandboxOptions(seed=seed, clock=lambda: START, moving=False, markets=60, exchanges=("okx",))
    )


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({}, 200, "0"),
        ({"OK-ACCESS-KEY": ""}, 401, "50103"),
        ({"OK-ACCESS-PASSPHRASE": ""}, 401, "50104"),
        ({"OK-ACCESS-SIGN": ""}, 401, "50106"),
        ({"OK-ACCESS-TIMESTAMP": ""}, 401, "50107"),
        ({"OK-ACCESS-TIMESTAMP": "soon"}, 401, "50112"),
        ({"OK-ACCESS-TIMESTAMP": "2026-01-01T12:00:00"}, 401, "50112"),
        ({"OK-ACCESS-TIMESTAMP": "2026-01-01T11:59:29.000Z"}, 401, "50102"),
        ({"OK-ACCESS-TIMESTAMP": "2026-01-01T12:00:31.000Z"}, 401, "50102"),
        ({"OK-ACCESS-TIMESTAMP": "2026-01-01T12:00:01.000Z"}, 401, "50113"),
        ({"OK-ACCESS-KEY": UNKNOWN}, 200, "50119"),
        ({"OK-ACCESS-KEY": "DEMO"}, 401, "50111"),
        ({"OK-ACCESS-PASSPHRASE": "wrong"}, 401, "50105"),
        ({"x-simulated-trading": "1"}, 401, "50101"),
    ],
)
async def test_headers_made_by_hand(changes: dict[str, str], status: int, code: str) -> None:
    async with frozen() as sandbox:
        told, document = await ask(sandbox, "/api/v5/account/config", **changes)
    assert (told, document["code"]) == (status, code)
    assert (document["data"] == []) == (code != "0")


async def test_the_same_seed_gives_the_same_replies() -> None:
    asked = (
        "/api/v5/public/time",
        "/api/v5/account/config",
        "/api/v5/account/balance",
        "/api/v5/account/positions",
        "/api/v5/trade/orders-pending",
        "/api/v5/trade/orders-history?instType=SPOT",
        "/api/v5/trade/fills-history?instType=SWAP",
        "/api/v5/market/tickers?instType=SWAP",
    )
    told = []
    for seed in (7, 7, 8):
        async with frozen(seed) as sandbox:
            told.append([await ask(sandbox, path) for path in asked])
    assert all(status == 200 and document["code"] == "0" for status, document in told[0])
    assert told[0] == told[1]
    assert told[0] != told[2]
