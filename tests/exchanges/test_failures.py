"""Raw codes and bodies become kinds: documented shapes, values of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import PUBLIC_FIELDS
from jungletui.domain.secret import Secret
from jungletui.exchanges.codebooks import code_book
from jungletui.exchanges.failures import (
    foreign_failure,
    is_refused,
    refusal,
    unexplained,
)
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.replies import Reply, misshapen, parse
from tests.exchanges.conftest import FOUR, fixed_clock, make_key
from tests.exchanges.replies import PUBLIC
from tests.exchanges.server import Answer, playing

SAMPLES = Path(__file__).parents[3] / "shared" / "permissions" / "samples"
EMPTY = Redactor({})


def binance(code, text="Nope."):
    return {"code": code, "msg": text}


def bybit(code, text="Nope."):
    return {"retCode": code, "retMsg": text, "result": {}, "retExtInfo": {}, "time": 1}


def okx(code, text="Nope."):
    return {"code": code, "data": [], "msg": text}


def kraken(*texts):
    return {"error": list(texts)}


CASES = [
    ("binance", 401, binance(-2014), "key-unknown"),
    ("binance", 401, binance(-2008), "key-unknown"),
    ("binance", 401, binance(-2015), "key-unknown"),
    ("binance", 400, binance(-2015, "Your api key has expired"), "expired"),
    ("binance", 400, binance(-1022), "signature"),
    ("binance", 400, binance(-1021), "clock"),
    ("binance", 400, binance(-1002), "permission"),
    ("binance", 429, binance(-1003), "rate-limited"),
    ("binance", 418, binance(-1003), "banned"),
    ("binance", 400, binance(-3003), "suspended"),
    ("binance", 400, binance(-1121), "not-supported"),
    ("binance", 503, binance(-1008), "maintenance"),
    ("binance", 451, binance(0, "a restricted location"), "geo-blocked"),
    ("bybit", 200, bybit(10003), "key-unknown"),
    ("bybit", 200, bybit(10004), "signature"),
    ("bybit", 200, bybit(10005), "permission"),
    ("bybit", 200, bybit(10010), "ip-not-allowed"),
    ("bybit", 200, bybit(10002), "clock"),
    ("bybit", 200, bybit(33004), "expired"),
    ("bybit", 200, bybit(10007), "key-unknown"),
    ("bybit", 200, bybit(10008), "suspended"),
    ("bybit", 200, bybit(10027), "suspended"),
    ("bybit", 200, bybit(10009), "geo-blocked"),
    ("bybit", 200, bybit(10024), "geo-blocked"),
    ("bybit", 200, bybit(10006), "rate-limited"),
    ("bybit", 200, bybit(10016), "maintenance"),
    ("okx", 401, okx("50111"), "key-unknown"),
    ("okx", 200, okx("50119"), "key-unknown"),
    ("okx", 401, okx("50101"), "wrong-environment"),
    ("okx", 401, okx("50105"), "passphrase"),
    ("okx", 401, okx("50113"), "signature"),
    ("okx", 401, okx("50110", "Your IP 192.0.2.1 is not included"), "ip-not-allowed"),
    ("okx", 200, okx("50121"), "geo-blocked"),
    ("okx", 200, okx("50120"), "permission"),
    ("okx", 200, okx("50030"), "permission"),
    ("okx", 403, okx("50035"), "permission"),
    ("okx", 401, okx("50102"), "clock"),
    ("okx", 400, okx("50100"), "expired"),
    ("okx", 200, okx("50007"), "suspended"),
    ("okx", 429, okx("50011"), "rate-limited"),
    ("okx", 200, okx("50001"), "maintenance"),
    ("kraken", 200, kraken("EAPI:Invalid key"), "key-unknown"),
    ("kraken", 200, kraken("EAPI:Invalid signature"), "signature"),
    ("kraken", 200, kraken("EAPI:Invalid nonce"), "clock"),
    ("kraken", 200, kraken("EGeneral:Permission denied"), "permission"),
    ("kraken", 200, kraken("EGeneral:Temporary lockout"), "banned"),
    ("kraken", 200, kraken("EAPI:Rate limit exceeded"), "rate-limited"),
    ("kraken", 200, kraken("EAuth:Account temporary disabled"), "suspended"),
    ("kraken", 200, kraken("WFoo:a warning", "EService:Unavailable"), "maintenance"),
]


def judged(exchange, status, body, headers=None):
    text = body if isinstance(body, str) else json.dumps(body)
    reply = Reply(status, "application/json", headers or {}, text)
    book = code_book(exchange)
    try:
        found = parse(reply, book)
    except ExchangeError as error:
        return error
    return refusal(reply, found, book, EMPTY, fixed_clock())


@pytest.mark.parametrize(("exchange", "status", "body", "kind"), CASES)
def test_documented_refusals(exchange, status, body, kind):
    failure = judged(exchange, status, body)
    assert failure is not None
    assert failure.kind == kind
    assert code_book(exchange).name in failure.message
    assert len(failure.remedy) > 10
    assert (body.get("msg") or body.get("retMsg") or body["error"][-1]) in failure.message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((401, "key-unknown"), (403, "geo-blocked"), (404, "not-supported"), (408, "unreachable")),
        *((418, "banned"), (429, "rate-limited"), (451, "geo-blocked"), (500, "unreachable")),
        *((502, "unreachable"), (503, "maintenance"), (520, "unreachable"), (302, "bad-reply")),
    ],
)
@pytest.mark.parametrize("body", ["<html>no</html>", "", "{}", '{"cut', "null"])
def test_the_status_decides_where_no_body_does(status, kind, body):
    assert judged("kraken", status, body).kind == kind


@pytest.mark.parametrize("exchange", ["binance", "bybit"])
def test_a_403_there_is_first_of_all_a_limit(exchange):
    assert judged(exchange, 403, "<html>").kind == "rate-limited"


@pytest.mark.parametrize(
    "body", ["", "  ", "<!DOCTYPE html><p>Hi", '{"cut": [1, 2', "null", "3", '"ok"', "NaN", "[NaN]"]
)
def test_what_is_not_json_is_a_bad_reply(body):
    assert judged("okx", 200, body).failure is FailureKind.BAD_REPLY


def test_deep_nesting_is_a_bad_reply():
    assert judged("okx", 200, "[" * 100_000).failure is FailureKind.BAD_REPLY


def test_a_ban_says_when_it_ends():
    later = judged("binance", 418, binance(-1003), {"Retry-After": "120"})
    assert "until 2023-11-14T22:15:20Z" in later.message
    text = "Way too much; IP banned until 1700000060000. Use streams"
    assert "until 2023-11-14T22:14:20Z" in judged("binance", 429, binance(-1003, text)).message
    date = {"Retry-After": "Tue, 14 Nov 2023 22:20:00 GMT"}
    assert "until 2023-11-14T22:20:00Z" in judged("kraken", 429, "{}", date).message
    for odd in ("soon", "-1", "9" * 30, "99999999", "²"):
        assert "until" not in judged("kraken", 429, "{}", {"Retry-After": odd}).message


def test_binance_2015_names_all_its_causes():
    message = judged("binance", 400, binance(-2015)).message
    assert "unknown key, address not allowed, or right missing" in message
    assert "(-2015)" in message


@pytest.mark.parametrize("exchange", FOUR)
def test_success_is_no_failure(exchange):
    good = {
        "binance": [],
        "bybit": bybit(0, "OK"),
        "okx": okx("0", ""),
        "kraken": {"error": [], "result": {}},
    }
    assert judged(exchange, 200, good[exchange]) is None


@pytest.mark.parametrize(
    ("exchange", "endpoint", "body"),
    [
        ("bybit", "GET private v5/account/wallet-balance", {}),
        ("bybit", "GET private v5/account/wallet-balance", bybit(0) | {"result": []}),
        ("bybit", "GET private v5/account/wallet-balance", bybit(0) | {"result": {"list": {}}}),
        ("okx", "GET private account/balance", {"code": "0"}),
        ("okx", "GET private account/balance", {"code": "0", "data": {}}),
        ("okx", "GET private account/balance", []),
        ("kraken", "POST private BalanceEx", {"error": []}),
        ("kraken", "POST private BalanceEx", {"result": {}}),
        ("binance", "GET private account", {}),
        ("binance", "GET private account", {"balances": None}),
        ("binance", "GET private openOrders", {}),
        ("binance", "GET sapi account/apiRestrictions", []),
    ],
)
def test_a_missing_list_is_no_empty_one(exchange, endpoint, body):
    failure = misshapen(body, code_book(exchange), endpoint)
    assert failure is not None
    assert failure.kind == "bad-reply"


def test_an_unknown_code_is_never_taken_for_success():
    book = code_book("bybit")
    body = bybit(987654, "Something new")
    reply = Reply(200, "application/json", {}, json.dumps(body))
    assert refusal(reply, body, book, EMPTY, fixed_clock()) is None
    assert is_refused(body, book)
    failure = unexplained(reply, body, book, EMPTY)
    assert "Something new (987654)" in failure.message


def test_classes_of_ccxt_are_asked_last():
    load_exchange("kraken")
    from ccxt.base import errors

    book = code_book("kraken")
    for name, kind in (
        ("PermissionDenied", "permission"),
        ("AuthenticationError", "key-unknown"),
        ("AccountSuspended", "suspended"),
        ("InvalidNonce", "clock"),
        ("RateLimitExceeded", "rate-limited"),
        ("OnMaintenance", "maintenance"),
        ("RequestTimeout", "unreachable"),
        ("BadSymbol", "not-supported"),
        ("ExchangeError", "bad-reply"),
    ):
        failure = foreign_failure(getattr(errors, name)("secret url"), book, "its words")
        assert failure.kind == kind
        assert "its words" in failure.message
        assert "secret url" not in failure.message


async def test_nothing_secret_is_in_a_message(house):
    def echo(arrived):
        text = f"bad request {arrived.path}?{arrived.query} {arrived.headers}"
        return Answer(json.dumps(binance(-1022, text)), status=400)

    async with playing(PUBLIC["binance"]() | {"GET /api/v3/account": echo}) as played:
        key = make_key("binance", played.endpoint, secret="s3cr3t-s3cr3t")
        with pytest.raises(ExchangeError) as caught:
            await (await house.session(key)).call("privateGetAccount")
    failure = caught.value
    assert failure.kind == "signature"
    sent = next(request for request in played.log if "signature=" in request.query)
    signature = sent.query.split("signature=")[1]
    assert signature not in repr(failure) + failure.message
    assert "made-up-key-0001" not in failure.message
    assert failure.__suppress_context__ or failure.__context__ is None


def test_redaction():
    redactor = Redactor({"apiKey": Secret("ABCDEFGHIJKLMN"), "secret": Secret("topsecret\nline")})
    cleaned = redactor.clean('topsecret\\nline ABCDEFGHIJKLMN x\x1b[2J "signature": "abcdef99"')
    assert cleaned == '••• ABCD…KLMN x [2J "signature": "•••"'
    assert len(redactor.clean("a" * 1000)) == 240
    assert "apiKey" in PUBLIC_FIELDS


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
