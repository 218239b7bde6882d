"""Reading a credential: JSON on stdin from a script, field after field from a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from jungletui.cli.ending import ended_as_by_ctrl_c
from jungletui.cli.session import Session, tell
from jungletui.domain.credentials import CredentialCheck, CredentialField
from jungletui.tui.environment import refuse_dumps

LONGEST = 1 << 20
PEM_END = "-----END"


def credential_for(session: Session, exchange: str) -> dict[str, str]:
    """A credential of `exchange`, from the person at the terminal, who is told what its shape says,
    or from stdin. click.UsageError as of `from_stdin`."""
    if not sys.stdin.isatty():
        return from_stdin(passphrase_fd=session.values.get("passphrase_fd"))
    (info,) = session.ask("exchanges", exchange=exchange).document().exchanges
    with ended_as_by_ctrl_c():
        credential = from_person(info.fields)
    tell_check(session.ask("keys_check", exchange=exchange, credential=credential).document())
    return credential


def from_stdin(passphrase_fd: int | None = None) -> dict[str, str]:
    """The JSON object on stdin: field names to texts. click.UsageError where it is none, or where
    the passphrase comes from there, too; what was in it is not repeated."""
    if passphrase_fd == 0:
        raise click.UsageError(
            "stdin cannot hold both the credential and the passphrase: take another descriptor "
            "for the passphrase, --passphrase-fd 3 3<FILE"
        )
    refuse_dumps()
    try:
        text = sys.stdin.buffer.read(LONGEST).decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise click.UsageError(
            'stdin holds no credential: it is one JSON object of texts, {"apiKey": "…", …}'
        )
    return found


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A field that stands there twice is a mistake, not a choice."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("twice")
    return dict(pairs)


def from_person(fields: Sequence[CredentialField]) -> dict[str, str]:
    """Ask for each field in the exchange's own words; what is secret is not shown."""
    refuse_dumps()
    credential = {}
    for field in fields:
        hint = f" ({field.shape})" if field.shape else ""
        optional = "" if field.required else ", Enter to leave out"
        text = click.prompt(
            f"{field.label}{hint}{optional}",
            hide_input=field.secret,
            default=None if field.required else "",
            show_default=False,
            err=True,
        )
        if text.startswith("-----BEGIN") and PEM_END not in text:
            text = _rest_of_pem(text, field.secret)
        if text:
            credential[field.name] = text
    return credential


def _rest_of_pem(first: str, secret: bool) -> str:
    """A pasted PEM has several lines."""
    lines = [first]
    while PEM_END not in lines[-1]:
        lines.append(
            click.prompt(
                "", hide_input=secret, default="", show_default=False, prompt_suffix="", err=True
            )
        )
    return "\n".join(lines)


def tell_check(check: CredentialCheck, *, odd_only: bool = False) -> None:
    """Length and verdict of each field, or of those that are not as they should be, to stderr;
    never the text."""
    for field in check.fields:
        if odd_only and field.verdict == "ok":
            continue
        note = f": {field.message}" if field.message else ""
        tell(f"{field.name}: {field.length} characters, {field.verdict}{note}")
    if check.hint:
        tell(check.hint)
