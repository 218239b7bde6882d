"""`jungletui guide`: how to create, restrict and delete a key."""

from __future__ import annotations

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session


@click.command("guide", cls=Command)
@click.argument("exchange")
@pass_session
def guide_command(session: Session, exchange: str) -> None:
    """How to create, restrict and delete a key on an exchange."""
    answer = session.ask("guide", exchange=exchange)
    session.show(answer, lambda guide: guide.markdown.rstrip("\n") + "\n")
