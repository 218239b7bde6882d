"""`jungletui keys attest`: what the website shows about a key, stated by a person and dated."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jungletui.cli.options import Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.statements import Attested

YES_OR_NO = click.Choice(("yes", "no"))
ANSWERS = {"yes": "granted", "no": "denied"}
RIGHTS = {"read": "read", "transfer": "transfer.internal", "withdraw": "withdraw", "admin": "admin"}
"""Options to capabilities; `--trade` is trading as a whole."""
CAPABILITIES = click.Choice(
    (
        *("read", "trade.spot", "trade.margin", "trade.derivatives", "trade.options"),
        *("trade.other", "transfer.internal", "withdraw", "admin"),
    )
)


@click.command("attest", cls=Command)
@click.argument("name")
@click.option("--read", type=YES_OR_NO, help="Whether it can read.")
@click.option("--trade", type=YES_OR_NO, help="Whether it can trade.")
@click.option("--transfer", type=YES_OR_NO, help="Whether it moves funds between own wallets.")
@click.option("--withdraw", type=YES_OR_NO, help="Whether it can withdraw.")
@click.option("--admin", type=YES_OR_NO, help="Whether it manages keys or sub-accounts.")
@click.option("--grant", "granted", multiple=True, type=CAPABILITIES, help="One right it has.")
@click.option("--deny", "denied", multiple=True, type=CAPABILITIES, help="One that it lacks.")
@click.option("--ip", type=YES_OR_NO, help="Whether it is bound to addresses.")
@click.option("--note", default="", metavar="TEXT", help="Where you looked, or why.")
@click.option("--remove", is_flag=True, help="Take the statement back.")
@pass_session
def attest_command(session: Session, /, name: str, **options: Any) -> None:
    """State what you looked up on the exchange's website about a key.

    It settles only what the exchange does not tell; what the exchange says goes before it. It is
    dated, it ages (90 days by default), and a contradiction is shown. Without an option, on a
    terminal: a form that asks for what is unknown and says where to look.
    """
    given = _statement(options)
    says = given["grants"] or given["trade"] or given["ip_restricted"] is not None
    statement: dict[str, object] | None = given
    if options["remove"]:
        if says or options["note"]:
            raise click.UsageError("--remove and a statement contradict each other")
        statement = None
    elif not says:
        if session.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise click.UsageError("say what the website shows: --withdraw no, --ip yes, …")
        from jungletui.cli.attest_form import asked_statement  # noqa: PLC0415  seldom needed

        statement = asked_statement(session, name, options["note"])
        if statement is None:
            return
    answer = session.ask("keys_attest", name=name, statement=statement)
    session.show(answer, attested_text)


def _statement(options: dict[str, Any]) -> dict[str, object]:
    """The options as the service wants them."""
    both = set(options["granted"]) & set(options["denied"])
    if both:
        raise click.UsageError(f"--grant and --deny contradict each other: {min(both)}")
    grants = {RIGHTS[name]: ANSWERS[options[name]] for name in RIGHTS if options[name]}
    for answer, rights in (("granted", options["granted"]), ("denied", options["denied"])):
        for right in rights:
            if grants.setdefault(right, answer) != answer:
                raise click.UsageError(f"two options contradict each other about {right}")
    return {
        "grants": grants,
        "trade": ANSWERS[options["trade"]] if options["trade"] else None,
        "ip_restricted": None if options["ip"] is None else options["ip"] == "yes",
        "note": options["note"],
    }


def attested_text(document: Attested) -> str:
    """What is stated from now on."""
    from jungletui.cli.tables import clean, moment  # noqa: PLC0415  `--json` does without

    attested = document.attestation
    if attested is None:
        return clean(f"{document.name}: nothing is stated (any more).") + "\n"
    rights = [f"{c.value} {grant.value}" for c, grant in attested.grants.items()]
    if attested.ip_restricted is not None:
        rights.append("addresses " + ("restricted" if attested.ip_restricted else "not restricted"))
    lines = [f"{document.name}: stated by {attested.by} at {moment(attested.at)}:"]
    lines += [f"  {right}" for right in rights]
    if attested.note:
        lines.append(f"  note: {attested.note}")
    lines.append("It settles only what the exchange does not tell: `jungletui inspect` shows it.")
    return "".join(f"{clean(line)}\n" for line in lines)
