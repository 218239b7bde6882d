"""The addresses that this host leaves by, against the key's list."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.findings import Severity, Status
from jungletui.domain.surroundings import Egress
from jungletui.inspection.address_lists import Match, compare
from jungletui.inspection.checking.addresses import in_private_network
from jungletui.inspection.checking.case import Case, Outcome, day, named


def egress(case: Case) -> Iterator[Outcome]:
    """Whether every address that this host leaves by is on the list. Nothing where nobody asked
    for them, or where the exchange shows no list."""
    here, entries = case.around.egress, case.report.ip.allowed
    if here is None or not case.report.ip.restricted or not entries:
        return
    if in_private_network(case.key.endpoint):
        return
    leaving = [address for address in (here.v4, here.v6) if address]
    if not leaving:
        yield Outcome("JT-IP-004", Status.UNKNOWN, named((here.evidence,)), (), Severity.INFO)
        return
    matches = {address: compare(entries, address) for address in leaving}
    yield _listed(matches, entries, here)
    yield from _family(matches, entries, here)


def _listed(matches: dict[str, Match], entries: tuple[str, ...], here: Egress) -> Outcome:
    missing = [a for a, match in matches.items() if match is Match.NOT_ALLOWED]
    allowed = [a for a, match in matches.items() if match is Match.ALLOWED]
    if missing:
        evidence = f"{named(missing)} is not among {named(entries)} ({_source(here)})"
        return Outcome("JT-IP-004", Status.FAIL, evidence)
    if allowed:
        return Outcome("JT-IP-004", Status.PASS, f"{named(allowed)} ({_source(here)})")
    evidence = f"{named(list(matches))} against {named(entries)} ({_source(here)})"
    return Outcome("JT-IP-004", Status.UNKNOWN, evidence, (), Severity.LOW)


def _family(matches: dict[str, Match], entries: tuple[str, ...], here: Egress) -> Iterator[Outcome]:
    """A host that leaves by a family that the list does not have: worse where it has no other."""
    others = [a for a, match in matches.items() if match is Match.OTHER_FAMILY]
    if others:
        only = len(others) == len(matches)
        way = "leaves by" if only else "can also leave by"
        evidence = f"this host {way} {named(others)}; the list has {named(entries)}"
        severity = Severity.HIGH if only else None
        yield Outcome("JT-IP-005", Status.FAIL, f"{evidence} ({_source(here)})", (), severity)
    elif here.v4 is None or here.v6 is None:
        yield Outcome("JT-IP-005", Status.UNKNOWN, named((here.evidence,)), (), Severity.INFO)
    else:
        yield Outcome("JT-IP-005", Status.PASS, f"{named(list(matches))} ({_source(here)})")


def _source(here: Egress) -> str:
    return f"{named((here.source,))}, {day(here.at)}"
