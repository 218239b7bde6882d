"""From where the key works: whether it is bound, and whether its list makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from jungletui.domain.capabilities import TRADES, Grant
from jungletui.domain.findings import Severity, Status
from jungletui.domain.policies import NEVER
from jungletui.inspection.address_lists import (
    lets_everybody_in,
    never_matches,
    span_of,
    too_wide,
)
from jungletui.inspection.checking.case import Case, Outcome, named

MEANS_ALL_SOMEWHERE = ("0.0.0.0", "::")  # noqa: S104  nothing is bound here
_VERY_WIDE = {4: 16, 6: 32}


def bound(case: Case) -> Iterator[Outcome]:
    """A key that acts must be bound to addresses; for one that only reads it is good practice."""
    acting = case.are(Grant.GRANTED, (*TRADES, *NEVER))
    grave = bool(case.policy.ip_required or acting)
    severity = None if grave else Severity.LOW
    ip = case.report.ip
    entries = ip.allowed or ()
    everybody = tuple(entry for entry in entries if lets_everybody_in(entry))
    doubtful = tuple(entry for entry in entries if entry.strip() in MEANS_ALL_SOMEWHERE)
    evidence = ip.evidence
    unbound = ip.restricted is not None and (not ip.restricted or bool(everybody))
    if ip.restricted is None:
        status = Status.MANUAL
    elif unbound:
        status = Status.FAIL if grave else Status.MANUAL
        if everybody:
            evidence = f"{named(everybody)} on the list is no restriction"
    elif doubtful:
        status = Status.MANUAL
        evidence = f"{named(doubtful)} on the list means every address on some exchanges"
    else:
        status = Status.PASS
    yield Outcome("JT-IP-001", status, evidence, (), severity, failed=unbound)


def listed(case: Case) -> Iterator[Outcome]:
    """Entries that are too wide, and entries that can never match."""
    entries = tuple(entry for entry in case.report.ip.allowed or () if entry.strip())
    if not case.report.ip.restricted or not entries:
        return
    yield _width(entries)
    if not in_private_network(case.key.endpoint):
        yield _reach(entries)


def _width(entries: tuple[str, ...]) -> Outcome:
    wide = tuple(e for e in entries if too_wide(e) and not lets_everybody_in(e))
    if wide:
        severity = Severity.HIGH if any(map(_very_wide, wide)) else None
        return Outcome("JT-IP-002", Status.FAIL, f"on the list: {named(wide)}", (), severity)
    unread = tuple(e for e in entries if span_of(e) is None)
    if unread:
        evidence = f"on the list: {named(unread)}"
        return Outcome("JT-IP-002", Status.UNKNOWN, evidence, (), Severity.INFO)
    return Outcome("JT-IP-002", Status.PASS, f"on the list: {named(entries)}")


def _very_wide(entry: str) -> bool:
    span = span_of(entry)
    return span is not None and span.size > 1 << (span.bits - _VERY_WIDE[span.version])


def _reach(entries: tuple[str, ...]) -> Outcome:
    private = tuple(e for e in entries if never_matches(e))
    if not private:
        return Outcome("JT-IP-003", Status.PASS, f"on the list: {named(entries)}")
    if len(private) == len(entries):
        evidence = f"nothing but {named(private)} is on the list, so the key works from nowhere"
        return Outcome("JT-IP-003", Status.FAIL, evidence, (), Severity.HIGH)
    return Outcome("JT-IP-003", Status.FAIL, f"on the list: {named(private)}")


def in_private_network(endpoint: str | None) -> bool:
    """Whether an endpoint of the key's own lies in a private network: it sees private addresses,
    and not those by which this host leaves."""
    if endpoint is None:
        return False
    host = _host(endpoint)
    return host == "localhost" or never_matches(host)


def _host(endpoint: str) -> str:
    try:
        return urlsplit(endpoint).hostname or ""
    except ValueError:
        return ""
