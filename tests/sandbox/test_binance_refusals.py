"""binance's errors: each has its code and status, and each key type is really verified."""

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import ccxt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jungletui.sandbox.keys import KeyType, SandboxKey
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from tests.sandbox.client import connected
from tests.sandbox.conftest import START


async def refusal(sandbox: Sandbox, name: str, changes: dict[str, str], **config: Any) -> str:
    """The text of the error that a read of the account ends in."""
    async with connected(sandbox, name, changes, **config) as exchange:
        with pytest.raises(ccxt.BaseError) as caught:
            await exchange.privateGetAccount()
    return f"{type(caught.value).__name__} {caught.value}"


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("binance-freqtrade", {"apiKey": "short"}, ("AuthenticationError", "-2014")),
        ("binance-freqtrade", {"apiKey": "x" * 64}, ("AuthenticationError", "-2015")),
        ("binance-freqtrade", {"secret": "wrong"}, ("AuthenticationError", "-1022")),
        ("binance-office", {}, ("AuthenticationError", "-2015")),
    ],
)
async def test_keys_are_refused(
    frozen: Sandbox, name: str, changes: dict[str, str], expected: tuple[str, str]
) -> None:
    text = await refusal(frozen, name, changes)
    assert all(part in text for part in expected), text


async def test_a_deleted_key(frozen: Sandbox) -> None:
    books = frozen.books("binance")
    gone = frozen.key("binance-tracker").credential["apiKey"]
    del books.keys[gone]
    books.deleted.add(gone)
    assert "-2008" in await refusal(frozen, "binance-tracker", {})


async def test_the_signature_covers_every_parameter(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-freqtrade") as exchange:
        signed = exchange.sign("account", ["private"], "GET", {"omitZeroBalances": "true"})
        async with aiohttp.ClientSession() as http:
            good = await http.get(signed["url"], headers=signed["headers"])
            changed = signed["url"].replace("omitZeroBalances=true", "omitZeroBalances=false")
            bad = await http.get(changed, headers=signed["headers"])
            assert (good.status, bad.status) == (200, 400)
            assert (await bad.json())["code"] == -1022


@pytest.mark.parametrize(("shift", "text"), [(-20, "outside of the recvWindow"), (20, "ahead")])
async def test_clocks_that_differ(shift: int, text: str) -> None:
    def wall() -> datetime:
        return datetime.now(UTC) - timedelta(seconds=shift)

    options = SandboxOptions(exchanges=("binance",), markets=40, wall=wall)
    async with running(options) as sandbox:
        found = await refusal(sandbox, "binance-freqtrade", {})
        assert "InvalidNonce" in found
        assert "-1021" in found
        assert text in found
        async with connected(sandbox, "binance-freqtrade") as exchange:
            await exchange.load_time_difference()
            assert abs(exchange.options["timeDifference"] - shift * 1000) < 2000
            assert await exchange.fetch_balance()


async def test_a_wide_window_forgives(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-freqtrade") as exchange:
        late = int(time.time() * 1000) - 30_000
        assert await exchange.privateGetAccount({"timestamp": late, "recvWindow": 60_000})
        with pytest.raises(ccxt.InvalidNonce):
            await exchange.privateGetAccount({"timestamp": late, "recvWindow": 20_000})
        with pytest.raises(ccxt.BaseError, match="-1131"):
            await exchange.privateGetAccount({"timestamp": late, "recvWindow": 70_000})


async def test_missing_parameters(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-freqtrade") as exchange:
        with pytest.raises(ccxt.BadRequest, match="-1102"):
            await exchange.privateGetAllOrders()
        with pytest.raises(ccxt.BadSymbol, match="-1121"):
            await exchange.privateGetAllOrders({"symbol": "NOTHERE"})
        with pytest.raises(ccxt.OrderNotFound):
            await exchange.privateGetOrder({"symbol": "BTCUSDT", "orderId": 1})
        day = 86_400_000
        span = {"symbol": "BTCUSDT", "startTime": 1, "endTime": 2 * day}
        with pytest.raises(ccxt.BadRequest, match="-1127"):
            await exchange.privateGetMyTrades(span)


async def test_ed25519_is_verified(frozen: Sandbox) -> None:
    async with connected(frozen, "binance-ed25519") as exchange:
        assert await exchange.privateGetAccount()
    other = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    text = await refusal(frozen, "binance-ed25519", {"secret": other.decode()})
    assert "-1022" in text
    assert "-1022" in await refusal(frozen, "binance-ed25519", {"secret": "an hmac secret"})


async def test_rsa_is_verified(frozen: Sandbox) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key_id = "DEMOrsa" + "0" * 57
    frozen.books("binance").keys[key_id] = SandboxKey(
        key_id,
        public.decode(),
        "main",
        frozenset({"enableReading"}),
        START,
        key_type=KeyType.RSA,
    )
    changes = {"apiKey": key_id, "secret": pem}
    async with connected(frozen, "binance-freqtrade", changes) as exchange:
        assert await exchange.privateGetAccount()
        assert await exchange.sapiPostAssetGetFundingAsset()
    frozen.books("binance").keys[key_id].verifier = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
    assert "-1022" in await refusal(frozen, "binance-freqtrade", changes)


async def test_the_weight_is_told_and_limited(frozen: Sandbox) -> None:
    frozen.budget("binance").limit = 100
    async with connected(frozen, "binance-freqtrade") as exchange:
        await exchange.privateGetAccount()
        used = int(exchange.last_response_headers["X-MBX-USED-WEIGHT-1M"])
        assert used == 20
        seen: list[int] = []
        banned: list[bool] = []
        for _ in range(40):
            with suppress(ccxt.DDoSProtection):
                await exchange.privateGetAccount()
            if "-1003" in exchange.last_http_response:
                seen.append(int(exchange.last_response_headers["Retry-After"]))
                banned.append("banned until" in exchange.last_http_response)
        assert {entry.status for entry in frozen.log("binance")} == {200, 429, 418}
    assert all(1 <= wait <= 60 for wait in seen)
    assert banned == sorted(banned)
    assert (banned[0], banned[-1]) == (False, True)
