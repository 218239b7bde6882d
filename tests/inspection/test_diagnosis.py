"""From refusals to a cause, or to every cause that fits; never one without evidence."""

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
from tests.inspection.refusals import BINANCE_2015, DOCUMENTED, bybit, gate, htx, kucoin

NOW = datetime(2026, 1, 1, tzinfo=UTC)
K = FailureKind


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
