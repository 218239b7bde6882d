"""`jungletui watch`: balances, orders and fills as they change, until it is interrupted."""

from __future__ import annotations

import sys

import click

from jungletui.cli.options import NAMES, Command
from jungletui.cli.session import Session, pass_session, written


@click.command("watch", cls=Command, params=[NAMES])
@click.option(
    "--quote",
    default="",
    metavar="ASSET",
    help="The currency of the values; else that of the configuration, else USDT.",
)
@click.option("--positions", is_flag=True, help="Open positions, and nothing else.")
@pass_session
def watch_command(session: Session, names: tuple[str, ...], quote: str, positions: bool) -> int:
    """Balances, open orders and fills: first as they are, then whenever they change, until Ctrl-C.

    One JSON document a line; on a terminal a line of text for each change. Without NAME: all keys.
    """
    if positions:
        events = session.follow("watch_positions", names=names)
    else:
        events = session.follow("watch", names=names, quote=quote)
    if session.json or not sys.stdout.isatty():
        for event in events:
            if not written(event + b"\n"):
                return 0
        return 0
    from jungletui.cli.watch_text import Teller  # noqa: PLC0415  JSON does without
    from jungletui.client.blocking import read_document  # noqa: PLC0415

    teller = Teller()
    for event in events:
        text = teller.lines(read_document("watch", event))
        if text and not written(text.encode(sys.stdout.encoding or "utf-8", errors="replace")):
            return 0
    return 0
