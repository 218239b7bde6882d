"""Answers that say little become kinds all the same: status, odd bodies, bans, ccxt's classes."""

from __future__ import annotations

import json

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
from jungletui.exchanges.replies import Reply, misshapen
from tests.exchanges.codes import EMPTY, binance, bybit, judged
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import PUBLIC
from tests.exchanges.server import Answer, playing


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
