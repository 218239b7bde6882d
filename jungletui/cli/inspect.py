"""`jungletui inspect`: what each key can do, with the exchange's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.options import NAMES, Command
from jungletui.cli.outcome import exit_code
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.documents import InspectedKey, Inspection, Verdict
    from jungletui.domain.findings import Finding


@click.command("inspect", cls=Command, params=[NAMES])
@pass_session
def inspect_command(session: Session, names: tuple[str, ...]) -> int:
    """What each key can do. Without NAME: all keys."""
    answer = session.ask("inspect", names=names)
    session.show(answer, _text)
    errors = [key["error"] for key in session.read(answer)["keys"] if key["error"]]
    return exit_code(session, names, errors)


def verdict_text(verdict: Verdict) -> str:
    """What an added key turned out to be."""
    from jungletui.cli.tables import clean  # noqa: PLC0415  `--json` does without

    reasons = "".join(f"but: {clean(reason)}\n" for reason in verdict.reasons)
    outcome = "Saved" if verdict.saved else "Not saved"
    return f"{_key_text(verdict.key)}{reasons}{outcome}: {clean(verdict.key.name)}\n"


def _text(document: Inspection) -> str:
    if not document.keys:
        return "No keys yet: `jungletui keys add NAME --exchange ID` adds one.\n"
    return "\n".join(_key_text(key) for key in document.keys)


def _key_text(key: InspectedKey) -> str:
    from jungletui.cli.tables import DIM, GREEN, YELLOW, clean, moment, table  # noqa: PLC0415

    lines = [
        f"{key.name}  {key.exchange} {key.environment.value}  {key.fingerprint}",
        f"access: {key.access.value} ({key.source.value})",
    ]
    if key.error is not None:
        lines += [f"failed: {key.error.kind}: {key.error.message}", f"  do: {key.error.remedy}"]
        return "".join(f"{clean(line)}\n" for line in lines)
    lines.append(f"IP: {_ip_text(key)}")
    times = (("created", key.created_at), ("expires", key.expires_at), ("used", key.last_used_at))
    lines += [f"{name}: {moment(time)}" for name, time in times if time is not None]
    if key.expires_note:
        lines.append(f"lifetime: {key.expires_note}")
    lines += [f"not recognised: {item}" for item in key.unrecognised]
    rights = table(
        ("CAPABILITY", "GRANT", "EVIDENCE"),
        [(name.value, c.grant.value, c.evidence) for name, c in key.capabilities.items()],
        colours={"granted": YELLOW, "denied": GREEN, "unknown": DIM},
    )
    findings = "".join(_finding(f) for f in key.findings if f.status.value != "pass")
    return "".join(f"{clean(line)}\n" for line in lines) + rights + findings


def _ip_text(key: InspectedKey) -> str:
    known = {True: "restricted", False: "not restricted", None: "unknown"}[key.ip.restricted]
    allowed = f" to {', '.join(key.ip.allowed)}" if key.ip.allowed else ""
    return f"{known}{allowed} ({key.ip.evidence})"


def _finding(finding: Finding) -> str:
    """A finding as a few lines: its texts are too long for a table."""
    from jungletui.cli.tables import RED, YELLOW, clean, paint, takes_colour  # noqa: PLC0415

    severity = finding.severity.value
    head = f"{finding.id} {severity} {finding.status.value}"
    if takes_colour() and finding.status.value == "fail":
        head = paint(head, RED if severity in {"critical", "high"} else YELLOW)
    why = clean(f"  because: {finding.evidence}")
    return f"{head}: {clean(finding.title)}\n{why}\n{clean(f'  do: {finding.remedy}')}\n"
