"""`jungletui log`: what was done to the vault on this host, by whom, and whether that is all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session, tell

if TYPE_CHECKING:
    from jungletui.domain.activity import ActivityLog, ActivityRecord

VERIFIED, DAMAGED = 0, 5


@click.command("log", cls=Command)
@click.option("--verify", is_flag=True, help="Only say whether it is whole.")
@pass_session
def log_command(session: Session, verify: bool) -> int:
    """The activity log. It is verified in any case: exit code 5 where anything was cut,
    reordered or edited."""
    answer = session.ask("activity_log")
    if session.json:
        session.show(answer, _table)
        return VERIFIED if session.read(answer)["verified"] else DAMAGED
    log: ActivityLog = answer.document()
    session.show(answer, _verdict if verify else _table)
    for problem in log.problems:
        tell(_clean(f"does not verify: {problem}"))
    return VERIFIED if log.verified else DAMAGED


def _table(log: ActivityLog) -> str:
    from jungletui.cli.tables import moment, table  # noqa: PLC0415

    headings = ("#", "AT", "WHAT", "KEY", "FINGERPRINT", "UID", "TERMINAL", "SSH", "DETAIL")
    rows = [
        (
            str(record.position),
            moment(record.at),
            record.what.value,
            record.key or "-",
            record.fingerprint or "-",
            str(record.origin.uid),
            record.origin.tty or "-",
            _line(record),
            record.detail or "-",
        )
        for record in log.records
    ]
    return table(headings, rows, right=(0,)) + _verdict(log)


def _line(record: ActivityRecord) -> str:
    """The address that the SSH line came from."""
    return record.origin.ssh.split(" ")[0] if record.origin.ssh else "-"


def _verdict(log: ActivityLog) -> str:
    count = f"{len(log.records)} records in {log.path}"
    state = "whole" if log.verified else "NOT WHOLE"
    return _clean(f"{count}: {state}") + "\n"


def _clean(text: str) -> str:
    from jungletui.cli.tables import clean  # noqa: PLC0415

    return clean(text)
