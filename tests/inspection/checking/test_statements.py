"""A person's statement: what it settles, for how long, and what speaks against it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jungletui.domain.capabilities import Capability, Grant, Source, access_of
from jungletui.domain.policies import BOT
from jungletui.domain.reports import UNKNOWN_IP
from jungletui.domain.surroundings import Attestation
from jungletui.inspection.attesting import with_attestation
from tests.inspection.checking.cases import NOW, OPEN, C, ago, findings, outcome, report

BLIND = report(granted=(), unknown=tuple(Capability), ip=UNKNOWN_IP)
BLIND = replace(BLIND, source=Source.NONE)
FINE = {c: Grant.GRANTED if c in (C.READ, C.TRADE_SPOT) else Grant.DENIED for c in Capability}


def stated(grants=FINE, days=10, ip=True, **more):
    return Attestation(ago(days), "ann", grants, ip, **more)


def test_it_settles_what_is_unknown_and_says_who_said_so():
    settled = with_attestation(BLIND, stated(note="page of 3 March"), BOT, NOW)
    assert {c: g.grant for c, g in settled.capabilities.items()} == FINE
    assert {g.source for g in settled.capabilities.values()} == {Source.ATTESTED}
    evidence = settled.capabilities[C.WITHDRAW].evidence
    assert evidence == "stated on 2026-02-19 by ann: withdraw denied (page of 3 March)"
    assert settled.source is Source.ATTESTED
    assert settled.ip.restricted is True
    assert access_of(settled.capabilities).value == "trade"


@pytest.mark.parametrize("told", [Grant.GRANTED, Grant.DENIED])
@pytest.mark.parametrize("said", list(Grant))
def test_it_overrides_nothing_that_was_told(told, said):
    of = report(granted=Capability if told is Grant.GRANTED else (), ip=OPEN)
    statement = stated(dict.fromkeys(Capability, said), ip=True)
    assert with_attestation(of, statement, BOT, NOW) is of


def test_each_capability_keeps_its_own_source():
    of = report(unknown=(C.WITHDRAW,))
    settled = with_attestation(of, stated(), BOT, NOW)
    sources = {c: g.source for c, g in settled.capabilities.items()}
    assert sources.pop(C.WITHDRAW) is Source.ATTESTED
    assert set(sources.values()) == {Source.REPORTED}
    assert settled.source is Source.REPORTED


@pytest.mark.parametrize(
    ("days", "age", "counted"),
    [(90, 90, True), (90.01, 90, False), (900, None, True), (-0.5, 90, True), (-2, 90, False)],
)
def test_it_ages(days, age, counted):
    policy = replace(BOT, attestation_age=age)
    settled = with_attestation(BLIND, stated(days=days), policy, NOW)
    assert (settled is not BLIND) is counted


def test_what_was_not_looked_up_stays_unknown():
    settled = with_attestation(BLIND, stated({C.READ: Grant.GRANTED}, ip=None), BOT, NOW)
    assert settled.capabilities[C.WITHDRAW].grant is Grant.UNKNOWN
    assert settled.ip.restricted is None
    assert with_attestation(BLIND, None, BOT, NOW) is BLIND
    nothing = stated({C.READ: Grant.UNKNOWN}, ip=None)
    assert with_attestation(BLIND, nothing, BOT, NOW) is BLIND


def test_a_hostile_note_is_one_harmless_line():
    hostile = stated(note="\x1b[31m\u202ex\n" * 9_999)
    evidence = with_attestation(BLIND, hostile, BOT, NOW).capabilities[C.READ].evidence
    assert evidence.isprintable()
    assert len(evidence) < 300


def test_a_key_whose_rights_were_all_stated_is_judged_by_them():
    found = findings(BLIND, attested=stated())
    assert outcome(found, "JT-WD-001") == ("pass", "critical")
    assert outcome(found, "JT-UK-001") == ("pass", "low")
    assert outcome(found, "JT-IP-001") == ("pass", "high")
    assert outcome(found, "JT-AT-001") == ("pass", "medium")
    assert outcome(found, "JT-AT-002") == ("manual", "info")
    assert "JT-AT-003" not in found
    withdrawing = findings(BLIND, attested=stated({**FINE, C.WITHDRAW: Grant.GRANTED}))
    assert outcome(withdrawing, "JT-WD-001") == ("fail", "critical")


def test_it_makes_no_difference_whether_the_report_has_the_statement_already():
    attested = stated()
    before = with_attestation(BLIND, attested, BOT, NOW)
    assert findings(before, attested=attested) == findings(BLIND, attested=attested)


def test_an_old_statement_is_a_finding_where_it_was_needed():
    found = findings(BLIND, attested=stated(days=91))
    assert outcome(found, "JT-AT-001") == ("manual", "high")
    assert "takes it for 90 days" in found["JT-AT-001"].evidence
    assert outcome(found, "JT-WD-001") == ("unknown", "high")
    lesser = findings(report(unknown=(C.ADMIN,)), attested=stated(days=91))
    assert outcome(lesser, "JT-AT-001") == ("manual", "medium")
    assert "JT-AT-001" not in findings(attested=stated(days=91)), "everything was told"


def test_a_statement_that_the_exchange_contradicts():
    found = findings(report((C.READ, C.TRADE_SPOT, C.WITHDRAW)), attested=stated())
    assert outcome(found, "JT-AT-003") == ("fail", "medium")
    assert "withdraw denied" in found["JT-AT-003"].evidence
    assert "JT-AT-002" not in found


def test_a_statement_from_the_future_counts_no_more_than_an_old_one():
    attested = replace(stated(), at=NOW + timedelta(days=400))
    assert outcome(findings(BLIND, attested=attested), "JT-AT-001") == ("manual", "high")
