"""How the exchanges with few rights say no: documented codes and texts, one kind each."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.codebooks import code_book
from jungletui.exchanges.failures import is_refused, refusal
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.replies import Reply

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WOO_1002 = "API key or secret is invalid, it may because key have insufficient permission"


def kind_of(exchange, status, body):
    reply = Reply(status, "application/json", {}, json.dumps(body))
    found = refusal(reply, body, code_book(exchange), Redactor({}), NOW)
    assert found is not None
    assert found.remedy
    return found.kind


@pytest.mark.parametrize(
    ("exchange", "status", "body", "kind"),
    [
        ("coinbase", 403, {"error": "PERMISSION_DENIED", "message": "no"}, "permission"),
        ("gemini", 403, {"reason": "MissingRole", "message": "no"}, "permission"),
        ("gemini", 403, {"reason": "RemoteAddressForbidden", "message": "no"}, "ip-not-allowed"),
        ("gemini", 400, {"reason": "InvalidNonce", "message": "no"}, "clock"),
        ("gemini", 400, {"reason": "InvalidSignature", "message": "no"}, "signature"),
        ("bitflyer", 200, {"status": -700, "error_message": "no", "data": None}, "suspended"),
        ("blofin", 200, {"code": "152401", "msg": "no"}, "key-unknown"),
        ("blofin", 200, {"code": "152402", "msg": "no"}, "expired"),
        ("blofin", 200, {"code": "152404", "msg": "no"}, "permission"),
        ("blofin", 200, {"code": "152405", "msg": "no"}, "clock"),
        ("blofin", 200, {"code": "152406", "msg": "no"}, "ip-not-allowed"),
        ("blofin", 200, {"code": "152408", "msg": "no"}, "passphrase"),
        ("blofin", 200, {"code": "152409", "msg": "no"}, "signature"),
        ("toobit", 400, {"code": -1005, "msg": "no"}, "permission"),
        ("toobit", 400, {"code": -2014, "msg": "no"}, "key-unknown"),
        ("toobit", 400, {"code": -2015, "msg": "no"}, "key-unknown"),
        ("toobit", 400, {"code": -2017, "msg": "no"}, "expired"),
        ("toobit", 400, {"code": -1021, "msg": "no"}, "clock"),
        ("hashkey", 400, {"code": "0002", "msg": "no"}, "signature"),
        ("hashkey", 400, {"code": "0102", "msg": "no"}, "key-unknown"),
        ("hashkey", 400, {"code": "0103", "msg": "no"}, "expired"),
        ("hashkey", 400, {"code": "0202", "msg": "no"}, "ip-not-allowed"),
        ("coinsph", 400, {"code": -1152, "msg": "no"}, "permission"),
        ("coinsph", 400, {"code": -2017, "msg": "no"}, "ip-not-allowed"),
        ("coinsph", 400, {"code": -2018, "msg": "no"}, "key-unknown"),
        ("coinsph", 400, {"code": -1022, "msg": "no"}, "signature"),
        ("xt", 200, {"rc": 1, "mc": "AUTH_101", "ma": [], "result": None}, "key-unknown"),
        ("xt", 200, {"rc": 1, "mc": "AUTH_103", "ma": [], "result": None}, "signature"),
        ("xt", 200, {"rc": 1, "mc": "AUTH_104", "ma": [], "result": None}, "ip-not-allowed"),
        ("xt", 200, {"rc": 1, "mc": "AUTH_105", "ma": [], "result": None}, "clock"),
        ("xt", 200, {"rc": 1, "mc": "AUTH_106", "ma": [], "result": None}, "permission"),
        ("woo", 401, {"success": False, "code": -1001, "message": "no"}, "key-unknown"),
        ("woo", 401, {"success": False, "code": -1002, "message": WOO_1002}, "key-unknown"),
        ("woofipro", 401, {"success": False, "code": -1002, "message": "no"}, "key-unknown"),
        ("modetrade", 400, {"success": False, "code": 9, "message": "no"}, "signature"),
        ("lbank", 200, {"result": "false", "error_code": 10005}, "key-unknown"),
        ("lbank", 200, {"result": "false", "error_code": 10007}, "signature"),
        ("lbank", 200, {"result": "false", "error_code": 10022}, "permission"),
        ("zaif", 200, {"success": 0, "error": "signature mismatch"}, "signature"),
        ("zaif", 200, {"success": 0, "error": "no data found for the key"}, "key-unknown"),
        ("zaif", 200, {"success": 0, "error": "nonce not incremented"}, "clock"),
        (
            "zaif",
            200,
            {"success": 0, "error": "api key don't have info permission"},
            "permission",
        ),
        ("aster", 400, {"code": -1011, "msg": "no"}, "ip-not-allowed"),
        ("aster", 400, {"code": -2015, "msg": "no"}, "key-unknown"),
        ("aster", 400, {"code": -1022, "msg": "no"}, "signature"),
        ("bullish", 401, {"message": "Invalid Login", "errorCode": 8327}, "key-unknown"),
        ("upbit", 403, {"error": {"name": "out_of_scope", "message": "no"}}, "permission"),
        ("deribit", 403, {"error": {"message": "forbidden", "code": 13021}}, "permission"),
        ("deribit", 400, {"error": {"message": "no", "code": 13009}}, "signature"),
        ("bitfinex", 500, ["error", 10100, "apikey: digest invalid"], "signature"),
        ("bitfinex", 500, ["error", 10100, "apikey: invalid"], "key-unknown"),
        ("bitfinex", 500, ["error", 10001, "no"], "permission"),
        ("hitbtc", 403, {"error": {"code": 1003, "message": "no"}}, "permission"),
        ("fmfwio", 401, {"error": {"code": 1002, "message": "no"}}, "key-unknown"),
        (
            "upbit",
            401,
            {"error": {"name": "no_authorization_ip", "message": "no"}},
            "ip-not-allowed",
        ),
        ("bithumb", 401, {"error": {"name": "NotAllowIP", "message": "no"}}, "ip-not-allowed"),
    ],
)
def test_documented_refusals(exchange, status, body, kind):
    assert kind_of(exchange, status, body) == kind


@pytest.mark.parametrize(
    ("exchange", "body"),
    [
        ("coinbase", {"can_view": True}),
        ("bitfinex", [["account", 1, 0], ["orders", 1, 1], ["history", 1, 0]]),
        ("gemini", {"isTrader": True}),
        ("blofin", {"code": "0", "msg": "success", "data": {}}),
        ("toobit", {"accountType": "master"}),
        ("xt", {"rc": 0, "mc": "SUCCESS", "ma": [], "result": []}),
        ("woo", {"success": True, "data": {"rows": []}}),
        ("lbank", {"result": "true", "error_code": 0, "data": {}}),
        ("lbank", {"result": "true", "data": {}}),
        ("zaif", {"success": 1, "return": {"rights": {}}}),
        ("hyperliquid", {"role": "agent", "data": {"user": "0x0"}}),
        ("derive", {"id": "1", "result": {"public_session_keys": []}}),
        ("deribit", {"jsonrpc": "2.0", "result": []}),
        ("bullish", {"authorizer": "0", "token": "made-up"}),
    ],
)
def test_an_answer_is_no_refusal(exchange, body):
    book = code_book(exchange)
    assert not is_refused(body, book)
    reply = Reply(200, "application/json", {}, json.dumps(body))
    assert refusal(reply, body, book, Redactor({}), NOW) is None


@pytest.mark.parametrize("exchange", exchange_ids())
def test_every_shape_is_of_a_listed_call(exchange):
    allowed = allow_list(exchange)
    shapes = code_book(exchange).shapes or {}
    calls = {
        shape: (shape.split(" ")[0], *shape.split(" ", 1)[1].rsplit(" ", 1)) for shape in shapes
    }
    listed = [
        s for s, (verb, section, path) in calls.items() if allowed.allows(section, verb, path)
    ]
    assert listed == list(shapes)


@pytest.mark.parametrize(
    ("exchange", "section", "verb", "path"),
    [
        ("xt", "private user", "POST", "user/account/api-key"),
        ("xt", "private user", "PUT", "user/account/api-key"),
        ("xt", "private user", "DELETE", "user/account/{apiKeyId}"),
        ("aster", "fapiPrivate", "DELETE", "v3/agent"),
        ("aster", "fapiPrivate", "POST", "v3/approveAgent"),
        ("coinsph", "private", "POST", "openapi/v1/sub-account/apikey/add-ip-restriction"),
        ("woofipro", "v1 private", "POST", "client/set_orderly_key_ip_restriction"),
        ("woofipro", "v1 private", "POST", "client/reset_orderly_key_ip_restriction"),
        ("modetrade", "v1 public", "POST", "delegate_orderly_key"),
        ("derive", "private", "POST", "set_session_key"),
        ("derive", "private", "POST", "edit_session_key"),
        ("deribit", "public", "GET", "auth"),
        ("deribit", "public", "GET", "fork_token"),
        ("hyperliquid", "private", "POST", "exchange"),
        ("hitbtc", "private", "GET", "user/api-keys"),
        ("bullish", "private", "POST", "v2/users/login"),
    ],
)
def test_what_changes_keys_is_never_allowed(exchange, section, verb, path):
    assert not allow_list(exchange).allows(section, verb, path)
