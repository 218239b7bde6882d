"""`jungletui keys add`: a credential, what the exchange says of it, then the vault."""

from __future__ import annotations

import sys

import click

from jungletui.cli.credential import credential_for, tell_check
from jungletui.cli.options import Command
from jungletui.cli.proxy import OPTION_HELP, given_proxy
from jungletui.cli.session import Session, pass_session, tell


@click.command("add", cls=Command)
@click.argument("name")
@click.option("--exchange", required=True, metavar="ID", help="A ccxt id, as binance or okx.")
@click.option("--environment", type=click.Choice(("live", "testnet", "demo")), default="live")
@click.option("--endpoint", metavar="URL", help="Another host than the exchange's own.")
@click.option("--policy", default="bot", show_default=True, help="What the key is allowed to be.")
@click.option("--holder", "holders", multiple=True, help="Who has a copy of it; repeatable.")
@click.option("--tag", "tags", multiple=True, help="A word to find it by; repeatable.")
@click.option("--proxy", metavar="URL", help=OPTION_HELP)
@click.option("--family", type=click.Choice(("any", "v4", "v6")), default="any")
@click.option("--no-verify", is_flag=True, help="Save it without asking the exchange.")
@pass_session
def add_command(
    session: Session, /, name: str, exchange: str, no_verify: bool, **profile: str | None
) -> int:
    """Add a key. The credential comes as a JSON object on stdin, or is asked for; a proxy with a
    password may stand in it as "proxy".

    A key that the exchange refuses, or that breaks its policy, is not saved (exit code 6).
    """
    if sys.stdin.isatty():
        session.ask("keys_list")  # the passphrase is asked for before the fields
    credential = credential_for(session, exchange)
    profile["proxy"] = credential.pop("proxy", None) or given_proxy(
        profile["proxy"], stdin_taken=not sys.stdin.isatty()
    )
    if not no_verify and not session.json:
        tell(f"Asking {exchange} what this key can do …")
    answer = session.ask(
        "keys_add",
        profile={"name": name, "exchange": exchange, **profile},
        credential=credential,
        verify=not no_verify,
    )
    if not (session.json or sys.stdin.isatty()):
        tell_check(answer.document().check, odd_only=True)
    from jungletui.cli.inspect import verdict_text  # noqa: PLC0415

    session.show(answer, verdict_text)
    return 0
