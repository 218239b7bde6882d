"""What differs from the accepted rights, in either direction."""

from datetime import UTC, datetime

import pytest

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.domain.surroundings import Baseline, Drift
from jungletui.inspection.drift import drift_of

AT = datetime(2026, 1, 1, tzinfo=UTC)


def report(restricted=True, allowed=("203.0.113.7",), **grants):
    words = dict.fromkeys(Capability, Grant.DENIED) | {Capability(n): g for n, g in grants.items()}
    capabilities = {c: CapabilityGrant(grant, "told") for c, grant in words.items()}
    return PermissionReport(capabilities, IpRestriction(restricted, allowed, "x"), Source.REPORTED)


def baseline(restricted=True, allowed=("203.0.113.7",), **grants):
    words = dict.fromkeys(Capability, Grant.DENIED) | {Capability(n): g for n, g in grants.items()}
    return Baseline(AT, "ada", words, restricted, allowed)


def test_the_same_is_no_drift():
    assert drift_of(report(read=Grant.GRANTED), baseline(read=Grant.GRANTED)) == ()


@pytest.mark.parametrize("was", Grant)
@pytest.mark.parametrize("now", Grant)
def test_every_change_of_a_right_is_one(was, now):
    expected = () if was is now else (Drift("withdraw", was.value, now.value),)
    assert drift_of(report(withdraw=now), baseline(withdraw=was)) == expected


def test_a_right_that_was_not_known_then_is_one():
    known = baseline()
    grants = {c: g for c, g in known.grants.items() if c is not Capability.ADMIN}
    older = Baseline(AT, "ada", grants, True, ("203.0.113.7",))
    assert drift_of(report(), older) == (Drift("admin", "unknown", "denied"),)


def test_addresses():
    assert drift_of(report(False, ()), baseline()) == (Drift("ip", "restricted", "not restricted"),)
    assert drift_of(report(None, None), baseline()) == (Drift("ip", "restricted", "unknown"),)
    assert drift_of(report(True, None), baseline()) == ()
    widened = report(True, ("203.0.113.7", "198.51.100.1"))
    assert drift_of(widened, baseline()) == (
        Drift("ip.allowed", "203.0.113.7", "198.51.100.1, 203.0.113.7"),
    )


def test_the_same_addresses_in_other_words_are_no_drift():
    now = report(True, ("2001:DB8::1", "203.0.113.7/32"))
    assert drift_of(now, baseline(True, ("203.0.113.7", "2001:db8::1"))) == ()
