"""What is kept about a key besides its report: what a person stated and accepted, what differs from
that, and the newest sign of use. Pure."""

from __future__ import annotations

from datetime import datetime

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.documents import InspectedKey
from jungletui.domain.statements import AttestationForm, Question
from jungletui.domain.surroundings import Attestation, UseSource
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.lines import BLANK, Line
from jungletui.tui.widgets.table_rows import Tone
from jungletui.tui.words import ago, ip_text

LABEL = 7
USE_WORDS = {
    UseSource.EXCHANGE: "told by the exchange",
    UseSource.ACCOUNT: "by its account's orders and fills",
    UseSource.ACTIVITY: "by this program's log",
}


def use_text(report: InspectedKey, now: datetime) -> str:
    """`last used 3 h ago`, with who says so where it is not the exchange."""
    if report.last_used_at is not None:
        return f"last used {ago(report.last_used_at, now)}"
    use = report.last_use
    if use is None:
        return "last use not told"
    if use.at is None:
        since = f" since {use.since:%Y-%m-%d}" if use.since is not None else ""
        return f"no use seen{since} ({use.evidence})"
    return f"last used {ago(use.at, now)} ({USE_WORDS[use.source]})"


def kept_lines(report: InspectedKey, now: datetime, glyphs: Glyphs) -> tuple[Line, ...]:
    """What a person stated and accepted, in one line; then what differs from what was accepted."""
    parts = []
    if report.attested is not None:
        parts.append(f"stated {ago(report.attested.at, now)} by {report.attested.by}")
    else:
        parts.append("nothing stated")
    if report.baseline_at is None:
        parts.append("rights not accepted yet (c)")
    else:
        changed = "" if report.drift else ", nothing changed since"
        parts.append(f"rights accepted {ago(report.baseline_at, now)}{changed}")
    lines = [_told("Kept", f" {glyphs.dot} ".join(parts), "dim")]
    if report.drift:
        changes = f" {glyphs.dot} ".join(
            f"{one.what} was {one.was}, is {one.now}" for one in report.drift
        )
        lines.append(_told("Drift", f"{glyphs.bad} since then: {changes}", "bad"))
    return tuple(lines)


def attestation_text(attestation: Attestation) -> str:
    """What was stated: `withdraw denied, addresses restricted`."""
    parts = [f"{c.value} {grant.value}" for c, grant in attestation.grants.items()]
    if attestation.ip_restricted is not None:
        not_ = "" if attestation.ip_restricted else "not "
        parts.append(f"addresses {not_}restricted")
    return ", ".join(parts) or "nothing"


def accept_lines(report: InspectedKey, glyphs: Glyphs) -> tuple[Line, ...]:
    """What would be taken for right from now on."""
    rights = {
        grant: [c.value for c, found in report.capabilities.items() if found.grant is grant]
        for grant in Grant
    }
    addresses = ", ".join(report.ip.allowed or ()) or report.ip.evidence
    lines = [
        Line(f"Accept what {report.name} can do as right?", "strong"),
        BLANK,
        _told("Can", ", ".join(rights[Grant.GRANTED]) or "nothing"),
        _told("Cannot", ", ".join(rights[Grant.DENIED]) or "nothing that is known"),
    ]
    if rights[Grant.UNKNOWN]:
        lines.append(_told("Open", f"not known: {', '.join(rights[Grant.UNKNOWN])}", "warn"))
    lines.append(_told("From", f"{ip_text(report.ip)} ({addresses})"))
    for one in report.drift:
        text = f"{glyphs.bad} {one.what} was {one.was}, is {one.now}"
        lines.append(_told("Drift", text, "bad"))
    grave = [c.value for c in (Capability.WITHDRAW, Capability.ADMIN)
             if report.capabilities[c].grant is Grant.GRANTED]  # fmt: skip
    if grave:
        words = f"{' and '.join(grave)} would count as right: its finding stays."
        lines.append(_told("Note", words, "warn"))
    after = "Later inspections say what differs. It is written into the vault and its log."
    return (*lines, BLANK, Line(after, "dim"))


def form_lines(form: AttestationForm, now: datetime) -> tuple[Line, ...]:
    """What stands above the questions: where to look, and what was stated so far."""
    lines = [
        Line(f"What {form.exchange} does not tell of this key, look up on its website.", "strong"),
        _told("Where", form.place or "where keys are made is not known here"),
    ]
    if form.error is not None:
        error = f"the exchange told nothing: {form.error.kind}: {form.error.message}"
        lines.append(_told("Error", error, "warn"))
    if form.attestation is not None:
        so_far = f"{ago(form.attestation.at, now)} by {form.attestation.by}: "
        text = so_far + attestation_text(form.attestation)
        lines.append(_told("So far", f"{text}; replaced by what you say"))
    return tuple(lines)


def question_text(question: Question) -> str:
    """One question, in the words of that exchange's page where they are known."""
    names = [capability.value for capability in question.capabilities]
    if question.boxes:
        boxes = ", ".join(f"“{box}”" for box in question.boxes)
        return f"Is it ticked: {boxes}? ({', '.join(names)})"
    right = "trade" if names[0].startswith("trade.") else names[0]
    return f"Does the page show the right to {right}?"


def rest_text(rest: tuple[Capability, ...]) -> str:
    """The question about rights that have no box of their own."""
    return f"Does the page show a right to any of these: {', '.join(c.value for c in rest)}?"


def ip_text_of(form: AttestationForm) -> str:
    """The question about addresses."""
    box = f" (“{form.ip_box}”)" if form.ip_box else ""
    return f"Is the key bound to addresses{box}?"


def _told(label: str, text: str, tone: Tone = "plain") -> Line:
    return Line(text, tone, LABEL, label.ljust(LABEL))
