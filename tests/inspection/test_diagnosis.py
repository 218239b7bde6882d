"""From documented refusals to a cause, or to every cause that fits; never one without evidence.

The bodies have the documented shapes; ids, addresses and times in them are made up.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.diagnosis import Outcome, Step
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.codebooks import code_book
from jungletui.exchanges.failures import refusal, unexplained
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.replies import Reply, parse
from jungletui.exchanges.timesync import ClockReading
from jungletui.inspection.apart import Setting
from jungletui.inspection.diagnosis import diagnose
from jungletui.inspection.observations import Observation, not_tried, ok, refused
from jungletui.inspection.steps import clock_step, refused_step

NOW = datetime(2026, 1, 1, tzinfo=UTC)
K = FailureKind
BINANCE_2015 = {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}


def bybit(code, text):
    return 200, {"retCode": code, "retMsg": text, "result": {}, "time": 1767225600000}


def okx(status, code, text):
    return status, {"code": code, "data": [], "msg": text}


def kraken(text):
    return 200, {"error": [text]}


def kucoin(code, text, status=401):
    return status, {"code": code, "msg": text}


def bitget(code, text):
    return 400, {"code": code, "msg": text, "requestTime": 1767225600000, "data": None}


def gate(status, label, text):
    return status, {"label": label, "message": text}


def htx(text):
    word = "api-signature-not-valid"
    return 200, {"status": "error", "err-code": word, "err-msg": text, "data": None}


DOCUMENTED = [
    ("binance", (401, BINANCE_2015), (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.PERMISSION)),
    ("binance", (401, {"code": -2014, "msg": "API-key format invalid."}), K.KEY_UNKNOWN),
    ("binance", (401, {"code": -2008, "msg": "Invalid Api-Key ID."}), K.KEY_UNKNOWN),
    (
        "binance",
        (400, {"code": -1022, "msg": "Signature for this request is not valid."}),
        K.SIGNATURE,
    ),
    (
        "binance",
        (400, {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}),
        K.CLOCK,
    ),
    ("binance", (429, {"code": -1003, "msg": "Too many requests queued."}), K.RATE_LIMITED),
    ("binance", (418, {"code": -1003, "msg": "IP banned until 1767225900000."}), K.BANNED),
    (
        "binance",
        (451, {"code": 0, "msg": "Service unavailable from a restricted location"}),
        K.GEO_BLOCKED,
    ),
    ("binance", (403, "<html>403</html>"), (K.RATE_LIMITED, K.GEO_BLOCKED)),
    ("binance", (503, {"code": -1008, "msg": "Server is busy"}), K.MAINTENANCE),
    ("binanceus", (401, BINANCE_2015), (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.PERMISSION)),
    ("bybit", bybit(10003, "API key is invalid."), K.KEY_UNKNOWN),
    ("bybit", bybit(10004, "Error sign, please check your signature."), K.SIGNATURE),
    ("bybit", bybit(10005, "Permission denied, please check your rights."), K.PERMISSION),
    ("bybit", bybit(10010, "Unmatched IP, please check bound IP addresses."), K.IP_NOT_ALLOWED),
    ("bybit", bybit(10002, "The request time exceeds the time window range."), K.CLOCK),
    ("bybit", bybit(33004, "Your api key has expired"), K.EXPIRED),
    ("bybit", bybit(10008, "Common banned"), K.SUSPENDED),
    ("bybit", bybit(10009, "Service Restricted: unavailable for your region."), K.GEO_BLOCKED),
    ("bybit", bybit(10006, "Too many visits."), K.RATE_LIMITED),
    ("bybit", (403, ""), (K.RATE_LIMITED, K.GEO_BLOCKED)),
    ("okx", okx(401, "50111", "Invalid OK-ACCESS-KEY."), K.KEY_UNKNOWN),
    ("okx", okx(200, "50119", "API key doesn't exist"), K.KEY_UNKNOWN),
    ("okx", okx(401, "50101", "APIKey does not match current environment."), K.WRONG_ENVIRONMENT),
    ("okx", okx(401, "50105", 'Request header "OK-ACCESS-PASSPHRASE" incorrect.'), K.PASSPHRASE),
    ("okx", okx(401, "50113", "Invalid signature."), K.SIGNATURE),
    (
        "okx",
        okx(401, "50110", "Your IP 203.0.113.9 is not included in your API key's IP whitelist."),
        K.IP_NOT_ALLOWED,
    ),
    ("okx", okx(200, "50121", "You can't access our services through the IP"), K.GEO_BLOCKED),
    ("okx", okx(200, "50120", "This API key doesn't have permission"), K.PERMISSION),
    ("okx", okx(401, "50102", "Timestamp request expired."), K.CLOCK),
    ("okx", okx(400, "50100", "API frozen, please contact customer service."), K.EXPIRED),
    ("okx", okx(200, "50007", "User blocked."), K.SUSPENDED),
    ("okx", okx(429, "50011", "Rate limit reached."), K.RATE_LIMITED),
    ("okx", okx(503, "50001", "Service temporarily unavailable"), K.MAINTENANCE),
    (
        "kraken",
        kraken("EAPI:Invalid key"),
        (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.EXPIRED, K.SIGNATURE),
    ),
    ("kraken", kraken("EAPI:Invalid signature"), K.SIGNATURE),
    ("kraken", kraken("EAPI:Invalid nonce"), K.CLOCK),
    ("kraken", kraken("EGeneral:Permission denied"), K.PERMISSION),
    ("kraken", kraken("EGeneral:Temporary lockout"), K.BANNED),
    ("kraken", kraken("EAPI:Rate limit exceeded"), K.RATE_LIMITED),
    ("kraken", kraken("EAuth:Account temporary disabled"), K.SUSPENDED),
    ("kraken", kraken("EService:Unavailable"), K.MAINTENANCE),
    ("kucoin", kucoin("400003", "KC-API-KEY not exists"), K.KEY_UNKNOWN),
    ("kucoin", kucoin("400004", "KC-API-PASSPHRASE error"), K.PASSPHRASE),
    ("kucoin", kucoin("400005", "Signature error"), K.SIGNATURE),
    (
        "kucoin",
        kucoin("400006", "Invalid request ip, the current clientIp is:2001:db8::7"),
        K.IP_NOT_ALLOWED,
    ),
    ("kucoin", kucoin("400007", "Access denied, require more permission"), K.PERMISSION),
    ("kucoin", kucoin("400002", "KC-API-TIMESTAMP Invalid"), K.CLOCK),
    ("kucoin", kucoin("411100", "User is frozen", 200), K.SUSPENDED),
    ("kucoin", kucoin("429000", "Too Many Requests", 429), K.RATE_LIMITED),
    ("bitget", bitget("40006", "Invalid ACCESS_KEY"), K.KEY_UNKNOWN),
    ("bitget", bitget("40037", "Apikey does not exist"), K.KEY_UNKNOWN),
    ("bitget", bitget("40009", "sign signature error"), K.SIGNATURE),
    ("bitget", bitget("40036", "passphrase is error"), K.PASSPHRASE),
    ("bitget", bitget("40018", "Invalid IP"), K.IP_NOT_ALLOWED),
    ("bitget", bitget("40014", "Incorrect permissions, need {0} permissions"), K.PERMISSION),
    ("bitget", bitget("40008", "Request timestamp expired"), K.CLOCK),
    ("bitget", bitget("40024", "Account has been frozen"), K.SUSPENDED),
    ("gate", gate(401, "INVALID_KEY", "Invalid key provided"), K.KEY_UNKNOWN),
    ("gate", gate(401, "INVALID_SIGNATURE", "Signature mismatch"), K.SIGNATURE),
    ("gate", gate(403, "FORBIDDEN", "Request IP not in whitelist: 203.0.113.9"), K.IP_NOT_ALLOWED),
    (
        "gate",
        gate(403, "FORBIDDEN", "Request API key does not have account permission"),
        K.PERMISSION,
    ),
    ("gate", gate(403, "REQUEST_EXPIRED", "Request `Timestamp` is far off"), K.CLOCK),
    ("gate", gate(429, "TOO_MANY_REQUESTS", "slow down"), K.RATE_LIMITED),
    (
        "coinbase",
        (401, "Unauthorized\n"),
        (K.KEY_UNKNOWN, K.SIGNATURE, K.CLOCK, K.IP_NOT_ALLOWED),
    ),
    (
        "coinbase",
        (403, {"error": "PERMISSION_DENIED", "message": "Missing required scopes"}),
        K.PERMISSION,
    ),
    ("htx", (200, {"code": 1003, "message": "invalid signature"}), (K.SIGNATURE, K.KEY_UNKNOWN)),
    ("htx", htx("Signature not valid: Incorrect Access key [Access key错误]"), K.KEY_UNKNOWN),
    ("htx", htx("Signature not valid: Verification failure [校验失败]"), (K.SIGNATURE, K.CLOCK)),
    ("htx", htx("APIkey has expired"), K.EXPIRED),
    (
        "htx",
        (200, {"status": "error", "err_code": 12005, "err_msg": "IP address not allowed"}),
        K.IP_NOT_ALLOWED,
    ),
    ("okx", (200, "<html>Just a moment</html>"), K.BAD_REPLY),
    ("bybit", (200, '{"retCode": 0, "res'), K.BAD_REPLY),
]


def refusal_of(exchange, status, body) -> ExchangeError:
    """What the guard would raise for this answer."""
    book = code_book(exchange)
    text = body if isinstance(body, str) else json.dumps(body)
    reply = Reply(status, "application/json", {}, text)
    try:
        found = parse(reply, book)
    except ExchangeError as error:
        return error
    error = refusal(reply, found, book, Redactor({}), NOW)
    error = error or unexplained(reply, found, book, Redactor({}))
    assert error is not None
    return error


def seen_with(exchange, status, body, *others):
    shape = ok(Step.SHAPE, "every field looks right")
    return (shape, *others, refused_step(Step.RIGHTS, refusal_of(exchange, status, body)))


def clock(exchange, seconds, corrected=True):
    reading = ClockReading(timedelta(seconds=seconds), timedelta(milliseconds=40))
    return clock_step(exchange, reading, corrected=corrected)


@pytest.mark.parametrize(("exchange", "answer", "expected"), DOCUMENTED)
def test_documented_answers(exchange, answer, expected):
    found = diagnose(seen_with(exchange, *answer), Setting(exchange, "abcd…wxyz"))
    if isinstance(expected, tuple):
        assert (found.cause, found.candidates) == (None, expected)
        assert all(kind.value in found.remedy for kind in expected)
    else:
        assert (found.cause, found.candidates) == (expected, ())
    assert found.evidence
    assert found.remedy


def test_the_remedy_of_several_causes_names_page_box_key_and_address():
    setting = Setting("binance", "abcd…wxyz", ("203.0.113.7",))
    remedy = diagnose(seen_with("binance", 401, BINANCE_2015), setting).remedy
    for words in ("API Management", "abcd…wxyz", "203.0.113.7", "Enable Reading", "trusted IPs"):
        assert words in remedy


def test_a_read_that_was_answered_leaves_only_the_right():
    seen = seen_with("binance", 401, BINANCE_2015)
    found = diagnose((*seen, ok(Step.BALANCES, "3 balances", signed=True)), Setting("binance"))
    assert found.cause is K.PERMISSION
    assert "3 balances" in found.evidence
    assert "Enable Reading" in found.remedy


def test_a_good_clock_is_no_candidate():
    seen = seen_with("coinbase", 401, "Unauthorized\n", clock("coinbase", 0.2, corrected=False))
    found = diagnose(seen, Setting("coinbase"))
    assert found.candidates == (K.KEY_UNKNOWN, K.SIGNATURE, K.IP_NOT_ALLOWED)


def test_a_measured_wrong_clock_is_the_cause_of_an_answer_that_may_mean_it():
    seen = seen_with("coinbase", 401, "Unauthorized\n", clock("coinbase", -300, corrected=False))
    found = diagnose(seen, Setting("coinbase"))
    assert found.cause is K.CLOCK
    assert "300.0 s ahead" in found.evidence


def test_a_clock_that_was_corrected_is_no_candidate():
    answer = htx("Signature not valid: Verification failure [校验失败]")
    found = diagnose(seen_with("htx", *answer, clock("htx", 400)), Setting("htx"))
    assert found.cause is K.SIGNATURE
    assert "400.0 s behind" in found.evidence
    assert found.remedy.startswith("Paste the secret again")


def test_a_refusal_of_the_key_comes_before_a_clock_that_was_corrected():
    seen = seen_with("bybit", *bybit(10004, "Error sign"), clock("bybit", 90))
    found = diagnose(seen, Setting("bybit"))
    assert found.cause is K.SIGNATURE
    assert "90.0 s behind" in found.evidence


def test_a_wrong_clock_alone_is_the_cause():
    seen = (clock("binance", 90), ok(Step.RIGHTS, "answered", signed=True))
    found = diagnose(seen, Setting("binance"))
    assert found.cause is K.CLOCK
    assert "timedatectl" in found.remedy


def test_half_the_round_trip_is_forgiven():
    slow = ClockReading(timedelta(seconds=6), timedelta(seconds=4))
    assert clock_step("binance", slow, corrected=True).outcome is Outcome.OK
    fast = ClockReading(timedelta(seconds=6), timedelta(seconds=1))
    assert clock_step("binance", fast, corrected=True).outcome is Outcome.FAILED


def test_kraken_compares_no_clocks():
    assert clock("kraken", 5000).outcome is Outcome.OK


def test_the_family_of_the_address_that_was_seen_is_told():
    answer = kucoin("400006", "Invalid request ip, the current clientIp is:2001:db8::7")
    assert "address-family" in diagnose(seen_with("kucoin", *answer), Setting("kucoin")).evidence
    answer = gate(403, "FORBIDDEN", "Request IP not in whitelist: 203.0.113.9")
    assert "it came by IPv4" in diagnose(seen_with("gate", *answer), Setting("gate")).evidence


def test_a_refused_address_is_named_where_the_exchange_does_not():
    refused = (200, {"status": "error", "err_code": 12005, "err_msg": "IP address not allowed"})
    here = Setting("htx", egress=("203.0.113.9", "2001:db8::9"))
    evidence = diagnose(seen_with("htx", *refused), here).evidence
    assert "This host leaves by 203.0.113.9 and 2001:db8::9" in evidence
    assert "address-family: a list of IPv4 addresses does not let the IPv6 one in" in evidence
    alone = diagnose(seen_with("htx", *refused), Setting("htx", egress=("203.0.113.9",))).evidence
    assert "This host leaves by 203.0.113.9." in alone
    assert "address-family" not in alone
    assert "leaves by" not in diagnose(seen_with("htx", *refused), Setting("htx")).evidence


def test_an_address_that_the_exchange_named_is_not_told_again():
    answer = gate(403, "FORBIDDEN", "Request IP not in whitelist: 203.0.113.9")
    found = diagnose(seen_with("gate", *answer), Setting("gate", egress=("203.0.113.9",)))
    assert found.evidence.count("203.0.113.9") == 1


def test_another_site_that_owns_the_key_ends_it():
    owner = Observation(
        Step.SITE, Outcome.OK, "Bybit EU knows this key", K.WRONG_HOST, remedy="Use bybiteu."
    )
    seen = (*seen_with("bybit", *bybit(10003, "API key is invalid.")), owner)
    found = diagnose(seen, Setting("bybit"))
    assert (found.cause, found.remedy) == (K.WRONG_HOST, "Use bybiteu.")
    assert "API key is invalid" in found.evidence
    assert "Bybit EU" in found.evidence


def test_an_error_that_nobody_knows_claims_no_cause_of_the_key():
    found = diagnose(
        seen_with("okx", 200, {"code": "59999", "msg": "?", "data": []}), Setting("okx")
    )
    assert found.cause is K.BAD_REPLY
    bare = diagnose(seen_with("upbit", 401, {"nothing": 1}), Setting("upbit"))
    assert bare.cause is None
    assert {K.KEY_UNKNOWN, K.SIGNATURE, K.IP_NOT_ALLOWED} <= set(bare.candidates)


def test_nothing_refused_is_no_cause():
    found = diagnose((ok(Step.RIGHTS, "answered", signed=True),), Setting("okx"))
    assert (found.cause, found.candidates, found.refused) == (None, (), False)
    silent = diagnose((not_tried(Step.RIGHTS, "no endpoint"),), Setting("okx"))
    assert "no signed read" in silent.evidence


@pytest.mark.parametrize("exchange", exchange_ids())
def test_a_rule_that_admits_several_causes_names_them(exchange):
    book = code_book(exchange)
    for rule in (*book.rules, *book.statuses):
        assert rule.kind not in rule.also
        assert rule.also or "one answer for" not in rule.meaning, rule


KINDS = st.sampled_from(list(FailureKind))
OBSERVATIONS = st.builds(
    Observation,
    step=st.sampled_from(list(Step)),
    outcome=st.sampled_from(list(Outcome)),
    detail=st.text(max_size=20),
    kind=st.none() | KINDS,
    also=st.lists(KINDS, max_size=4).map(tuple),
    remedy=st.text(max_size=20),
    signed=st.booleans(),
    corrected=st.booleans(),
)


@given(st.lists(OBSERVATIONS, max_size=12), st.sampled_from(["binance", "kraken", "nowhere"]))
def test_whatever_was_seen_gives_a_diagnosis(seen, exchange):
    found = diagnose(seen, Setting(exchange, "abcd…wxyz", ("203.0.113.7",)))
    assert found.evidence
    assert len(found.steps) == len(seen)
    named = {kind for o in seen for kind in (o.kind, *o.also) if o.outcome is not Outcome.NOT_TRIED}
    if found.cause is not None:
        assert found.cause in named
        assert found.candidates == ()
    else:
        assert len(found.candidates) != 1
    assert set(found.candidates) <= named
    assert bool(found.remedy) or not found.refused


def test_a_failure_without_a_word_still_has_evidence():
    found = diagnose((refused(Step.RIGHTS, ExchangeError(K.SIGNATURE, "", "")),), Setting("okx"))
    assert found.cause is K.SIGNATURE
    assert found.evidence
    assert found.remedy
