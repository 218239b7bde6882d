"""Raw codes and texts become kinds, and success none: documented answers of our own values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jungletui.exchanges.codebooks import code_book
from tests.exchanges.codes import CASES, bybit, judged, okx
from tests.exchanges.conftest import FOUR

SAMPLES = Path(__file__).parents[3] / "shared" / "permissions" / "samples"


@pytest.mark.parametrize(("exchange", "status", "body", "kind"), CASES)
def test_documented_refusals(exchange, status, body, kind):
    failure = judged(exchange, status, body)
    assert failure is not None
    assert failure.kind == kind
    assert code_book(exchange).name in failure.message
    assert len(failure.remedy) > 10
    if exchange in FOUR:
        assert (body.get("msg") or body.get("retMsg") or body["error"][-1]) in failure.message


@pytest.mark.parametrize(
    ("exchange", "body"),
    [
        ("binance", []),
        ("bybit", bybit(0, "OK")),
        ("okx", okx("0", "")),
        ("kraken", {"error": [], "result": {}}),
        ("kucoin", {"code": "200000", "data": {}}),
        ("bitget", {"code": "00000", "msg": "success", "data": {}}),
        ("gate", []),
        ("gate", {"user_id": 1}),
        ("htx", {"code": 200, "data": 1}),
        ("bittrade", {"status": "ok", "data": []}),
        ("mexc", {"accessKey": "x"}),
        ("bingx", {"code": 0, "data": {}}),
        ("krakenfutures", {"result": "success", "accounts": {}}),
        ("binanceus", {"balances": []}),
    ],
)
def test_success_is_no_failure(exchange, body):
    assert judged(exchange, 200, body) is None


SAMPLE_KINDS = {
    "invalid_key_format": "key-unknown",
    "unknown_key": "key-unknown",
    "key_ip_or_permission": "key-unknown",
    "invalid_key": "key-unknown",
    "key_does_not_exist": "key-unknown",
    "auth_failed": "key-unknown",
    "bad_signature": "signature",
    "timestamp": "clock",
    "timestamp_nonce": "clock",
    "permission_denied": "permission",
    "permission_denied_endpoint": "permission",
    "must_bind_ip": "permission",
    "unauthorized": "permission",
    "key_expired": "expired",
    "key_frozen": "expired",
    "account_banned": "suspended",
    "account_blocked": "suspended",
    "account_disabled": "suspended",
    "region": "geo-blocked",
    "compliance": "geo-blocked",
    "ip_region": "geo-blocked",
    "wrong_environment": "wrong-environment",
    "bad_passphrase": "passphrase",
    "lockout": "banned",
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the program")
@pytest.mark.parametrize("exchange", FOUR)
def test_collected_samples(exchange):
    rows = json.loads((SAMPLES / exchange / "errors.json").read_text())
    for row in rows:
        wanted = SAMPLE_KINDS.get(row["case"])
        status = row["http"][0] if isinstance(row["http"], list) else row["http"]
        if row["case"] == "ip_not_whitelisted" and exchange != "kraken":
            wanted = "ip-not-allowed"
        if wanted is not None:
            assert judged(exchange, status, row["body"]).kind == wanted, row["case"]


LARGER_KINDS = {
    "invalid_key": "key-unknown",
    "invalid_key_format": "key-unknown",
    "key_does_not_exist": "key-unknown",
    "key_ip_or_permission": "key-unknown",
    "invalid_key_or_signature": "key-unknown",
    "bad_signature": "signature",
    "bad_signature_v2": "signature",
    "bad_passphrase": "passphrase",
    "ip_not_whitelisted": "ip-not-allowed",
    "ip_not_whitelisted_2": "ip-not-allowed",
    "ip_not_whitelisted_v2": "ip-not-allowed",
    "ip_not_whitelisted_documented": "ip-not-allowed",
    "contract_ip_not_whitelisted": "ip-not-allowed",
    "permission_denied": "permission",
    "permission_denied_user": "permission",
    "forbidden_v2": "permission",
    "contract_need_account_read": "permission",
    "contract_need_trade_read": "permission",
    "contract_key_expired": "expired",
    "classic_api_on_uta": "not-supported",
    "timestamp": "clock",
    "account_frozen": "suspended",
    "rate_limit": "rate-limited",
}
LARGER = ("kucoin", "bitget", "gate", "htx", "mexc", "bingx", "krakenfutures", "binanceus")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the program")
@pytest.mark.parametrize("exchange", LARGER)
def test_collected_samples_of_the_larger_exchanges(exchange):
    for row in json.loads((SAMPLES / exchange / "errors.json").read_text()):
        body = row["body"]
        # HTX's words of its first API are judged by ccxt's classes.
        if row["case"] not in LARGER_KINDS or (exchange == "htx" and "code" not in body):
            continue
        first = row["http"][0] if isinstance(row["http"], list) else row["http"]
        status = first if isinstance(first, int) else int(str(first).split("/", maxsplit=1)[0])
        assert judged(exchange, status, body).kind == LARGER_KINDS[row["case"]], row["case"]
