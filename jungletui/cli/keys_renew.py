"""`jungletui keys renew`: another credential of the same account in the place of a key's."""

from __future__ import annotations

import click

from jungletui.cli.credential import credential_for
from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session, tell


@click.command("renew", cls=Command)
@click.argument("name")
@click.option("--no-verify", is_flag=True, help="Replace it without asking the exchange.")
@pass_session
def renew_command(session: Session, name: str, no_verify: bool) -> int:
    """Replace a key's credential by a new one of the same account.

    The credential comes as a JSON object on stdin, or is asked for. It is saved and tried before
    the old one goes: at every moment the vault has one that works. One that the exchange refuses,
    or that breaks the key's policy, replaces nothing (exit code 6).
    """
    shown = session.ask("keys_show", name=name).document()
    exchange = shown.key.exchange
    credential = credential_for(session, exchange)
    if not no_verify and not session.json:
        tell(f"Asking {exchange} what this key can do …")
    answer = session.ask("keys_renew", name=name, credential=credential, verify=not no_verify)
    where = f" at {shown.page}" if shown.page else ""
    if not session.json:
        tell(f"The credential that it replaces still works until you delete it{where}.")
    from jungletui.cli.inspect import verdict_text  # noqa: PLC0415

    session.show(answer, verdict_text)
    return 0
