"""What has changed since a person accepted the key as it was."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.findings import Severity, Status
from jungletui.domain.reports import IpRestriction
from jungletui.domain.surroundings import Baseline
from jungletui.inspection.address_lists import Span, span_of
from jungletui.inspection.checking.case import Case, Outcome, by_evidence, day, named

_DEADLY = frozenset((Capability.WITHDRAW, Capability.ADMIN))
_GRANTED, _DENIED, _UNKNOWN = Grant.GRANTED, Grant.DENIED, Grant.UNKNOWN


def drift(case: Case) -> Iterator[Outcome]:
    """Rights gained and lost and addresses changed, against the accepted baseline. Both sides are
    what the exchange told: a statement of a person is no change."""
    baseline = case.around.baseline
    if baseline is None:
        if case.in_vault:
            yield Outcome("JT-DR-004", Status.MANUAL, "there is no baseline to compare with")
        return
    yield _gained(case, baseline)
    yield _lost(case, baseline)
    if baseline.ip_restricted is not None:
        yield _addresses(case.report.ip, baseline)


def _moved(case: Case, baseline: Baseline, *ways: tuple[Grant, Grant]) -> tuple[Capability, ...]:
    """The rights that went one of these ways, from what was accepted to what is."""
    return tuple(c for c in Capability if (baseline.grants.get(c, _UNKNOWN), case.told(c)) in ways)


def _gained(case: Case, baseline: Baseline) -> Outcome:
    if gained := _moved(case, baseline, (_DENIED, _GRANTED)):
        evidence = f"{by_evidence(case.report, gained)}; denied on {day(baseline.accepted_at)}"
        return Outcome("JT-DR-001", Status.FAIL, evidence, gained, _gravity(gained))
    # What was not known and is granted now may have been granted all along.
    doubtful = _moved(case, baseline, (_DENIED, _UNKNOWN), (_UNKNOWN, _GRANTED))
    if doubtful:
        severity = Severity.HIGH if _DEADLY & set(doubtful) else Severity.LOW
        evidence = f"{by_evidence(case.report, doubtful)}; {_then(baseline, doubtful)}"
        return Outcome("JT-DR-001", Status.UNKNOWN, evidence, doubtful, severity)
    return Outcome("JT-DR-001", Status.PASS, _accepted(baseline))


def _gravity(gained: tuple[Capability, ...]) -> Severity:
    if _DEADLY & set(gained):
        return Severity.CRITICAL
    return Severity.MEDIUM if set(gained) == {Capability.READ} else Severity.HIGH


def _lost(case: Case, baseline: Baseline) -> Outcome:
    if lost := _moved(case, baseline, (_GRANTED, _DENIED)):
        evidence = f"{by_evidence(case.report, lost)}; granted on {day(baseline.accepted_at)}"
        return Outcome("JT-DR-002", Status.FAIL, evidence, lost)
    if doubtful := _moved(case, baseline, (_GRANTED, _UNKNOWN)):
        evidence = f"{by_evidence(case.report, doubtful)}; {_then(baseline, doubtful)}"
        return Outcome("JT-DR-002", Status.UNKNOWN, evidence, doubtful, Severity.LOW)
    return Outcome("JT-DR-002", Status.PASS, _accepted(baseline))


def _addresses(ip: IpRestriction, baseline: Baseline) -> Outcome:
    was = baseline.ip_restricted
    if ip.restricted is None:
        evidence = f"{ip.evidence}; {_accepted(baseline)}"
        return Outcome("JT-DR-003", Status.UNKNOWN, evidence, (), Severity.LOW)
    if was and not ip.restricted:
        evidence = f"bound to addresses on {day(baseline.accepted_at)}; now {ip.evidence}"
        return Outcome("JT-DR-003", Status.FAIL, evidence, (), Severity.HIGH)
    if ip.restricted and not was:
        evidence = f"not bound on {day(baseline.accepted_at)}; now {ip.evidence}"
        return Outcome("JT-DR-003", Status.FAIL, evidence, (), Severity.LOW)
    return _lists(ip, baseline)


def _lists(ip: IpRestriction, baseline: Baseline) -> Outcome:
    if ip.allowed is None or baseline.ip_allowed is None:
        told = ip.allowed is None and baseline.ip_allowed is None
        status = Status.PASS if told and not ip.restricted else Status.UNKNOWN
        evidence = "the addresses themselves are not told"
        return Outcome("JT-DR-003", status, evidence, (), Severity.INFO)
    before = {_same(entry): entry for entry in baseline.ip_allowed}
    after = {_same(entry): entry for entry in ip.allowed}
    new = [entry for span, entry in after.items() if span not in before]
    gone = [entry for span, entry in before.items() if span not in after]
    parts = [f"new: {named(new)}"] if new else []
    parts += [f"gone: {named(gone)}"] if gone else []
    if parts:
        evidence = f"{'; '.join(parts)}; {_accepted(baseline)}"
        return Outcome("JT-DR-003", Status.FAIL, evidence)
    return Outcome("JT-DR-003", Status.PASS, _accepted(baseline))


def _same(entry: str) -> Span | str:
    """What two entries that mean the same have in common."""
    return span_of(entry) or entry.strip()


def _then(baseline: Baseline, capabilities: tuple[Capability, ...]) -> str:
    grants = dict.fromkeys(baseline.grants.get(c, _UNKNOWN).value for c in capabilities)
    return f"{' or '.join(grants)} on {day(baseline.accepted_at)}"


def _accepted(baseline: Baseline) -> str:
    return f"accepted on {day(baseline.accepted_at)} by {named((baseline.by,))}"
