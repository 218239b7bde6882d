"""What differs between a report and the rights that a person accepted for this key."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.reports import PermissionReport
from jungletui.domain.surroundings import Baseline, Drift
from jungletui.inspection.address_lists import Span, span_of

_RESTRICTED = {True: "restricted", False: "not restricted", None: "unknown"}


def drift_of(report: PermissionReport, baseline: Baseline) -> tuple[Drift, ...]:
    """Every right and address that is another one now, in either direction; what turned unknown
    counts, too. `report` is the exchange's own, without what a person stated."""
    return (*_rights(report, baseline), *_addresses(report, baseline))


def _rights(report: PermissionReport, baseline: Baseline) -> Iterator[Drift]:
    for capability in Capability:
        was = baseline.grants.get(capability, Grant.UNKNOWN)
        now = report.capabilities[capability].grant
        if was is not now:
            yield Drift(capability.value, was.value, now.value)


def _addresses(report: PermissionReport, baseline: Baseline) -> Iterator[Drift]:
    was, now = baseline.ip_restricted, report.ip.restricted
    if was is not now:
        yield Drift("ip", _RESTRICTED[was], _RESTRICTED[now])
    elif baseline.ip_allowed is not None and report.ip.allowed is not None:
        before, after = baseline.ip_allowed, report.ip.allowed
        if set(map(_same, before)) != set(map(_same, after)):
            yield Drift("ip.allowed", ", ".join(sorted(before)), ", ".join(sorted(after)))


def _same(entry: str) -> Span | str:
    """What two entries that mean the same have in common."""
    return span_of(entry) or entry.strip()
