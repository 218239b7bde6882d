"""`jungletui init`: makes a vault and shows its recovery code, once."""

from __future__ import annotations

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session
from jungletui.domain.documents import Created


@click.command("init", cls=Command)
@pass_session
def init_command(session: Session) -> None:
    """Make a vault. The passphrase is asked for on the terminal unless it is given."""
    session.show(session.ask("create_vault"), _text)


def _text(created: Created) -> str:
    return (
        f"The vault is {created.path}\n\n"
        f"Recovery code: {created.recovery_code}\n\n"
        "It opens the vault when the passphrase is lost. Write it down: it is not shown again.\n"
    )
