"""Why a key is refused: one cause or all that fit, the evidence, one remedy, and what was tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jungletui.domain.failures import FailureKind


class Step(StrEnum):
    """What is looked at, in this order."""

    SHAPE = "key-shape"
    REACHABLE = "reachable"
    CLOCK = "clock"
    RIGHTS = "key-rights"
    ADDRESS = "address"
    BALANCES = "balances"
    SITE = "other-site"


class Outcome(StrEnum):
    """How one step ended."""

    OK = "ok"
    FAILED = "failed"
    NOT_TRIED = "not-tried"


@dataclass(frozen=True, slots=True)
class DiagnosisStep:
    """One step, and in words what came of it."""

    step: Step
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the steps add up to. `cause` is None where the key is not refused, and where the
    exchange's answer fits several causes: `candidates` then names them all, and `remedy` says
    what tells them apart."""

    cause: FailureKind | None
    candidates: tuple[FailureKind, ...]
    evidence: str
    remedy: str
    steps: tuple[DiagnosisStep, ...]

    @property
    def refused(self) -> bool:
        """Whether something is wrong."""
        return self.cause is not None or bool(self.candidates)


@dataclass(frozen=True, slots=True)
class DiagnosedKey:
    """The diagnosis of one key."""

    name: str
    exchange: str
    cause: FailureKind | None
    candidates: tuple[FailureKind, ...]
    evidence: str
    remedy: str
    steps: tuple[DiagnosisStep, ...]


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """The diagnoses of the keys asked for."""

    keys: tuple[DiagnosedKey, ...]
    schema: str = "jungletui.diagnose/1"
