"""What a check looks at, and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jungletui.domain.capabilities import TRADES, Capability, CapabilityGrant, Grant, Source
from jungletui.domain.findings import Severity, Status
from jungletui.domain.keys import KeyProfile
from jungletui.domain.policies import Policy
from jungletui.domain.reports import PermissionReport
from jungletui.domain.surroundings import Surroundings
from jungletui.inspection.cleaning import clean

AT_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Case:
    """One key to be judged. Attested grants are already in `report`."""

    report: PermissionReport
    policy: Policy
    key: KeyProfile
    now: datetime
    around: Surroundings

    @property
    def in_vault(self) -> bool:
        """Whether the vault holds the key: of one that is only being added, nobody can say yet when
        it was last used, or that it is as accepted."""
        return self.around.added_at is not None

    def told(self, capability: Capability) -> Grant:
        """What the exchange tells of this right, without what a person stated."""
        grant = self.report.capabilities[capability]
        return Grant.UNKNOWN if grant.source is Source.ATTESTED else grant.grant

    def are(self, grant: Grant, capabilities: Iterable[Capability]) -> tuple[Capability, ...]:
        """Those of `capabilities` of which this is known."""
        return tuple(c for c in capabilities if self.report.capabilities[c].grant is grant)

    @property
    def trades(self) -> tuple[Capability, ...]:
        """The trading rights that are granted."""
        return self.are(Grant.GRANTED, TRADES)

    def days_since(self, moment: datetime) -> int:
        """Whole days from `moment` until now; none for a moment to come."""
        return max(0, (self.now - moment).days)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found; `concerned` are the rights whose boxes the remedy names, `severity` is
    None where the catalogue's holds. `failed` where what the check is about is known to be so,
    though it wants no more than a look."""

    check: str
    status: Status
    evidence: str
    concerned: tuple[Capability, ...] = ()
    severity: Severity | None = None
    failed: bool = False


def evidence_of(grants: Iterable[CapabilityGrant]) -> str:
    """The evidence of these grants, each once."""
    return "; ".join(dict.fromkeys(grant.evidence for grant in grants))


def by_evidence(report: PermissionReport, capabilities: Iterable[Capability]) -> str:
    """`read, withdraw: why`, so that one reason for many rights is said once."""
    together: dict[str, list[str]] = {}
    for capability in capabilities:
        evidence = report.capabilities[capability].evidence
        together.setdefault(evidence, []).append(capability.value)
    return "; ".join(f"{', '.join(names)}: {evidence}" for evidence, names in together.items())


def named(texts: Sequence[str]) -> str:
    """A few of `texts`, made safe to show, and how many more there are."""
    shown = ", ".join(clean(text) for text in texts[:AT_MOST_NAMED])
    more = len(texts) - AT_MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def day(moment: datetime) -> str:
    """The date of a moment."""
    return moment.date().isoformat()


def days(count: int) -> str:
    """A number of days in words."""
    return "1 day" if count == 1 else f"{count} days"
