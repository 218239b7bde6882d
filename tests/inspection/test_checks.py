"""Reports judged by policies: status and severity of every check, and remedies that name boxes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jungletui.domain.capabilities import Capability, Grant, unknown_capabilities
from jungletui.domain.catalogue import CATALOGUE
from jungletui.domain.findings import Severity, Status, gravity
from jungletui.domain.keys import KeyProfile
from jungletui.domain.policies import BOT, BUILT_IN, READ_ONLY, Policy
from jungletui.inspection.checks import check_report
from jungletui.inspection.facts import facts_of
from tests.inspection.samples import all_fixtures, report_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def findings(exchange, name, policy=BOT, **changes):
    """The findings of a fixture whose age and last use, which follow the calendar, are not told."""
    timeless = {"created_at": None, "last_used_at": None, "never_used": None}
    report = replace(report_of(exchange, name), **{**timeless, **changes})
    found = check_report(report, policy, KeyProfile("k", exchange), NOW)
    return {finding.id: finding for finding in found}


def failed(exchange, name, policy=BOT):
    return {i for i, f in findings(exchange, name, policy).items() if f.status is Status.FAIL}


@pytest.mark.parametrize(
    ("exchange", "name", "policy", "expected"),
    [
        ("binance", "bot", BOT, set()),
        ("bybit", "bot", BOT, set()),
        ("okx", "bot", BOT, set()),
        ("kraken", "bot", BOT, set()),
        ("binance", "everything", BOT, {"JT-WD-001", "JT-TR-001", "JT-IP-001"}),
        ("binance", "margin", BOT, set()),
        ("binance", "transfer", BOT, {"JT-TR-001"}),
        ("binance", "read-only", BOT, {"JT-TD-001", "JT-IP-001"}),
        ("binance", "read-only", READ_ONLY, set()),
        ("binance", "bot", READ_ONLY, {"JT-TD-002"}),
        ("binance", "trading-ends", BOT, {"JT-EX-001", "JT-IP-001"}),
        ("bybit", "master-transfer", BOT, {"JT-AD-001", "JT-TR-001"}),
        ("bybit", "withdraw", BOT, {"JT-WD-001", "JT-AD-001", "JT-TD-001"}),
        ("bybit", "read-only", READ_ONLY, set()),
        ("okx", "unbound", BOT, {"JT-IP-001"}),
        ("okx", "bot", READ_ONLY, {"JT-TD-002", "JT-TR-001"}),
        ("okx", "unbound", READ_ONLY, {"JT-TD-002", "JT-TR-001", "JT-IP-001"}),
        ("kraken", "withdraw", BOT, {"JT-WD-001"}),
        ("kraken", "no-rights", BOT, {"JT-RD-001", "JT-TD-001"}),
    ],
)
def test_what_fails(exchange, name, policy, expected):
    assert failed(exchange, name, policy) == expected


def test_severities():
    found = findings("binance", "everything")
    assert found["JT-WD-001"].severity is Severity.CRITICAL
    assert found["JT-TR-001"].severity is Severity.HIGH
    assert found["JT-IP-001"].severity is Severity.HIGH


def test_an_inseparable_transfer_is_information():
    finding = findings("okx", "bot")["JT-TR-001"]
    assert (finding.status, finding.severity) == (Status.PASS, Severity.INFO)
    assert "part of trade on this exchange" in finding.evidence


def test_reading_from_anywhere_is_only_worth_a_look():
    finding = findings("binance", "read-only", READ_ONLY)["JT-IP-001"]
    assert (finding.status, finding.severity) == (Status.MANUAL, Severity.LOW)
    assert finding.title == "This key works from every address", "that is known"


def test_an_ip_restriction_that_is_not_told_wants_a_look():
    finding = findings("bybit", "empty-ips")["JT-IP-001"]
    assert finding.status is Status.MANUAL
    assert finding.title == "Whether this key is bound to addresses is not known"


@pytest.mark.parametrize(
    ("left", "status", "severity"),
    [
        (timedelta(days=31), Status.PASS, Severity.LOW),
        (timedelta(days=30), Status.FAIL, Severity.LOW),
        (timedelta(days=14), Status.FAIL, Severity.MEDIUM),
        (timedelta(days=7), Status.FAIL, Severity.HIGH),
        (timedelta(days=1), Status.FAIL, Severity.HIGH),
        (timedelta(seconds=1), Status.FAIL, Severity.HIGH),
    ],
)
def test_expiring(left, status, severity):
    found = findings("kraken", "bot", expires_at=NOW + left, expires_note=None)
    assert found["JT-EX-001"].status is Status.PASS
    assert (found["JT-EX-002"].status, found["JT-EX-002"].severity) == (status, severity)


def test_expired():
    found = findings("kraken", "bot", expires_at=NOW, expires_note=None)
    assert found["JT-EX-001"].status is Status.FAIL
    assert "JT-EX-002" not in found


def test_an_end_by_rule_is_never_a_failure():
    finding = findings("okx", "unbound")["JT-EX-002"]
    assert (finding.status, finding.severity) == (Status.MANUAL, Severity.MEDIUM)
    assert "14 days" in finding.evidence
    assert "JT-EX-002" not in findings("bybit", "bot")


def test_what_is_unknown_neither_passes_nor_fails():
    nothing = {"capabilities": unknown_capabilities("not told"), "expires_note": None}
    found = findings("okx", "bot", **nothing)
    about_rights = ("JT-WD-001", "JT-AD-001", "JT-TR-001", "JT-RD-001", "JT-TD-001")
    assert {found[i].status for i in about_rights} == {Status.UNKNOWN}
    assert found["JT-UK-001"].status is Status.MANUAL
    assert found["JT-UK-001"].severity is Severity.HIGH
    assert found["JT-WD-001"].severity is Severity.HIGH
    assert found["JT-AD-001"].severity is Severity.LOW


def test_novelties_want_a_look():
    finding = findings("kraken", "new-right")["JT-NEW-001"]
    assert finding.status is Status.MANUAL
    assert "teleport" in finding.evidence
    assert findings("kraken", "bot")["JT-NEW-001"].status is Status.PASS


def test_a_policy_of_ones_own():
    collector = Policy(
        "collector",
        required=((Capability.READ,), (Capability.TRANSFER_INTERNAL,)),
        forbidden=(Capability.WITHDRAW,),
        ip_required=True,
    )
    found = findings("binance", "transfer", collector)
    assert "JT-TR-001" not in found
    assert {f.status for f in found.values()} == {Status.PASS}
    without = findings("binance", "bot", collector)["JT-RQ-001"]
    assert without.status is Status.FAIL
    assert "“Permits Universal Transfer”" in without.remedy


@pytest.mark.parametrize(("exchange", "name"), all_fixtures())
@pytest.mark.parametrize("policy", BUILT_IN.values(), ids=BUILT_IN)
def test_every_finding_names_a_box_of_the_exchange(exchange, name, policy):
    facts = facts_of(exchange)
    words = {facts.ip_box, *(word for boxes in facts.boxes.values() for word in boxes)}
    for finding in findings(exchange, name, policy).values():
        if "box" in CATALOGUE[finding.id].remedy or "{wanted}" in CATALOGUE[finding.id].remedy:
            assert any(f"“{word}”" in finding.remedy for word in words), finding
        assert facts.menu in finding.remedy
        assert finding.evidence
        assert finding.risk
        assert "{" not in finding.remedy


@pytest.mark.parametrize(("exchange", "name"), all_fixtures())
def test_status_agrees_with_the_grant(exchange, name):
    report = report_of(exchange, name)
    checks = {"JT-WD-001": Capability.WITHDRAW, "JT-AD-001": Capability.ADMIN}
    outcome = {
        Grant.GRANTED: Status.FAIL, Grant.DENIED: Status.PASS, Grant.UNKNOWN: Status.UNKNOWN,
    }  # fmt: skip
    found = findings(exchange, name)
    for check, capability in checks.items():
        assert found[check].status is outcome[report.capabilities[capability].grant]


def test_failures_come_first_the_gravest_on_top():
    found = list(findings("bybit", "withdraw").values())
    order = [gravity(f.status, f.severity) for f in found]
    assert order == sorted(order)
    assert found[0].severity is Severity.CRITICAL


def test_an_exchange_without_facts_still_gets_a_remedy():
    report = report_of("binance", "everything")
    for finding in check_report(report, BOT, KeyProfile("k", "nowhere"), NOW):
        assert finding.remedy.startswith("nowhere, API keys")


@pytest.mark.parametrize(("exchange", "linked"), [("gateeu", True), ("zaif", False)])
def test_a_remedy_ends_with_the_guide_where_there_is_one(exchange, linked):
    key = KeyProfile("k", exchange)
    found = check_report(report_of("binance", "everything"), BOT, key, NOW)
    assert found
    for finding in found:
        assert finding.remedy.endswith(f"`jungletui guide {exchange}`.") is linked


def test_the_remedy_for_a_bybit_bot_does_not_ask_for_read_only():
    remedy = findings("bybit", "unbound-expiring")["JT-EX-001"].remedy
    assert "“Read-Write”, “SPOT: Trade”" in remedy
    assert "Read-Only" not in remedy
