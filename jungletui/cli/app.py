"""The command tree: each command's module is loaded when the command is called."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from contextlib import suppress

import click

from jungletui import __version__
from jungletui.cli.options import Group
from jungletui.cli.session import Session, write
from jungletui.client.launch import ServiceProcess

COMMANDS = {
    "agent": ("agent", "Keep the vault open for all commands."),
    "audit": ("audit", "What is wrong with the keys."),
    "balances": ("balances", "What the accounts hold."),
    "demo": ("console", "The console on a sandbox with sample keys."),
    "diagnose": ("diagnose", "Why is this key refused?"),
    "doctor": ("doctor", "Checks of this machine."),
    "executions": ("executions", "Were the orders executed, and whose are they?"),
    "exchanges": ("exchanges", "What can be known and read on each exchange."),
    "fills": ("fills", "Executions of orders."),
    "guide": ("guide", "How to create, restrict and delete a key."),
    "init": ("init", "Make a vault."),
    "inspect": ("inspect", "What each key can do."),
    "keys": ("keys", "Add, attest, list, show, edit, reveal and remove keys."),
    "log": ("log", "What was done to the vault, and by whom."),
    "movements": ("movements", "Deposits and withdrawals."),
    "orders": ("orders", "Open and closed orders."),
    "positions": ("positions", "Open positions."),
    "vault": ("vault", "What opens the vault; check, copy and restore it."),
    "watch": ("watch", "Balances, orders and fills as they change."),
}
"""Name to module of this package (which has a command of that name) and short help."""
UNREACHABLE = 4


class Root(Group):
    """Loads a command when it is called; its help text is known without."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All names."""
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """The command, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"jungletui.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """The list of commands, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(
    cls=Root,
    name="jungletui",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="jungletui")
@click.pass_context
def root(context: click.Context) -> int | None:
    """What exchange API keys can really do, and what their accounts hold.

    Without a command: the console.
    """
    if context.invoked_subcommand is not None:
        return None
    from jungletui.cli.console import open_console  # noqa: PLC0415

    return open_console(context.ensure_object(Session), demo=False)


def run(arguments: Sequence[str], early: ServiceProcess | None = None) -> int:
    """Run one command; its exit code."""
    session = Session(early)
    try:
        code = root.main(list(arguments), prog_name="jungletui", standalone_mode=False, obj=session)
    except click.exceptions.Abort:
        return 130
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        return _wrong_usage(session, error, arguments)
    except Exception as error:  # the boundary of the program: what is unknown goes on below
        failed = _failed(session, error)
        if failed is None:
            raise
        return failed
    finally:
        session.close()
    return code if isinstance(code, int) else 0


def _wrong_usage(session: Session, error: click.ClickException, words: Sequence[str]) -> int:
    if session.json or "--json" in words:
        _print_error("usage", error.format_message(), "See --help.")
    else:
        error.show()
    return error.exit_code


def _failed(session: Session, error: Exception) -> int | None:
    """Print one of our own errors; None where it is another."""
    from jungletui.domain.failures import JungleError  # noqa: PLC0415

    if not isinstance(error, JungleError):
        return None
    if session.json:
        _print_error(error.kind, error.message, error.remedy)
    else:
        from jungletui.cli.tables import clean  # noqa: PLC0415

        click.echo(f"error: {clean(error.message)}", err=True)
        if error.remedy:
            click.echo(clean(error.remedy), err=True)
    # Here one key was asked; where several are, `outcome` decides.
    return UNREACHABLE if error.kind == "unreachable" else int(error.exit_code)


def _print_error(kind: str, message: str, remedy: str) -> None:
    error = {"kind": kind, "message": message, "remedy": remedy}
    document = {"schema": "jungletui.error/1", "error": error}
    with suppress(click.exceptions.Exit):  # that it could not be written is said already
        write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
