"""The options that every command takes, before its name or after it."""

from __future__ import annotations

from typing import Any

import click

from jungletui.cli.session import Session


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Keep what was given; the later one counts."""
    given = value is not None and value is not False  # 0 is a descriptor
    if given and parameter.name is not None:
        context.ensure_object(Session).values[parameter.name] = value
    return value


def global_options() -> list[click.Parameter]:
    """One set of the options; none of them reaches the command's function."""
    shared: dict[str, Any] = {"expose_value": False, "callback": _remember}
    return [
        click.Option(["--json"], is_flag=True, help="Print one JSON document.", **shared),
        click.Option(["--home"], metavar="DIR", help="One folder for all files.", **shared),
        click.Option(
            ["--passphrase-fd"],
            metavar="N",
            type=click.IntRange(min=0),
            help="Read the passphrase from this descriptor.",
            **shared,
        ),
        click.Option(
            ["--passphrase-file"],
            metavar="FILE",
            help="Read the passphrase from this file.",
            **shared,
        ),
        click.Option(["--no-agent"], is_flag=True, help="Use no running agent.", **shared),
        click.Option(
            ["--no-lock"],
            is_flag=True,
            help="Save also where the file system has no locks; elsewhere it changes nothing.",
            **shared,
        ),
        click.Option(["--debug"], is_flag=True, help="Say more on stderr.", **shared),
    ]


class Command(click.Command):
    """A command with the options that all have."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.params += global_options()


class Group(click.Group):
    """A group whose commands have the options that all have."""

    command_class = Command

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.params += global_options()


NAMES = click.Argument(["names"], nargs=-1, metavar="[NAME]...")
