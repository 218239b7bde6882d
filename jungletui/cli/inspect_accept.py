"""`jungletui inspect --accept`: taking what was shown for right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.session import Answer, Session, tell

if TYPE_CHECKING:
    from jungletui.domain.statements import Accepted


def accept_shown(session: Session, answer: Answer, *, ask: bool) -> None:
    """Accept the keys of an inspection that did not fail, once a person has agreed."""
    document = session.read(answer)
    names = [key["name"] for key in document["keys"] if not key["error"]]
    if not names:
        tell("Nothing was accepted: no key could be inspected.")
        return
    if ask and not click.confirm("Accept these rights and addresses as right?", err=True):
        tell("Nothing was accepted.")
        return
    accepted = session.ask("keys_accept", names=names, at=document["at"])
    session.show(accepted, _text)


def _text(document: Accepted) -> str:
    from jungletui.cli.tables import clean  # noqa: PLC0415  `--json` does without

    names = ", ".join(key.name for key in document.keys)
    return clean(f"Accepted: {names}. Later inspections show what differs.") + "\n"
