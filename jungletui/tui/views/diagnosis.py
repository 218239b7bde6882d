"""Why a key is refused, as rows and lines: the steps with their signs, then cause and remedy."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.domain.diagnosis import DiagnosedKey, DiagnosisStep, Outcome, Step
from jungletui.domain.failures import FailureKind
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

STEP_COLUMNS = (
    Column("outcome", "Outcome", least=11),
    Column("step", "Step", least=15),
    Column("detail", "Detail", least=20),
)
STEP_WORDS: Mapping[Step, str] = {
    Step.SHAPE: "Key's shape",
    Step.REACHABLE: "Reachable",
    Step.CLOCK: "Clock",
    Step.RIGHTS: "Key's rights",
    Step.ADDRESS: "Addresses",
    Step.BALANCES: "Balances",
    Step.SITE: "Other site",
}
_WORDS: Mapping[Outcome, str] = {
    Outcome.OK: "ok",
    Outcome.FAILED: "failed",
    Outcome.NOT_TRIED: "not tried",
}
_TONES: Mapping[Outcome, Tone] = {
    Outcome.OK: "good",
    Outcome.FAILED: "bad",
    Outcome.NOT_TRIED: "dim",
}
LABEL = 14
CAUSE_WORDS: Mapping[FailureKind, str] = {
    FailureKind.KEY_UNKNOWN: "the exchange does not know this key",
    FailureKind.SIGNATURE: "the secret does not fit the key",
    FailureKind.KEY_TYPE: "the credential is not of the kind that is taken there",
    FailureKind.PASSPHRASE: "the passphrase is missing or wrong",
    FailureKind.IP_NOT_ALLOWED: "this host's address is not on the key's list",
    FailureKind.PERMISSION: "the key lacks the right to read",
    FailureKind.EXPIRED: "the key's life is over",
    FailureKind.WRONG_HOST: "another site of the same exchange owns the key",
    FailureKind.WRONG_ENVIRONMENT: "the key is of another environment",
    FailureKind.CLOCK: "this host's clock is off, or the nonce is stale",
    FailureKind.SUSPENDED: "the account is blocked, not the key",
    FailureKind.RATE_LIMITED: "too many requests",
    FailureKind.BANNED: "the exchange blocks this address for a time",
    FailureKind.GEO_BLOCKED: "the exchange does not serve this location",
    FailureKind.MAINTENANCE: "the exchange says that it is down",
    FailureKind.UNREACHABLE: "the exchange cannot be reached",
    FailureKind.BAD_REPLY: "the answer is not what the protocol says",
    FailureKind.NOT_SUPPORTED: "JungleTUI cannot read this exchange",
}


def step_rows(steps: tuple[DiagnosisStep, ...], glyphs: Glyphs) -> tuple[Row, ...]:
    """One row a step, in their order; each sign stands beside its word."""
    return tuple(
        Row(
            str(number),
            (
                Cell(f"{_sign(row.outcome, glyphs)} {_WORDS[row.outcome]}", _TONES[row.outcome]),
                Cell(STEP_WORDS[row.step]),
                Cell(row.detail),
            ),
        )
        for number, row in enumerate(steps)
    )


def verdict_line(key: DiagnosedKey, glyphs: Glyphs) -> Line:
    """The cause in plain words, or that there are several, or none."""
    if key.cause is not None:
        return Line(f"{glyphs.bad} {key.cause.value}: {CAUSE_WORDS[key.cause]}", "bad", 2)
    if key.candidates:
        names = ", ".join(kind.value for kind in key.candidates)
        return Line(f"{glyphs.unknown} One answer, several causes: {names}", "warn", 2)
    return Line(f"{glyphs.good} This key is not refused.", "good", 2)


def outcome_lines(key: DiagnosedKey, step: DiagnosisStep | None = None) -> tuple[Line, ...]:
    """Remedy and evidence, and one step in full where it says something else."""
    lines = [_told("What to do", key.remedy)] if key.remedy else []
    lines.append(_told("Evidence", key.evidence))
    if step is not None and step.detail.rstrip(".") not in key.evidence:
        lines.append(_told(STEP_WORDS[step.step], step.detail))
    return tuple(lines)


def _told(label: str, text: str) -> Line:
    return Line(text, "plain", LABEL, label.ljust(LABEL))


def _sign(outcome: Outcome, glyphs: Glyphs) -> str:
    if outcome is Outcome.NOT_TRIED:
        return glyphs.text("–")
    return glyphs.good if outcome is Outcome.OK else glyphs.bad
