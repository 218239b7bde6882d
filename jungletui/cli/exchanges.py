"""`jungletui exchanges`: what can be known and read on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.documents import ExchangeInfo, Exchanges


_BOUND = {
    True: "keys can be bound to some",
    False: "keys cannot be bound to any",
    None: "whether keys can be bound to some is not known",
}


@click.command("exchanges", cls=Command)
@click.argument("exchange", required=False, metavar="[ID]")
@pass_session
def exchanges_command(session: Session, exchange: str | None) -> None:
    """What can be known and read on every exchange, or on one."""
    answer = session.ask("exchanges", exchange=exchange)
    session.show(answer, _text if exchange is None else _one_text)


def _text(document: Exchanges) -> str:
    from jungletui.cli.tables import table  # noqa: PLC0415  `--json` does without

    rows = [
        (
            info.id,
            info.name,
            "told" if info.inspects else "by hand",
            ", ".join(info.reads) or "not yet",
            "yes" if info.has_guide else "-",
        )
        for info in document.exchanges
    ]
    return table(("ID", "NAME", "RIGHTS", "READS", "GUIDE"), rows)


def _one_text(document: Exchanges) -> str:
    from jungletui.cli.tables import clean, table  # noqa: PLC0415

    info = document.exchanges[0]
    lines = [
        f"{info.id}  {info.name}",
        f"rights of a key: {_rights(info)}",
        f"rights to choose: {_choice(info)}",
        f"addresses: {_BOUND[info.ip_list]}",
        *(f"lifetime: {rule}" for rule in info.lifetimes),
        *((f"remark: {info.remark}",) if info.remark else ()),
        f"reads: {', '.join(info.reads) or 'nothing yet'}",
        f"environments: {', '.join(info.environments)}",
        f"shows: {_shows(info)}",
        f"page: {info.page or '-'}",
        *((f"guide: jungletui guide {info.id}",) if info.has_guide else ()),
        f"facts: {info.fact_source or 'none gathered yet'} {info.verified_on}".rstrip(),
    ]
    fields = table(
        ("FIELD", "THERE", "SECRET", "NEEDED", "SHAPE"),
        [(f.name, f.label, _yes(f.secret), _yes(f.required), f.shape or "-") for f in info.fields],
    )
    return "".join(f"{clean(line)}\n" for line in lines) + (fields if info.fields else "")


def _rights(info: ExchangeInfo) -> str:
    """Whether the exchange tells them; where it does not, a person looks and states them."""
    if info.inspects:
        return "told by the exchange"
    look = f"look at {info.page}" if info.page else "look where the key was made"
    return f"not told; {look}, then `jungletui keys attest NAME`"


def _choice(info: ExchangeInfo) -> str:
    if info.full_access:
        return "none: every key has all of them"
    return ", ".join(info.rights) or "not known"


def _shows(info: ExchangeInfo) -> str:
    shown = {"IP": info.shows_ip, "expiry": info.shows_expiry, "last use": info.shows_last_use}
    return ", ".join(name for name, there in shown.items() if there) or "neither IP nor times"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
