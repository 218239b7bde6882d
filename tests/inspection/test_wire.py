"""What really leaves for an inspection: through ccxt and the guard to a loopback server."""

import json
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from jungletui.domain.capabilities import Capability
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.house import House
from jungletui.inspection.inspector import inspect_key
from tests.exchanges.server import Answer, playing
from tests.inspection.further import ACCOUNT, FURTHER_CALLS, PRIVATE_KEY
from tests.inspection.samples import SIBLINGS, reply

HIDDEN = "ab12cd34ef56ab12cd34ef56ab12cd34"
BASE64_64 = "QUJD" * 21 + "QQ=="  # 64 bytes, as Coinbase's Ed25519 secrets
BASE58_32 = "4wBqpZM9xaSheZzJSMawUKKwhdpChKbZ5eu5ky4Vigw"  # 32 bytes
PLACES = {
    "aster": ["GET /fapi/v3/agent"],
    "bequant": ["GET /api/3/spot/balance", "GET /api/3/spot/order", "GET /api/3/wallet/balance"],
    "bitfinex": ["POST /v2/auth/r/permissions"],
    "bitflyer": ["GET /v1/me/getpermissions"],
    "bithumb": ["GET /v1/api_keys"],
    "blofin": ["GET /api/v1/user/query-apikey"],
    "bullish": ["GET /trading-api/v1/users/hmac/login"],
    "coinbase": ["GET /api/v3/brokerage/key_permissions"],
    "coinbaseinternational": ["POST /api/v2/public/auth"],
    "coinsph": ["GET /openapi/v1/api-keys"],
    "deribit": ["GET /api/v2/private/list_api_keys"],
    "derive": ["POST /v3/private/session_keys"],
    "fmfwio": ["GET /api/3/spot/balance", "GET /api/3/spot/order", "GET /api/3/wallet/balance"],
    "gemini": ["POST /v1/roles"],
    "hashkey": ["GET /api/v1/account/checkApiKey"],
    "hitbtc": ["GET /api/3/spot/balance", "GET /api/3/spot/order", "GET /api/3/wallet/balance"],
    "hyperliquid": ["POST /info"],
    "lbank": ["POST /v2/supplement/api_Restrictions.do"],
    "modetrade": ["GET /v1/client/key_info"],
    "toobit": ["GET /api/v1/account/checkApiKey"],
    "upbit": ["GET /v1/api_keys", "GET /v1/pockets/api_keys"],
    "woo": ["GET /v3/account/credentials"],
    "woofipro": ["GET /v1/client/key_info"],
    "xt": ["GET /v4/user/account/api-key"],
    "zaif": ["POST /tapi"],
}
TIMES = ("time", "timestamp.do", "system_info", "systeminfo")
SECRETS = {
    "coinbase": BASE64_64,
    "coinbaseinternational": BASE64_64,
    "woofipro": BASE58_32,
    "modetrade": BASE58_32,
}


def credential(exchange):
    if exchange in ("aster", "derive", "hyperliquid"):
        return {"walletAddress": Secret(ACCOUNT), "privateKey": Secret(PRIVATE_KEY)}
    public = "account-abcdefghij0123456789" if exchange == "gemini" else "public-id"
    return {
        "apiKey": Secret(public),
        "secret": Secret(SECRETS.get(exchange, HIDDEN)),
        "password": Secret("made-up passphrase"),
        "accountId": Secret("0x" + "0" * 64),
    }


def answers(exchange):
    """The fixture of a bot's key, each reply at its own place."""
    family = SIBLINGS.get(exchange, exchange)
    body, calls = reply(family, "bot"), FURTHER_CALLS[family]
    bodies = [body] if len(calls) == 1 else [body[call] for call in calls]
    return {
        place: Answer(json.dumps([] if "refused" in found else found))
        for place, found in zip(PLACES[exchange], bodies, strict=True)
    }


@pytest_asyncio.fixture
async def house():
    made = House()
    yield made
    await made.close()


@pytest.mark.parametrize("exchange", sorted(PLACES))
async def test_what_leaves(house, exchange):
    async with playing(answers(exchange)) as played:
        profile = KeyProfile("k", exchange, endpoint=played.endpoint)
        key = Key(profile, credential(exchange), datetime(2026, 1, 1, tzinfo=UTC))
        session = await house.session(key)
        report = await inspect_key(session.call, key)
    assert report.capabilities.keys() == set(Capability)
    asked = [request for request in played.log if request.path in str(PLACES[exchange])]
    assert sorted(f"{r.method} {r.path}" for r in asked) == sorted(PLACES[exchange])
    # Whatever else was asked is the time: public, and without a body.
    others = [request for request in played.log if request not in asked]
    assert {r.method for r in others} <= {"GET"}
    assert [r.path for r in others if not r.path.lower().endswith(TIMES)] == []
    sent = repr(played.log)
    addresses = "".join(request.path + request.query for request in played.log)
    for name in ("secret", "privateKey", "password"):
        secret = key.credential.get(name)
        if secret:
            assert secret.reveal() not in addresses
            assert name == "password" or secret.reveal() not in sent


def test_every_exchange_of_the_further_ones_is_here():
    assert set(PLACES) == set(FURTHER_CALLS) | {
        name for name, family in SIBLINGS.items() if family in FURTHER_CALLS
    }
