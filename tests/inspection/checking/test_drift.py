"""A key against its accepted baseline."""

import pytest

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.reports import UNKNOWN_IP
from jungletui.domain.surroundings import Attestation, Baseline
from tests.inspection.checking.cases import BOUND, OPEN, C, ago, findings, listing, outcome, report


def baseline(granted=(C.READ, C.TRADE_SPOT), unknown=(), ip=BOUND):
    grants = {c: Grant.GRANTED if c in granted else Grant.DENIED for c in Capability}
    grants |= dict.fromkeys(unknown, Grant.UNKNOWN)
    return Baseline(ago(20), "ann", grants, ip.restricted, ip.allowed)


def test_as_accepted():
    found = findings(baseline=baseline())
    for check in ("JT-DR-001", "JT-DR-002", "JT-DR-003"):
        assert found[check].status.value == "pass"
        assert "by ann" in found[check].evidence
    assert "JT-DR-004" not in found


def test_without_a_baseline():
    assert outcome(findings(same_key=()), "JT-DR-004") == ("manual", "info")
    assert outcome(findings(), "JT-DR-004") is None, "it is only being added"


@pytest.mark.parametrize(
    ("gained", "severity"),
    [
        ((C.WITHDRAW, C.TRADE_MARGIN), "critical"),
        ((C.ADMIN,), "critical"),
        ((C.TRANSFER_INTERNAL,), "high"),
        ((C.TRADE_OPTIONS,), "high"),
    ],
)
def test_a_right_gained(gained, severity):
    of = report((C.READ, C.TRADE_SPOT, *gained))
    found = findings(of, baseline=baseline())
    assert outcome(found, "JT-DR-001") == ("fail", severity)
    assert outcome(found, "JT-DR-002") == ("pass", "medium")
    assert all(c.value in found["JT-DR-001"].evidence for c in gained)


def test_reading_gained():
    found = findings(report((C.READ,)), baseline=baseline(granted=()))
    assert outcome(found, "JT-DR-001") == ("fail", "medium")


def test_a_right_lost_stops_the_bot():
    found = findings(report((C.READ,)), baseline=baseline())
    assert outcome(found, "JT-DR-002") == ("fail", "medium")
    assert "trade.spot" in found["JT-DR-002"].evidence


@pytest.mark.parametrize(
    ("unknown", "before", "check", "severity"),
    [
        ((C.WITHDRAW,), {}, "JT-DR-001", "high"),
        ((C.TRADE_MARGIN,), {}, "JT-DR-001", "low"),
        ((C.TRADE_SPOT,), {}, "JT-DR-002", "low"),
        ((), {"unknown": (C.TRADE_SPOT,)}, "JT-DR-001", "low"),
    ],
)
def test_what_is_not_known_on_either_side_is_no_failure(unknown, before, check, severity):
    found = findings(report(unknown=unknown), baseline=baseline(**before))
    assert outcome(found, check) == ("unknown", severity)


def test_a_baseline_of_fewer_rights_than_there_are():
    old = Baseline(ago(20), "ann", {}, True, BOUND.allowed)
    assert outcome(findings(baseline=old), "JT-DR-001") == ("unknown", "low")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (BOUND, OPEN, ("fail", "high")),
        (OPEN, BOUND, ("fail", "low")),
        (OPEN, OPEN, ("pass", "medium")),
        (BOUND, listing("198.51.100.8"), ("fail", "medium")),
        (BOUND, listing("198.51.100.7", "198.51.100.8"), ("fail", "medium")),
        (listing("198.51.100.8", "198.51.100.7"), listing("198.51.100.7", " 198.51.100.8/32"),
         ("pass", "medium")),
        (BOUND, UNKNOWN_IP, ("unknown", "low")),
        (UNKNOWN_IP, BOUND, None),
        (UNKNOWN_IP, UNKNOWN_IP, None),
    ],
)  # fmt: skip
def test_addresses(before, after, expected):
    found = findings(report(ip=after), baseline=baseline(ip=before))
    assert outcome(found, "JT-DR-003") == expected


def test_both_changes_of_a_list_are_named():
    evidence = findings(report(ip=listing("198.51.100.8")), baseline=baseline())
    assert "new: 198.51.100.8; gone: 198.51.100.7" in evidence["JT-DR-003"].evidence


def test_a_statement_is_no_change():
    before = baseline(unknown=(C.WITHDRAW, C.TRADE_SPOT))
    stated = Attestation(ago(2), "ann", {C.WITHDRAW: Grant.GRANTED, C.TRADE_SPOT: Grant.DENIED})
    of = report(unknown=(C.WITHDRAW, C.TRADE_SPOT))
    found = findings(of, baseline=before, attested=stated)
    assert outcome(found, "JT-WD-001") == ("fail", "critical")
    assert outcome(found, "JT-DR-001") == ("pass", "high")
    assert outcome(found, "JT-DR-002") == ("pass", "medium")
