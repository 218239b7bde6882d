"""What a key turned out to be, before it is saved: access, rights, findings, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant
from jungletui.domain.credentials import CredentialCheck, FieldCheck
from jungletui.domain.documents import InspectedKey, Verdict
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Finding, Status
from jungletui.domain.reports import IpRestriction
from jungletui.tui.glyphs import UNICODE
from jungletui.tui.views.lines import BLANK, Line
from jungletui.tui.widgets.table_rows import Tone
from jungletui.tui.words import (
    ACCESS_TONES,
    CAPABILITY_WORDS,
    GRANT_TONES,
    SEVERITY_TONES,
    VERDICTS,
    access_text,
    grant_text,
    local_time,
    open_findings,
)

_FIELD_TONES: Mapping[str, Tone] = {
    "ok": "good",
    "repaired": "accent",
    "doubtful": "warn",
    "wrong": "bad",
}
_FIELD_WORDS = {
    "ok": "✓ fits",
    "repaired": "✓ repaired",
    "doubtful": "? doubtful",
    "wrong": "✗ wrong",
}


def verdict_lines(verdict: Verdict, policy: str, labels: Mapping[str, str]) -> tuple[Line, ...]:
    """All of the verdict. `labels` are the exchange's own words for the credential's fields."""
    key = verdict.key
    lines = [*_headline(verdict, policy), BLANK]
    if key.error is not None:
        lines += [*error_lines(key.error), BLANK]
    pasted = check_lines(verdict.check, labels)
    if pasted:
        lines += [*pasted, BLANK]
    access = f"Access  {access_text(key.access, UNICODE)}: {VERDICTS[key.access]}"
    lines += [Line(access, ACCESS_TONES[key.access], 8)]
    lines += [*capability_lines(key.capabilities), BLANK]
    lines += [*ip_lines(key.ip), *_time_lines(key)]
    findings = finding_lines(key.findings)
    if findings:
        lines += [BLANK, *findings]
    if key.unrecognised:
        lines += [BLANK, Line("The reply held what is not known here:", "warn")]
        lines += [Line(f"  {text}", "warn", 4) for text in key.unrecognised]
    return tuple(lines)


def _headline(verdict: Verdict, policy: str) -> list[Line]:
    if verdict.acceptable:
        head = Line(f"✓ This key works and fits the policy {policy}.", "good")
    elif verdict.key.error is not None:
        head = Line("✗ This key could not be verified.", "bad")
    else:
        head = Line(f"✗ This key breaks the policy {policy}.", "bad")
    said = verdict.key.error.message if verdict.key.error else None
    reasons = (reason for reason in verdict.reasons if reason != said)
    return [head, *(Line(f"  - {reason}", "bad", 4) for reason in reasons)]


def error_lines(error: ErrorInfo) -> tuple[Line, ...]:
    """An error: kind, message, and what to do."""
    lines = [Line(f"! {error.kind}: {error.message}", "bad", 2)]
    if error.remedy:
        lines.append(Line(f"  What to do: {error.remedy}", indent=2))
    return tuple(lines)


def capability_lines(capabilities: Mapping[Capability, CapabilityGrant]) -> tuple[Line, ...]:
    """The nine capabilities in their order, each with the exchange's evidence; one line where
    nothing is known of any, for one and the same reason."""
    first = capabilities[Capability.READ]
    if first.grant is Grant.UNKNOWN and set(capabilities.values()) == {first}:
        words = f"{grant_text(first.grant, UNICODE):<11}all {len(Capability)} rights"
        return (Line(f"  {words}: {first.evidence}", GRANT_TONES[first.grant], 13),)
    return tuple(_capability_line(c, capabilities[c]) for c in Capability)


def _capability_line(capability: Capability, known: CapabilityGrant) -> Line:
    tone = GRANT_TONES[known.grant]
    if known.grant is Grant.GRANTED and capability in (Capability.WITHDRAW, Capability.ADMIN):
        tone = "bad"
    part = f" (part of {known.part_of.value})" if known.part_of else ""
    words = f"{grant_text(known.grant, UNICODE):<11}{CAPABILITY_WORDS[capability]:<27}"
    return Line(f"  {words}{known.evidence}{part}".rstrip(), tone, 13)


def ip_lines(ip: IpRestriction) -> tuple[Line, ...]:
    """From where the key works."""
    if ip.restricted is None:
        return (Line(f"IP      ? not known: {ip.evidence}", "warn", 8),)
    if not ip.restricted:
        return (Line("IP      ! works from any address", "warn", 8),)
    where = ", ".join(ip.allowed) if ip.allowed else "the exchange does not list the addresses"
    return (Line(f"IP      restricted: {where}", "good", 8),)


def _time_lines(key: InspectedKey) -> list[Line]:
    lines = []
    if key.expires_at is not None:
        note = f" ({key.expires_note})" if key.expires_note else ""
        lines.append(Line(f"Expires {local_time(key.expires_at)}{note}", indent=8))
    elif key.expires_note:
        lines.append(Line(f"Expires {key.expires_note}", indent=8))
    if key.label:
        lines.append(Line(f"Label   {key.label} (at the exchange)", indent=8))
    return lines


def finding_lines(findings: Iterable[Finding]) -> tuple[Line, ...]:
    """Failed checks, gravest first, then what wants a look; passed ones are only counted."""
    known = tuple(findings)
    open_ones = open_findings(known)
    lines = []
    for finding in open_ones:
        failed = finding.status is Status.FAIL
        sign, word = ("!", finding.severity.value) if failed else ("?", finding.status.value)
        tone = SEVERITY_TONES[finding.severity] if failed else "warn"
        lines.append(Line(f"{sign} {word:<9}{finding.title} ({finding.id})", tone, 11))
        said = (finding.evidence, f"→ {finding.remedy}" if finding.remedy else "")
        lines += [Line(f"{'':11}{text}", indent=13) for text in said if text]
    passed = len(known) - len(open_ones)
    if passed:
        lines.append(Line(f"✓ {passed} {'check' if passed == 1 else 'checks'} passed", "good"))
    return tuple(lines)


def check_lines(check: CredentialCheck, labels: Mapping[str, str]) -> tuple[Line, ...]:
    """What was found in the pasted fields where that is more than `ok`, and the hint."""
    lines = [
        Line(f"{labels.get(field.name, field.name)}: {text}", tone, 2)
        for field in check.fields
        if field.verdict != "ok"
        for text, tone in (field_words(field),)
    ]
    if check.hint:
        lines.append(Line(check.hint, "plain" if check.ok else "warn"))
    return tuple(lines)


def field_words(field: FieldCheck) -> tuple[str, Tone]:
    """The verdict on one pasted field in words, and its tone; the text itself is not in it."""
    words, tone = field_sign(field)
    return (f"{words}: {field.message}" if field.message else words), tone


def field_sign(field: FieldCheck) -> tuple[str, Tone]:
    """The verdict on one field as a sign and a word."""
    return _FIELD_WORDS.get(field.verdict, field.verdict), _FIELD_TONES.get(field.verdict, "plain")


def shape_line(shape: str, field: FieldCheck | None) -> tuple[Line, ...]:
    """Below a field: what is wrong with what was pasted, else what it looks like there."""
    if field is not None and field.message and field.verdict != "ok":
        return (Line(field.message, field_sign(field)[1]),)
    return (Line(shape, "dim"),) if shape else ()
