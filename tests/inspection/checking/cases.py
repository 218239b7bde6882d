"""Made-up reports and surroundings, and the findings about them by id."""

from datetime import UTC, datetime, timedelta

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.keys import KeyProfile
from jungletui.domain.policies import BOT
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.domain.surroundings import Surroundings
from jungletui.inspection.checks import check_report

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOUND = IpRestriction(True, ("198.51.100.7",), "ips = [198.51.100.7]")
OPEN = IpRestriction(False, (), "ips = []")
C = Capability


def ago(days):
    return NOW - timedelta(days=days)


def grant(state):
    source = Source.NONE if state is Grant.UNKNOWN else Source.REPORTED
    return CapabilityGrant(state, f"told: {state.value}", source)


def report(granted=(C.READ, C.TRADE_SPOT), unknown=(), ip=BOUND, **more):
    """A report with these rights; all others are denied."""
    states = {c: Grant.GRANTED if c in granted else Grant.DENIED for c in Capability}
    states |= dict.fromkeys(unknown, Grant.UNKNOWN)
    grants = {c: grant(state) for c, state in states.items()}
    return PermissionReport(grants, ip, Source.REPORTED, **more)


def listing(*entries):
    return IpRestriction(True, entries, "ips")


def findings(of=None, policy=BOT, profile=None, **around):
    """The findings by id. With anything around it, the key is in the vault."""
    profile = profile or KeyProfile("k", "binance", holders=("self",))
    if around:
        around = {"added_at": ago(1), **around}
    found = check_report(of or report(), policy, profile, NOW, Surroundings(**around))
    assert len({finding.id for finding in found}) == len(found)
    return {finding.id: finding for finding in found}


def outcome(found, check):
    """Status and severity of a check, None where it was not made."""
    finding = found.get(check)
    return finding and (finding.status.value, finding.severity.value)
