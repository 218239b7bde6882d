"""What a diagnosis saw, step by step: the only thing that its decision is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jungletui.domain.diagnosis import DiagnosisStep, Outcome, Step
from jungletui.domain.failures import ExchangeError, FailureKind


@dataclass(frozen=True, slots=True)
class Observation:
    """One step. `kind` is what failed, `also` what the same answer means as well. `signed`: a
    signed read was answered, so that key, secret, passphrase and address fit. Of another site, `ok`
    with a `kind` means that the key belongs there. `corrected`, of the clock: calls are signed with
    the exchange's time, so that this host's is no reason for a refusal."""

    step: Step
    outcome: Outcome
    detail: str
    kind: FailureKind | None = None
    also: tuple[FailureKind, ...] = ()
    remedy: str = ""
    signed: bool = False
    corrected: bool = False

    @property
    def possible(self) -> tuple[FailureKind, ...]:
        """Every kind that this refusal may be; empty where the step was no refusal."""
        if self.outcome is not Outcome.FAILED or self.kind is None:
            return ()
        return tuple(dict.fromkeys((self.kind, *self.also)))

    @property
    def shown(self) -> DiagnosisStep:
        """The part that is told."""
        return DiagnosisStep(self.step, self.outcome, self.detail)


def ok(step: Step, detail: str, *, signed: bool = False) -> Observation:
    """A step that went well."""
    return Observation(step, Outcome.OK, detail, signed=signed)


def not_tried(step: Step, detail: str) -> Observation:
    """A step that was left out, and why."""
    return Observation(step, Outcome.NOT_TRIED, detail)


def refused(step: Step, error: ExchangeError) -> Observation:
    """A step that the exchange, or the way to it, refused."""
    return Observation(step, Outcome.FAILED, error.message, error.failure, error.also, error.remedy)


def possible_kinds(seen: Sequence[Observation]) -> frozenset[FailureKind]:
    """Every kind that some refusal so far may be."""
    return frozenset(kind for observation in seen for kind in observation.possible)
