"""The form of `keys attest`: asks a person for what nothing else tells, and says where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jungletui.cli.session import Session, tell
from jungletui.cli.tables import clean, moment

if TYPE_CHECKING:
    from jungletui.domain.statements import AttestationForm, Question

WORDS = {"y": True, "yes": True, "n": False, "no": False, "": None}


def asked_statement(session: Session, name: str, note: str) -> dict[str, object] | None:
    """Ask for what is unknown about a key; None where nothing is to be stated."""
    form: AttestationForm = session.ask("keys_attest_form", name=name).document()
    _introduce(form)
    if not (form.questions or form.rest or form.asks_ip):
        tell("The exchange tells everything: there is nothing to state.")
        return None
    grants: dict[str, str] = {}
    for question in form.questions:
        answer = _asked(
            f"Is it ticked: {_shown(question)}?" if question.boxes else _right(question)
        )
        if answer is not None:
            word = "granted" if answer else "denied"
            grants |= {capability.value: word for capability in question.capabilities}
    grants |= _rest(form)
    restricted = None
    if form.asks_ip:
        box = f" (“{clean(form.ip_box)}”)" if form.ip_box else ""
        restricted = _asked(f"Is the key bound to addresses{box}?")
    if not grants and restricted is None:
        tell("Nothing was stated.")
        return None
    note = note or click.prompt("A note (Enter: none)", default="", show_default=False, err=True)
    return {"grants": grants, "trade": None, "ip_restricted": restricted, "note": note}


def _introduce(form: AttestationForm) -> None:
    tell(clean(f"{form.name}: what {form.exchange} does not tell, look up on its website."))
    tell(clean(f"Where: {form.place}" if form.place else "Where keys are made is not known here."))
    if form.error is not None:
        tell(clean(f"The exchange told nothing: {form.error.kind}: {form.error.message}"))
    if form.attestation is not None:
        tell(clean(f"Stated so far, at {moment(form.attestation.at)}: replaced by what you say."))
    tell("y: yes, n: no, Enter: not looked up.")


def _rest(form: AttestationForm) -> dict[str, str]:
    """Rights that have no box of their own: a no is about all of them."""
    if not form.rest:
        return {}
    names = ", ".join(capability.value for capability in form.rest)
    answer = _asked(f"Does the page show a right to any of these: {names}?")
    if answer:
        tell("Which of them stays unknown; `--grant` and `--deny` state them one by one.")
    return {c.value: "denied" for c in form.rest} if answer is False else {}


def _shown(question: Question) -> str:
    boxes = ", ".join(f"“{box}”" for box in question.boxes)
    return f"{boxes} ({', '.join(c.value for c in question.capabilities)})"


def _right(question: Question) -> str:
    names = [c.value for c in question.capabilities]
    right = "trade" if names[0].startswith("trade.") else names[0]
    return f"Does the page show the right to {right}?"


def _asked(question: str) -> bool | None:
    """Yes, no, or None where it was not looked up."""
    while True:
        text = click.prompt(f"{clean(question)} [y/n]", default="", show_default=False, err=True)
        word = text.strip().lower()
        if word in WORDS:
            return WORDS[word]
        tell("y, n, or Enter.")
