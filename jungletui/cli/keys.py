"""`jungletui keys`: list, show and remove; the others have files of their own."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import click

from jungletui.cli.options import Command, Group
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.documents import KeyList, KeyShown, Removed


LATER = ("add", "attest", "edit", "renew", "reveal")
"""Commands with a file of their own, loaded when they are called."""


class KeysGroup(Group):
    """Loads the larger commands when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted((*super().list_commands(ctx), *LATER))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command."""
        if cmd_name in LATER:
            module = importlib.import_module(f"jungletui.cli.keys_{cmd_name}")
            command: click.Command = getattr(module, f"{cmd_name}_command")
            return command
        return super().get_command(ctx, cmd_name)


@click.group("keys", cls=KeysGroup)
def keys_command() -> None:
    """Add, attest, list, show, edit, renew, reveal and remove keys."""


@keys_command.command("list", cls=Command)
@pass_session
def list_command(session: Session) -> None:
    """All keys of the vault."""
    session.show(session.ask("keys_list"), _list_text)


@keys_command.command("show", cls=Command)
@click.argument("name")
@pass_session
def show_command(session: Session, name: str) -> None:
    """One key, without anything secret."""
    session.show(session.ask("keys_show", name=name), _shown_text)


@keys_command.command("remove", cls=Command)
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask for the name again.")
@pass_session
def remove_command(session: Session, name: str, yes: bool) -> None:
    """Take a key out of the vault. It still lives at the exchange: delete it there."""
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("without a terminal, `keys remove` needs --yes")
        session.ask("keys_show", name=name)
        typed = click.prompt(f"Type the name of the key to remove it ({name})", err=True)
        if typed != name:
            raise click.UsageError("that is not the name; nothing was removed")
    session.show(session.ask("keys_remove", name=name), _removed_text)


def _list_text(document: KeyList) -> str:
    from jungletui.cli.tables import table  # noqa: PLC0415  `--json` does without

    if not document.keys:
        return "No keys yet: `jungletui keys add NAME --exchange ID` adds one.\n"
    headings = (
        "NAME", "EXCHANGE", "ENVIRONMENT", "FINGERPRINT", "PUBLIC-ID", "POLICY", "HOLDERS", "TAGS",
        "ENDPOINT",
    )  # fmt: skip
    rows = [
        (
            key.name,
            key.exchange,
            key.environment.value,
            key.fingerprint,
            key.public_id or "-",
            key.policy,
            ", ".join(key.holders) or "-",
            ", ".join(key.tags) or "-",
            key.endpoint or "-",
        )
        for key in document.keys
    ]
    return table(headings, rows)


def _shown_text(shown: KeyShown) -> str:
    from jungletui.cli.tables import clean, moment  # noqa: PLC0415

    key = shown.key
    rows = (
        ("name", key.name),
        ("exchange", key.exchange),
        ("environment", key.environment.value),
        ("endpoint", key.endpoint or "the exchange's own"),
        *((("proxy", key.proxy),) if key.proxy else ()),
        *((("family", key.family.value),) if key.family.value != "any" else ()),
        ("fingerprint", key.fingerprint),
        ("public id", key.public_id or "-"),
        ("fields", ", ".join(shown.credential_fields)),
        ("policy", key.policy),
        ("holders", ", ".join(key.holders) or "-"),
        ("tags", ", ".join(key.tags) or "-"),
        ("added", moment(key.added_at)),
        ("page", shown.page or "-"),
    )
    return "".join(f"{name:<12} {clean(value)}\n" for name, value in rows)


def _removed_text(removed: Removed) -> str:
    from jungletui.cli.tables import clean  # noqa: PLC0415

    where = removed.page or "at the exchange"
    return clean(f"Removed {removed.name}. The key still works: delete it here: {where}") + "\n"
