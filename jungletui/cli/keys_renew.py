"""`jungletui keys renew`: another credential of the same account in the place of a key's."""

from __future__ import annotations

import sys

import click

from jungletui.cli.credential import from_person, from_stdin, tell_check
from jungletui.cli.ending import ended_as_by_ctrl_c
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
    if sys.stdin.isatty():
        (info,) = session.ask("exchanges", exchange=exchange).document().exchanges
        with ended_as_by_ctrl_c():
            credential = from_person(info.fields)
        tell_check(session.ask("keys_check", exchange=exchange, credential=credential).document())
    else:
        credential = from_stdin(passphrase_fd=session.values.get("passphrase_fd"))
    if not no_verify and not session.json:
        tell(f"Asking {exchange} what this key can do …")
    answer = session.ask("keys_renew", name=name, credential=credential, verify=not no_verify)
    where = f" at {shown.page}" if shown.page else ""
    if not session.json:
        tell(f"The credential that it replaces still works until you delete it{where}.")
    from jungletui.cli.inspect import verdict_text  # noqa: PLC0415

    session.show(answer, verdict_text)
    return 0
