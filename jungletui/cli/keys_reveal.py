"""`jungletui keys reveal`: a whole credential, once, on the terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session, write
from jungletui.client.blocking import BlockingClient, read_document
from jungletui.client.launch import start_service
from jungletui.tui.environment import refuse_dumps

if TYPE_CHECKING:
    from jungletui.domain.vault_documents import Revealed


@click.command("reveal", cls=Command)
@click.argument("name")
@click.option("--force-pipe", is_flag=True, help="Print it, though whatever reads it keeps it.")
@pass_session
def reveal_command(session: Session, name: str, force_pipe: bool) -> None:
    """Show a key's secrets once. The passphrase is always asked for on the terminal, and the
    activity log has it before anything is shown."""
    if not force_pipe and (session.json or not sys.stdout.isatty()):
        raise click.UsageError("secrets are shown on a terminal; --force-pipe prints them anyway")
    refuse_dumps()
    raw = _revealed(session, name)
    if force_pipe and session.json:
        write(raw + b"\n")
        return
    shown: Revealed = read_document("keys_reveal", raw)
    if force_pipe:
        text = "".join(f"{line}\n" for line in _lines(shown))
        write(text.encode(sys.stdout.encoding or "utf-8", errors="replace"))
        return
    from jungletui.cli.page import show_page  # noqa: PLC0415  loads what only this needs

    show_page(_lines(shown))


def _revealed(session: Session, name: str) -> bytes:
    """The document, from a service of its own: one that is open already has not asked anybody."""
    client = BlockingClient(start_service(_without_sources(session)))
    try:
        return client.call("keys_reveal", name=name)
    finally:
        client.close()


def _without_sources(session: Session) -> Any:
    return session.options._replace(passphrase_fd=None, passphrase_file=None, agent=False)


def _lines(shown: Revealed) -> list[str]:
    """A line a field; a PEM keeps its lines, each by itself so that it can be selected."""
    from jungletui.cli.tables import clean  # noqa: PLC0415

    lines = [clean(f"{shown.name}: {shown.exchange}, {shown.environment.value}"), ""]
    for field, text in shown.credential.items():
        first, *rest = text.splitlines() or [""]
        lines += (
            [f"{field}:", *map(clean, (first, *rest))] if rest else [f"{field}: {clean(first)}"]
        )
    return lines
