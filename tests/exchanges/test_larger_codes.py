"""Raw codes of the larger exchanges become kinds: documented shapes, values of our own."""

from __future__ import annotations

import json

import pytest

from jungletui.exchanges.codebooks import code_book
from tests.exchanges.test_failures import SAMPLES, judged


def msg(code, text="Nope."):
    return {"code": code, "msg": text}


def label(name, text="Nope."):
    return {"label": name, "message": text}


def v2(code, text="Nope."):
    return {"code": code, "message": text}


def v1(text):
    return {"status": "error", "err-code": "api-signature-not-valid", "err-msg": text}


def word(text):
    return {"result": "error", "error": text}


CASES = [
    ("kucoin", 401, msg("400003"), "key-unknown"),
    ("kucoin", 401, msg("400004"), "passphrase"),
    ("kucoin", 401, msg("400005"), "signature"),
    ("kucoin", 401, msg("400006", "the current clientIp is:192.0.2.1"), "ip-not-allowed"),
    ("kucoin", 401, msg("400007"), "permission"),
    ("kucoin", 401, msg("400002"), "clock"),
    ("kucoin", 401, msg("400001"), "key-type"),
    ("kucoin", 200, msg("411100"), "suspended"),
    ("kucoin", 429, msg("429000"), "rate-limited"),
    ("kucoinfutures", 401, msg("400003"), "key-unknown"),
    ("bitget", 400, msg("40006"), "key-unknown"),
    ("bitget", 400, msg("40037"), "key-unknown"),
    ("bitget", 400, msg("40009"), "signature"),
    ("bitget", 400, msg("40012"), "passphrase"),
    ("bitget", 400, msg("40018"), "ip-not-allowed"),
    ("bitget", 400, msg("40038"), "ip-not-allowed"),
    ("bitget", 400, msg("40014", "need spot read permissions"), "permission"),
    ("bitget", 400, msg("40084"), "not-supported"),
    ("bitget", 400, msg("40085"), "not-supported"),
    ("bitget", 400, msg("40008"), "clock"),
    ("bitget", 400, msg("40024"), "suspended"),
    ("bitget", 429, msg("429"), "rate-limited"),
    ("gate", 401, label("INVALID_KEY"), "key-unknown"),
    ("gate", 401, label("INVALID_SIGNATURE"), "signature"),
    ("gate", 403, label("FORBIDDEN", "Request IP not in whitelist: 192.0.2.1"), "ip-not-allowed"),
    ("gate", 403, label("IP_FORBIDDEN", "Somewhere else"), "ip-not-allowed"),
    ("gate", 403, label("FORBIDDEN", "API key does not have spot permission"), "permission"),
    ("gate", 403, label("READ_ONLY"), "permission"),
    ("gate", 403, label("REQUEST_EXPIRED"), "clock"),
    ("gate", 403, label("ACCOUNT_LOCKED"), "suspended"),
    ("gate", 429, label("TOO_MANY_REQUESTS"), "rate-limited"),
    ("gate", 500, label("SERVER_ERROR"), "maintenance"),
    ("gateeu", 401, label("INVALID_KEY"), "key-unknown"),
    ("htx", 200, v2(1002, "forbidden"), "permission"),
    ("htx", 200, v2(1003, "invalid signature"), "signature"),
    ("htx", 200, v2(2000, "invalid ip"), "ip-not-allowed"),
    ("htx", 200, v2(1006), "rate-limited"),
    ("bittrade", 200, v1("Signature not valid: Incorrect Access key"), "key-unknown"),
    ("bittrade", 200, v1("Signature not valid: API key has no permission"), "permission"),
    ("bittrade", 200, v1("APIkey has expired"), "expired"),
    ("bittrade", 200, v1("Signature not valid: Verification failure"), "signature"),
    ("mexc", 400, msg(700001), "key-unknown"),
    ("mexc", 400, msg(10072), "key-unknown"),
    ("mexc", 400, msg(700002), "signature"),
    ("mexc", 400, msg(700006, "IP [192.0.2.1] not in the ip white list"), "ip-not-allowed"),
    ("mexc", 400, msg(700007), "permission"),
    ("mexc", 400, msg(700003), "clock"),
    ("mexc", 200, v2(402), "expired"),
    ("mexc", 200, v2(701), "permission"),
    ("mexc", 400, msg(60005), "suspended"),
    ("mexc", 429, msg(429), "rate-limited"),
    ("bingx", 200, msg(100413), "key-unknown"),
    ("bingx", 200, msg(100001), "signature"),
    ("bingx", 200, msg(100004, "this api need Spot Trading permission"), "permission"),
    ("bingx", 200, msg(100419), "ip-not-allowed"),
    ("bingx", 200, msg(100421, "Null timestamp or timestamp mismatch"), "clock"),
    ("bingx", 200, msg(100421, "This pair is restricted from API trading"), "not-supported"),
    ("bingx", 200, msg(100414), "suspended"),
    ("bingx", 200, msg(100410), "rate-limited"),
    ("krakenfutures", 200, word("authenticationError"), "key-unknown"),
    ("krakenfutures", 200, word("insufficientPrivileges"), "permission"),
    ("krakenfutures", 200, word("nonceBelowThreshold"), "clock"),
    ("krakenfutures", 200, word("accountInactive"), "suspended"),
    ("krakenfutures", 200, word("apiLimitExceeded"), "rate-limited"),
    ("binanceus", 401, msg(-2014), "key-unknown"),
    ("binanceus", 400, msg(-2015), "key-unknown"),
    ("binanceus", 400, msg(-1022), "signature"),
    ("binanceus", 400, msg(-1021), "clock"),
    ("binanceus", 429, msg(-1003), "rate-limited"),
    ("binanceus", 418, msg(-1003), "banned"),
]


@pytest.mark.parametrize(("exchange", "status", "body", "kind"), CASES)
def test_documented_refusals(exchange, status, body, kind):
    failure = judged(exchange, status, body)
    assert failure is not None
    assert failure.kind == kind
    assert code_book(exchange).name in failure.message
    assert len(failure.remedy) > 10


@pytest.mark.parametrize(
    ("exchange", "body"),
    [
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


KINDS = {
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
EXCHANGES = ("kucoin", "bitget", "gate", "htx", "mexc", "bingx", "krakenfutures", "binanceus")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the program")
@pytest.mark.parametrize("exchange", EXCHANGES)
def test_collected_samples(exchange):
    for row in json.loads((SAMPLES / exchange / "errors.json").read_text()):
        body = row["body"]
        # HTX's words of its first API are judged by ccxt's classes.
        if row["case"] not in KINDS or (exchange == "htx" and "code" not in body):
            continue
        first = row["http"][0] if isinstance(row["http"], list) else row["http"]
        status = first if isinstance(first, int) else int(str(first).split("/", maxsplit=1)[0])
        assert judged(exchange, status, body).kind == KINDS[row["case"]], row["case"]
