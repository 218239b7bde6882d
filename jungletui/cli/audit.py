"""`jungletui audit`: what is wrong with the keys, for a person, a monitor or a build."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

from jungletui.cli.options import NAMES, Command
from jungletui.cli.outcome import DONE, UNREACHABLE, exit_code
from jungletui.cli.session import Answer, Session, pass_session, tell, write

FORMATS = {
    "table": ("text", "as_text"),
    "markdown": ("markdown", "as_markdown"),
    "prometheus": ("prometheus", "as_prometheus"),
    "sarif": ("sarif", "as_sarif"),
}
"""Format to module of `cli.formats` and its function; `json` is the document itself."""
CHECKS = {"table": "checks_text", "json": "checks_json", "markdown": "checks_markdown"}
SEVERITIES = ("critical", "high", "medium", "low", "info")
NEVER = "never"
OPEN = ("fail", "unknown", "manual")
FOUND = 1


@click.command("audit", cls=Command, params=[NAMES])
@click.option(
    "--fail-on",
    type=click.Choice((*SEVERITIES, NEVER)),
    default="high",
    show_default=True,
    help="The least severity of a failed check that ends with exit code 1.",
)
@click.option(
    "--strict", is_flag=True, help="What is unknown or wants a look counts as failed, too."
)
@click.option("--format", "shape", type=click.Choice(("json", *FORMATS)), help="  [default: table]")
@click.option("--checks", is_flag=True, help="Only print all checks; nothing is opened.")
@pass_session
def audit_command(
    session: Session,
    names: tuple[str, ...],
    fail_on: str,
    strict: bool,
    shape: str | None,
    checks: bool,
) -> int:
    """What is wrong with the keys. Without NAME: all keys.

    Exit code 0 where no check failed with --fail-on or graver, 1 where one did or a key could not
    be read, 3 where the vault stays locked, 4 where no exchange could be reached.
    """
    chosen = _shape(session, shape)
    if checks:
        return _print_checks(chosen, names)
    if sys.stderr.isatty():
        tell("Inspecting…")
    answer = session.ask("audit", names=names)
    _print(session, answer, chosen)
    document = session.read(answer)
    unread = exit_code(session, names, document["errors"])
    if unread == UNREACHABLE:
        return unread
    return FOUND if unread or _grave(document["counts"], fail_on, strict) else DONE


def _shape(session: Session, shape: str | None) -> str:
    """The format asked for; `--json` and `--format json` are the same. click.UsageError where both
    are given and differ."""
    if session.json and shape not in (None, "json"):
        raise click.UsageError(f"--json and --format {shape} are two formats")
    if shape == "json":
        session.values["json"] = True
    return "json" if session.json else shape or "table"


def _print_checks(shape: str, names: tuple[str, ...]) -> int:
    if names:
        raise click.UsageError("--checks takes no names: it prints every check")
    if shape not in CHECKS:
        raise click.UsageError(f"--checks has no format {shape}: {', '.join(CHECKS)}")
    module = importlib.import_module("jungletui.cli.formats.checks")
    text: str = getattr(module, CHECKS[shape])()
    write(text.encode())
    return DONE


def _print(session: Session, answer: Answer, shape: str) -> None:
    if shape == "json":
        write(answer.raw + b"\n")
        return
    name, function = FORMATS[shape]
    as_shape = getattr(importlib.import_module(f"jungletui.cli.formats.{name}"), function)
    if shape == "table":
        session.show(answer, as_shape)
    else:  # files for other programs: UTF-8 whatever the terminal has
        write(as_shape(answer.document()).encode())


def _grave(counts: Mapping[str, Mapping[str, Any]], fail_on: str, strict: bool) -> bool:
    """Whether a check failed with this severity or a graver one."""
    if fail_on == NEVER:
        return False
    severities = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    statuses = OPEN if strict else OPEN[:1]
    return any(counts[status][severity] for status in statuses for severity in severities)
