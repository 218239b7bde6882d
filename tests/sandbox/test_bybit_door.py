"""Bybit's door: each refusal has its documented code, and the same question the same answer."""

import hashlib
import hmac
import json
from typing import Any

import aiohttp
import ccxt.async_support as ccxt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from jungletui.domain.keys import Environment
from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.keys import KeyType
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.sandbox.samples import BYBIT_BOT, ELSEWHERE, Row
from tests.sandbox.conftest import START
from tests.sandbox.stage import BEHIND, client, staging

ROWS = (
    Row("bybit-office", "bybit", "main", BYBIT_BOT, ("self",), allowed_ips=ELSEWHERE),
    Row("bybit-network", "bybit", "main", BYBIT_BOT, ("self",), allowed_ips=("127.0.0.0/8",)),
    Row("bybit-old", "bybit", "main", BYBIT_BOT, ("self",), allowed_ips=(), expires_in=-1),
    Row(
        "bybit-practice",
        "bybit",
        "main",
        BYBIT_BOT,
        ("self",),
        environment=Environment.TESTNET,
    ),
)
NOW = round(START.timestamp() * 1000)

sandbox = staging("bybit", *ROWS)


@pytest.mark.parametrize(
    ("name", "changes", "error", "code"),
    [
        ("bybit-desk", {"apiKey": "DEMOnosuchkey00000"}, ccxt.AuthenticationError, 10003),
        ("bybit-practice", {}, ccxt.AuthenticationError, 10003),
        ("bybit-desk", {"secret": "DEMO" + "x" * 32}, ccxt.AuthenticationError, 10004),
        ("bybit-office", {}, ccxt.PermissionDenied, 10010),
        ("bybit-old", {}, ccxt.AuthenticationError, 33004),
    ],
)
async def test_who_is_refused(
    sandbox: Sandbox, name: str, changes: dict[str, str], error: type[Exception], code: int
) -> None:
    async with client(sandbox, name, changes) as exchange:
        with pytest.raises(error, match=f'"retCode":{code},'):
            await exchange.privateGetV5UserQueryApi()
        assert exchange.last_response_headers is not None


async def test_a_network_of_addresses_lets_in(sandbox: Sandbox) -> None:
    async with client(sandbox, "bybit-network") as exchange:
        reply = await exchange.privateGetV5UserQueryApi()
    assert reply["result"]["ips"] == ["127.0.0.0/8"]


@pytest.mark.parametrize("seconds", [-60, 60])
async def test_a_wrong_clock_is_refused(sandbox: Sandbox, seconds: int) -> None:
    async with client(sandbox, "bybit-desk", behind=BEHIND + seconds * 1000) as exchange:
        with pytest.raises(ccxt.InvalidNonce, match="10002"):
            await exchange.privateGetV5UserQueryApi()


async def test_an_rsa_key_signs(sandbox: Sandbox) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    world = sandbox.books("bybit")
    key = world.keys[sandbox.key("bybit-desk").credential["apiKey"]]
    key.key_type = KeyType.RSA
    key.verifier = (
        private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    async with client(sandbox, "bybit-desk", {"secret": pem}) as exchange:
        assert (await exchange.privateGetV5UserQueryApi())["retCode"] == 0
    async with client(sandbox, "bybit-desk") as exchange:
        with pytest.raises(ccxt.AuthenticationError, match="10004"):
            await exchange.privateGetV5UserQueryApi()


async def test_too_many_requests(sandbox: Sandbox) -> None:
    sandbox.budget("bybit").limit = 0
    async with client(sandbox, "bybit-desk") as exchange:
        with pytest.raises(ccxt.RateLimitExceeded, match="10006"):
            await exchange.privateGetV5UserQueryApi()
        with pytest.raises(ccxt.RateLimitExceeded, match="403"):
            await exchange.publicGetV5MarketTime()


async def test_an_unknown_path_is_told(sandbox: Sandbox) -> None:
    async with client(sandbox, "bybit-desk") as exchange:
        with pytest.raises(ccxt.BadRequest, match="10017"):
            await exchange.privateGetV5SpotMarginTradeState()


async def test_maintenance_speaks_bybit(sandbox: Sandbox) -> None:
    sandbox.faults("bybit").set(FaultKind.UNAVAILABLE)
    async with client(sandbox, "bybit-desk") as exchange:
        with pytest.raises(ccxt.ExchangeError, match="10016"):
            await exchange.publicGetV5MarketTime()


async def test_the_time_is_the_sandboxes(sandbox: Sandbox) -> None:
    async with client(sandbox, "bybit-desk") as exchange:
        told = await exchange.fetch_time()
    assert NOW <= told < NOW + 3_600_000


def headers(sandbox: Sandbox, query: str, **changes: str) -> dict[str, str]:
    """Signed headers at START, made by hand as the documents say."""
    credential = sandbox.key("bybit-desk").credential
    signed = f"{NOW}{credential['apiKey']}5000{query}"
    sign = hmac.new(credential["secret"].encode(), signed.encode(), hashlib.sha256).hexdigest()
    made = {
        "X-BAPI-API-KEY": credential["apiKey"],
        "X-BAPI-TIMESTAMP": str(NOW),
        "X-BAPI-RECV-WINDOW": "5000",
        "X-BAPI-SIGN": sign,
    }
    return {name: value for name, value in {**made, **changes}.items() if value}


async def ask(sandbox: Sandbox, path: str, query: str, **changes: str) -> Any:
    url = f"{sandbox.endpoints['bybit']}{path}?{query}"
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers=headers(sandbox, query, **changes)) as response,
    ):
        assert response.status == 200
        return json.loads(await response.text())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"X-BAPI-API-KEY": ""}, 10007),
        ({"X-BAPI-SIGN": ""}, 10007),
        ({"X-BAPI-TIMESTAMP": "soon"}, 10002),
        ({"X-BAPI-TIMESTAMP": str(NOW - 5001)}, 10002),
        ({"X-BAPI-TIMESTAMP": str(NOW + 1000)}, 10002),
        ({"X-BAPI-TIMESTAMP": str(NOW - 1)}, 10004),
        ({"X-BAPI-RECV-WINDOW": "6000"}, 10004),
    ],
)
async def test_headers_made_by_hand(changes: dict[str, str], code: int) -> None:
    async with frozen() as sandbox:
        reply = await ask(sandbox, "/v5/user/query-api", "", **changes)
    assert reply["retCode"] == code


def frozen(seed: int = 7) -> Any:
    return running(
        SandboxOptions(
            seed=seed, clock=lambda: START, moving=False, markets=60, exchanges=("bybit",)
        )
    )


async def test_the_same_seed_gives_the_same_replies() -> None:
    asked = (
        ("/v5/user/query-api", ""),
        ("/v5/account/wallet-balance", "accountType=UNIFIED"),
        ("/v5/order/realtime", "category=spot"),
        ("/v5/order/history", "category=spot"),
        ("/v5/execution/list", "category=linear"),
        ("/v5/position/list", "category=linear&settleCoin=USDT"),
        ("/v5/market/tickers", "category=inverse"),
    )
    told = []
    for seed in (7, 7, 8):
        async with frozen(seed) as sandbox:
            told.append([await ask(sandbox, path, query) for path, query in asked])
    assert all(reply["retCode"] == 0 for reply in told[0])
    assert told[0] == told[1]
    assert told[0] != told[2]
