"""`jungletui doctor`: checks of this machine, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.documents import Diagnostics


@click.command("doctor", cls=Command)
@pass_session
def doctor_command(session: Session) -> int:
    """Checks of this machine; exit code 1 where one of them is an error."""
    answer = session.ask("doctor")
    session.show(answer, _text)
    return int(any(row["status"] == "error" for row in session.read(answer)["rows"]))


def _text(document: Diagnostics) -> str:
    from jungletui.cli.tables import DIM, GREEN, RED, YELLOW, table  # noqa: PLC0415

    colours = {"ok": GREEN, "warning": YELLOW, "error": RED, "unknown": DIM}
    rows = [(row.check, row.status, row.detail, row.remedy) for row in document.rows]
    return table(("CHECK", "STATUS", "DETAIL", "REMEDY"), rows, colours=colours)
