"""`jungletui keys edit`: another name, policy, holder, tag, environment, endpoint or
proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jungletui.cli.options import Command
from jungletui.cli.proxy import OPTION_HELP, given_proxy
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.vault_documents import Edited


@click.command("edit", cls=Command)
@click.argument("name")
@click.option("--name", "new_name", metavar="NAME", help="Another name.")
@click.option("--environment", type=click.Choice(("live", "testnet", "demo")))
@click.option("--endpoint", metavar="URL", help="Another host; '' for the exchange's own.")
@click.option("--policy", help="What the key is allowed to be.")
@click.option("--holder", "holders", multiple=True, help="Who has a copy, instead; repeatable.")
@click.option("--no-holders", is_flag=True, help="Nobody has a copy that is known.")
@click.option("--tag", "tags", multiple=True, help="A word to find it by, instead; repeatable.")
@click.option("--no-tags", is_flag=True, help="No words to find it by.")
@click.option("--proxy", metavar="URL", help=f"{OPTION_HELP} '' for none.")
@click.option("--family", type=click.Choice(("any", "v4", "v6")), help="Which addresses to use.")
@pass_session
def edit_command(session: Session, /, name: str, new_name: str | None, **options: Any) -> None:
    """Change what was chosen about a key. Its credential stays; nothing is sent."""
    changes = {
        "name": new_name,
        "environment": options["environment"],
        "endpoint": options["endpoint"],
        "policy": options["policy"],
        "proxy": given_proxy(options["proxy"]),
        "family": options["family"],
        "holders": _texts(options["holders"], options["no_holders"], "holder"),
        "tags": _texts(options["tags"], options["no_tags"], "tag"),
    }
    if not any(value is not None for value in changes.values()):
        raise click.UsageError("name what to change: --policy, --holder, --tag, --name, …")
    session.show(session.ask("keys_edit", name=name, changes=changes), _text)


def _texts(given: tuple[str, ...], none: bool, option: str) -> list[str] | None:
    if given and none:
        raise click.UsageError(f"--{option} and --no-{option}s contradict each other")
    return list(given) if given or none else None


def _text(edited: Edited) -> str:
    from jungletui.cli.tables import clean  # noqa: PLC0415  `--json` does without

    if not edited.changed:
        return clean(f"{edited.key.name} is so already; nothing was changed.") + "\n"
    return clean(f"{edited.key.name}: changed {', '.join(edited.changed)}.") + "\n"
