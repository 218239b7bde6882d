"""Whole inspections of the larger exchanges: through the guard, ccxt's signing and the loopback."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from jungletui.domain.capabilities import Capability, Grant, Source
from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.registry import PARSERS
from tests.exchanges.conftest import SECRET
from tests.exchanges.replies import NOW
from tests.exchanges.server import Answer, playing
from tests.inspection.larger import LARGER_CALLS, LARGER_IDS, LARGER_SIBLINGS
from tests.inspection.samples import grants, reply, report_of

TIMES = {
    "GET /api/v1/timestamp": {"code": "200000", "data": NOW},
    "GET /api/v2/public/time": {"code": "00000", "data": {"serverTime": str(NOW)}},
    "GET /api/v4/spot/time": {"server_time": NOW},
    "GET /v1/common/timestamp": {"status": "ok", "data": NOW},
    "GET /linear-swap-api/v1/swap_timestamp": {"status": "ok", "ts": NOW},
    "GET /api/v3/time": {"serverTime": NOW},
    "GET /openApi/swap/v2/server/time": {"code": 0, "data": {"serverTime": NOW}},
}
PATHS = {
    ("kucoin", "privateGetUserApiKey"): "/api/v1/user/api-key",
    ("bitget", "privateUtaGetV3AccountInfo"): "/api/v3/account/info",
    ("bitget", "privateSpotGetV2SpotAccountInfo"): "/api/v2/spot/account/info",
    ("gate", "privateAccountGetMainKeys"): "/api/v4/account/main_keys",
    ("gate", "privateAccountGetDetail"): "/api/v4/account/detail",
    ("gate", "privateSpotGetAccounts"): "/api/v4/spot/accounts",
    ("htx", "v2PrivateGetUserUid"): "/v2/user/uid",
    ("htx", "v2PrivateGetUserApiKey"): "/v2/user/api-key",
    ("bittrade", "privateGetAccountAccounts"): "/v1/account/accounts",
    ("bittrade", "v2PrivateGetUserUid"): "/v2/user/uid",
    ("bittrade", "v2PrivateGetUserApiKey"): "/v2/user/api-key",
    ("mexc", "spotPrivateGetApiKeyInfo"): "/api/v3/apiKeyInfo",
    ("bingx", "accountV1PrivateGetAccountApiPermissions"): "/openApi/v1/account/apiPermissions",
    ("bingx", "accountV1PrivateGetAccountApiRestrictions"): "/openApi/v1/account/apiRestrictions",
    ("krakenfutures", "authGetApiKeysV3Check"): "/api/auth/v1/api-keys/v3/check",
    ("krakenfutures", "privateGetAccounts"): "/derivatives/api/v3/accounts",
    ("binanceus", "privateGetAccount"): "/api/v3/account",
}
REFUSALS = {
    "bitget": Answer('{"code": "40084", "msg": "Classic Account mode", "data": null}', status=400),
    "gate": Answer(
        '{"label": "FORBIDDEN", "message": "Request API key does not have account permission"}',
        status=403,
    ),
    "htx": Answer('{"code": 1002, "message": "forbidden"}'),
    "bittrade": Answer("{}", status=404),
    "bingx": Answer('{"code": 100404, "msg": "this api is not exist"}', status=404),
    "krakenfutures": Answer('{"result": "error", "error": "insufficientPrivileges"}'),
}


def key_of(exchange, endpoint):
    parent = LARGER_SIBLINGS.get(exchange, exchange)
    credential = {
        "apiKey": Secret(LARGER_IDS.get(parent, "public-id")),
        "secret": Secret(SECRET),
        "password": Secret("made-up passphrase"),
    }
    profile = KeyProfile("main", exchange, endpoint=endpoint)
    return Key(profile, credential, datetime(2026, 1, 1, tzinfo=UTC))


def script_of(exchange, name):
    """The fixture's replies at the paths that ccxt builds; everything else is not found."""
    parent = LARGER_SIBLINGS.get(exchange, exchange)
    calls = LARGER_CALLS[parent]
    body = reply(parent, name)
    bodies = body if len(calls) > 1 else {calls[0]: body}
    script = {path: Answer(json.dumps(value)) for path, value in TIMES.items()}
    for call, value in bodies.items():
        refused = isinstance(value, dict) and "refused" in value
        script[f"GET {PATHS[parent, call]}"] = (
            REFUSALS[parent] if refused else Answer(json.dumps(value))
        )
    return script, {PATHS[parent, call] for call in bodies}


CASES = [
    ("kucoin", "bot"), ("kucoinfutures", "bot"), ("bitget", "bot"), ("bitget", "classic-bot"),
    ("gate", "bot"), ("gateeu", "bot"), ("gate", "without-account"), ("htx", "bot"),
    ("htx", "sub-account"), ("bittrade", "bot"), ("bittrade", "silent"), ("mexc", "bot"),
    ("bingx", "bot"), ("bingx", "older-page-gone"), ("krakenfutures", "bot"),
    ("krakenfutures", "untold"), ("krakenfutures", "refused"), ("binanceus", "bot"),
]  # fmt: skip


@pytest.mark.parametrize(("exchange", "name"), CASES)
async def test_inspection_over_the_wire(house, exchange, name):
    script, wanted = script_of(exchange, name)
    async with playing(script) as played:
        key = key_of(exchange, played.endpoint)
        report = await inspect_key((await house.session(key)).call, key)
    sent = [request for request in played.log if f"GET {request.path}" not in TIMES]
    assert {request.path for request in sent if request.path in wanted} == wanted
    assert {request.method for request in played.log} == {"GET"}
    assert len({request.path for request in sent}) == len(sent)
    expected = report_of(LARGER_SIBLINGS.get(exchange, exchange), name)
    assert grants(report) == grants(expected)
    assert SECRET not in repr(report) + "".join(raw.body for raw in report.raw)


async def test_htx_asks_with_its_uid_for_all_keys(house):
    script, _ = script_of("htx", "bot")
    async with playing(script) as played:
        key = key_of("htx", played.endpoint)
        await inspect_key((await house.session(key)).call, key)
    [asked] = [request for request in played.log if request.path == "/v2/user/api-key"]
    assert "uid=91000001" in asked.query
    assert "accessKey" not in asked.query


async def test_a_bad_key_is_a_failure_and_no_report(house):
    script, _ = script_of("bitget", "bot")
    script["GET /api/v3/account/info"] = Answer(
        '{"code": "40012", "msg": "apikey/password is incorrect", "data": null}', status=400
    )
    async with playing(script) as played:
        key = key_of("bitget", played.endpoint)
        session = await house.session(key)
        with pytest.raises(ExchangeError) as caught:
            await inspect_key(session.call, key)
    assert caught.value.kind == "passphrase"
    assert "GET /api/v2/spot/account/info" not in played.paths()


async def test_a_missing_page_of_bingx_is_not_the_end(house):
    script, _ = script_of("bingx", "older-page-gone")
    async with playing(script) as played:
        key = key_of("bingx", played.endpoint)
        report = await inspect_key((await house.session(key)).call, key)
    assert report.capabilities[Capability.WITHDRAW].grant is Grant.DENIED
    assert report.created_at is None
    assert any('"refused"' in raw.body for raw in report.raw)


@pytest.mark.parametrize(("exchange", "name"), [("krakenfutures", "untold"), ("binanceus", "bot")])
async def test_one_read_proves_reading_and_nothing_else(house, exchange, name):
    script, _ = script_of(exchange, name)
    async with playing(script) as played:
        key = key_of(exchange, played.endpoint)
        report = await inspect_key((await house.session(key)).call, key)
    assert report.source is Source.PROBED
    assert report.capabilities[Capability.READ].source is Source.PROBED
    told = {c for c, g in report.capabilities.items() if g.grant is not Grant.UNKNOWN}
    assert told == {Capability.READ}


def test_every_larger_exchange_has_paths_here():
    assert {exchange for exchange, _ in PATHS} == set(LARGER_CALLS)
    assert set(LARGER_CALLS) <= set(PARSERS)
