"""From quoted fields to grants: true, false or not told, combined without guessing."""

from __future__ import annotations

from dataclasses import dataclass

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing that a reply says: `state` is None where it does not, or not clearly."""

    state: bool | None
    evidence: str


def flag_clue(fields: Fields, name: str) -> Clue:
    """A boolean field as a clue; a missing field or one of another type is no statement."""
    if not fields.has(name):
        return Clue(None, f"{name} is missing")
    value = fields.raw(name)
    if isinstance(value, bool):
        return Clue(value, quote(name, value))
    if value in ("true", "false"):
        return Clue(value == "true", quote(name, value))
    return Clue(None, f"{quote(name, value)}: neither true nor false")


def any_of(*clues: Clue) -> CapabilityGrant:
    """Granted by any of the clues; denied only where all deny."""
    for state, make in ((True, granted), (None, unknown)):
        found = [clue for clue in clues if clue.state is state]
        if found:
            return make(_joined(found))
    return denied(_joined(clues))


def all_of(*clues: Clue) -> CapabilityGrant:
    """Granted only by all of the clues together; denied by any."""
    for state, make in ((False, denied), (None, unknown)):
        found = [clue for clue in clues if clue.state is state]
        if found:
            return make(_joined(found))
    return granted(_joined(clues))


def granted(evidence: str, part_of: Capability | None = None) -> CapabilityGrant:
    """A right that the exchange states."""
    return CapabilityGrant(Grant.GRANTED, evidence, Source.REPORTED, part_of)


def proved(evidence: str) -> CapabilityGrant:
    """A right without which a harmless read, that was answered, is refused."""
    return CapabilityGrant(Grant.GRANTED, evidence, Source.PROBED)


def disproved(evidence: str) -> CapabilityGrant:
    """A right for whose absence a harmless read was refused."""
    return CapabilityGrant(Grant.DENIED, evidence, Source.PROBED)


def denied(evidence: str) -> CapabilityGrant:
    """A right whose absence the exchange states."""
    return CapabilityGrant(Grant.DENIED, evidence)


def unknown(evidence: str) -> CapabilityGrant:
    """A right about which the reply does not decide; `evidence` says why."""
    return CapabilityGrant(Grant.UNKNOWN, evidence, Source.NONE)


def _joined(clues: list[Clue] | tuple[Clue, ...]) -> str:
    return ", ".join(clue.evidence for clue in clues)
