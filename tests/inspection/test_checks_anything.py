"""Arbitrary reports, policies and surroundings: every check answers, and none claims to know."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jungletui.domain.capabilities import (
    Access,
    Capability,
    CapabilityGrant,
    Grant,
    Source,
    access_of,
)
from jungletui.domain.catalogue import CATALOGUE
from jungletui.domain.findings import Severity, Status
from jungletui.domain.keys import Environment, KeyProfile
from jungletui.domain.policies import Policy
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.domain.surroundings import (
    AccountKey,
    Attestation,
    Baseline,
    Egress,
    LastUse,
    Surroundings,
    UseSource,
)
from jungletui.inspection.attesting import with_attestation
from jungletui.inspection.checking.rights import FORBIDDEN
from jungletui.inspection.checks import check_report
from jungletui.inspection.facts import fact_ids

NOW = datetime(2026, 3, 1, tzinfo=UTC)
QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(max_size=12) | st.sampled_from(["\x1b[2J", "\u202e", "{where}", "x" * 5_000])
ENTRY = TEXT | st.sampled_from(
    ["0.0.0.0/0", "::/0", "10.0.0.1", "198.51.100.0/24", "1-2", "*", "::ffff:1.2.3.4", "9::/x", "/"]
)
GRANTS = st.dictionaries(st.sampled_from(Capability), st.sampled_from(Grant), max_size=9)
TIMES = st.datetimes(timezones=st.just(UTC))
MOMENT = TIMES | st.integers(-400, 400).map(lambda days: NOW - timedelta(days=days))
CAPABILITIES = st.fixed_dictionaries(
    {
        c: st.builds(
            CapabilityGrant,
            st.sampled_from(Grant),
            TEXT,
            st.sampled_from(Source),
            st.none() | st.sampled_from(Capability),
        )
        for c in Capability
    }
)


def maybe(strategy):
    return st.none() | strategy


def some(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


REPORTS = st.builds(
    PermissionReport,
    capabilities=CAPABILITIES,
    ip=st.builds(IpRestriction, maybe(st.booleans()), maybe(some(ENTRY)), TEXT),
    source=st.sampled_from(Source),
    created_at=maybe(MOMENT),
    expires_at=maybe(MOMENT),
    last_used_at=maybe(MOMENT),
    expires_note=maybe(TEXT),
    account_id=maybe(TEXT),
    symbols=maybe(some(TEXT)),
    unrecognised=some(TEXT),
    never_used=maybe(TEXT),
    days_left=maybe(st.integers(0, 10**9)),
    ends_by_rule=maybe(MOMENT),
)
POLICIES = st.builds(
    Policy,
    name=TEXT,
    required=some(st.lists(st.sampled_from(Capability), min_size=1, max_size=3).map(tuple)),
    forbidden=st.sets(st.sampled_from(Capability)).map(tuple),
    ip_required=st.booleans(),
    max_age=maybe(st.integers(1, 36_500)),
    attestation_age=maybe(st.integers(1, 36_500)),
    unused_age=maybe(st.integers(1, 36_500)),
    symbols=maybe(some(TEXT)),
)
PROFILES = st.builds(
    KeyProfile,
    name=TEXT,
    exchange=st.sampled_from([*fact_ids()[:20], "binance", "okx", "nowhere", "{where}"]),
    environment=st.sampled_from(Environment),
    endpoint=maybe(TEXT | st.sampled_from(["http://[", "http://x", "https://10.0.0.1"])),
    holders=some(TEXT),
)
AROUND = st.builds(
    Surroundings,
    added_at=maybe(MOMENT),
    last_use=maybe(
        st.builds(LastUse, maybe(MOMENT), st.sampled_from(UseSource), TEXT, maybe(MOMENT))
    ),
    attested=maybe(st.builds(Attestation, MOMENT, TEXT, GRANTS, maybe(st.booleans()), TEXT)),
    baseline=maybe(
        st.builds(Baseline, MOMENT, TEXT, GRANTS, maybe(st.booleans()), maybe(some(ENTRY)))
    ),
    same_key=some(TEXT),
    same_account=some(TEXT),
    account_keys=maybe(
        some(st.builds(AccountKey, TEXT, maybe(TEXT), maybe(MOMENT), maybe(MOMENT), TEXT))
    ),
    account_keys_more=st.integers(0, 9),
    egress=maybe(st.builds(Egress, maybe(ENTRY), maybe(ENTRY), TEXT, MOMENT, TEXT)),
)
CASES = (REPORTS, POLICIES, PROFILES, AROUND)


def judged(report, policy, profile, around):
    """The findings by id, sound in form."""
    found = check_report(report, policy, profile, NOW, around)
    by_id = {finding.id: finding for finding in found}
    assert len(by_id) == len(found), "a check answers once"
    for finding in found:
        assert finding.id in CATALOGUE
        assert not {"{boxes}", "{ip_box}", "{wanted}"} & set(finding.remedy.split())
        assert finding.title.strip(string.whitespace)
        if profile.environment is not Environment.LIVE:
            assert finding.severity in (Severity.LOW, Severity.INFO)
    settled = with_attestation(report, around.attested, policy, NOW)
    unknown = {c for c, g in settled.capabilities.items() if g.grant is Grant.UNKNOWN}
    granted = {c for c, g in settled.capabilities.items() if g.grant is Grant.GRANTED}
    for check, capabilities in FORBIDDEN:
        concerned = set(capabilities) & set(policy.forbidden)
        if not concerned:
            assert check not in by_id
            continue
        status = by_id[check].status
        if not concerned & granted:
            assert status is not Status.FAIL, "nothing that is granted, and yet a failure"
        if concerned & unknown:
            assert status is not Status.PASS, "not known, and yet passed"
    return by_id, settled, unknown


def broken_rules(report, policy, profile, around):
    """The checks that fail, or ask the person nothing, where the rights that they are about are
    not known; and the capabilities in which a statement overrides a report."""
    by_id, settled, unknown = judged(report, policy, profile, around)
    found = []
    required = {c for group in policy.required for c in group}
    for check in ("JT-RD-001", "JT-TD-001", "JT-RQ-001"):
        failed = check in by_id and by_id[check].status is Status.FAIL
        if failed and all(set(group) & unknown for group in policy.required):
            found.append(check)
    asks = unknown & (required | set(policy.forbidden))
    if asks and by_id["JT-UK-001"].status is not Status.MANUAL:
        found.append("JT-UK-001")
    if unknown == set(Capability):
        drift = [check for check in ("JT-DR-001", "JT-DR-002") if check in by_id]
        found += [check for check in drift if by_id[check].status is Status.FAIL]
    known = [c for c, before in report.capabilities.items() if before.grant is not Grant.UNKNOWN]
    found += [c for c in known if settled.capabilities[c] is not report.capabilities[c]]
    assert access_of(settled.capabilities) in Access
    return found


@QUICK
@given(*CASES)
def test_no_case_is_too_strange(report, policy, profile, around):
    assert not broken_rules(report, policy, profile, around)


@pytest.mark.slow
@LONG
@given(*CASES)
def test_no_case_of_many_is_too_strange(report, policy, profile, around):
    assert not broken_rules(report, policy, profile, around)
