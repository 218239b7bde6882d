"""`jungletui inspect`: what each key can do, with the exchange's own words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jungletui.cli.options import NAMES, Command
from jungletui.cli.outcome import exit_code
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.documents import InspectedKey, Inspection, Verdict
    from jungletui.domain.findings import Finding


MOST_SHOWN = 20
"""Keys of an account's list, and addresses, that the text names."""
USE = click.Option(["--use"], is_flag=True, help="Look for the last use in orders and fills, too.")
ACCEPT = click.Option(
    ["--accept"], is_flag=True, help="Take what is found for right; later changes are shown."
)
YES = click.Option(["--yes"], is_flag=True, help="Do not ask before accepting.")


@click.command("inspect", cls=Command, params=[NAMES, USE, ACCEPT, YES])
@pass_session
def inspect_command(
    session: Session, names: tuple[str, ...], use: bool, accept: bool, yes: bool
) -> int:
    """What each key can do. Without NAME: all keys."""
    if accept and not names:
        raise click.UsageError("name the keys whose rights you accept")
    if accept and not yes and (session.json or not sys.stdin.isatty()):
        raise click.UsageError("without a terminal, and with --json, --accept needs --yes")
    answer = session.ask("inspect_use" if use else "inspect", names=names)
    if not (accept and session.json):
        session.show(answer, _text)
    if accept:
        from jungletui.cli.inspect_accept import accept_shown  # noqa: PLC0415  seldom needed

        accept_shown(session, answer, ask=not yes)
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
    times = (
        ("created", key.created_at),
        ("expires", key.expires_at),
        ("expires (estimate)", key.expires_estimate),
        ("used", key.last_used_at),
    )
    lines += [f"{name}: {moment(time)}" for name, time in times if time is not None]
    if key.expires_note:
        lines.append(f"lifetime: {key.expires_note}")
    lines += [f"not recognised: {item}" for item in key.unrecognised]
    lines += _around(key)
    rights = table(
        ("CAPABILITY", "GRANT", "EVIDENCE"),
        [(name.value, c.grant.value, c.evidence) for name, c in key.capabilities.items()],
        colours={"granted": YELLOW, "denied": GREEN, "unknown": DIM},
    )
    findings = "".join(_finding(f) for f in key.findings if f.status.value != "pass")
    return "".join(f"{clean(line)}\n" for line in lines) + rights + findings


def _around(key: InspectedKey) -> list[str]:
    """What is known besides the report: use, statements, the baseline, other keys."""
    from jungletui.cli.tables import moment  # noqa: PLC0415

    lines = [f"use: {key.last_use.evidence}"] if key.last_use else []
    if key.attested:
        note = f": {key.attested.note}" if key.attested.note else ""
        lines.append(f"stated: by {key.attested.by} at {moment(key.attested.at)}{note}")
    if key.baseline_at:
        changed = "; ".join(f"{d.what} was {d.was}, is {d.now}" for d in key.drift) or "as accepted"
        lines.append(f"accepted: {moment(key.baseline_at)}; {changed}")
    if key.same_key:
        lines.append(f"the same key: {', '.join(key.same_key)}")
    if key.same_account:
        lines.append(f"of the same account: {', '.join(key.same_account)}")
    strangers = key.account_keys or ()
    for other in strangers[:MOST_SHOWN]:
        parts = (other.label or "", other.rights)
        said = ", ".join(part for part in parts if part)
        lines.append(f"not in this vault: {other.public_id}{f' ({said})' if said else ''}")
    if len(strangers) > MOST_SHOWN:
        lines.append(f"and {len(strangers) - MOST_SHOWN} more of these: --json lists them")
    if key.account_keys_more:
        lines.append(f"and {key.account_keys_more} more keys of the account, not compared")
    return lines


def _ip_text(key: InspectedKey) -> str:
    known = {True: "restricted", False: "not restricted", None: "unknown"}[key.ip.restricted]
    listed = key.ip.allowed or ()
    more = f" and {len(listed) - MOST_SHOWN} more" if len(listed) > MOST_SHOWN else ""
    allowed = f" to {', '.join(listed[:MOST_SHOWN])}{more}" if listed else ""
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
