"""`jungletui init`: makes a vault and shows its recovery code, once."""

from __future__ import annotations

import sys

import click

from jungletui.cli.ending import ended_as_by_ctrl_c
from jungletui.cli.new_passphrase import new_passphrase_option
from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session
from jungletui.client.recovery_page import show_and_check
from jungletui.domain.documents import Created
from jungletui.tui.environment import refuse_dumps


@click.command("init", cls=Command)
@new_passphrase_option()
@pass_session
def init_command(session: Session, new: str) -> None:
    """Make a vault. The passphrase is asked for on the terminal unless it is given: six random
    words are offered for it. The recovery code is shown there once, and two of its groups are asked
    for."""
    refuse_dumps()
    created = session.ask("create_vault", new=new)
    if session.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        session.show(created, _text)
        return
    document: Created = created.document()
    with ended_as_by_ctrl_c():
        show_and_check(document.recovery_code)
    session.show(created, _place)


def _place(created: Created) -> str:
    return f"The vault is {created.path}\n"


def _text(created: Created) -> str:
    return (
        f"{_place(created)}\n"
        f"Recovery code: {created.recovery_code}\n\n"
        "It opens the vault when the passphrase is lost. Write it down: it is not shown again.\n"
    )
