"""The console: on the vault without a command, on the sandbox with `demo`."""

from __future__ import annotations

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session


@click.command("demo", cls=Command)
@pass_session
def demo_command(session: Session) -> int:
    """The console on a sandbox with sample keys; needs no network and writes nothing."""
    return open_console(session, demo=True)


def open_console(session: Session, demo: bool) -> int:
    """Run the console until it is left; its exit code. click.UsageError with `--json`."""
    if session.json:
        raise click.UsageError("the console prints no JSON: name a command")
    from jungletui.tui.run import run_app  # noqa: PLC0415  loads Textual

    return run_app(session.options._replace(demo=demo))
