"""Stating what only the exchange's website tells: a form of just what is not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.statements import AttestationForm, Attested, Statement
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.shell import Shell
from jungletui.tui.views.kept import (
    attestation_text,
    form_lines,
    ip_text_of,
    question_text,
    rest_text,
)
from jungletui.tui.views.lines import BLANK, Line
from jungletui.tui.widgets.choice import Choice
from jungletui.tui.widgets.chrome import Hints, StatusLine, TitleLine
from jungletui.tui.widgets.lines import Lines

ANSWERS = ("not looked up", "yes", "no")
WORDS = {"yes": True, "no": False}
KEYS = {"u": 0, "y": 1, "n": 2}
NOTHING = "Answer at least one question: y and n, or left and right."


@dataclass(frozen=True, slots=True)
class Given:
    """What to keep from now on; None takes back what was stated."""

    statement: Statement | None


class AttestScreen(Screen[Given | None]):
    """One choice a question; nothing is chosen before one looked. Answers with what was stated."""

    AUTO_FOCUS = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("ctrl+s", "save", show=False),
        Binding("ctrl+t", "take_back", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    AttestScreen VerticalScroll { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    AttestScreen Choice { margin: 0 0 1 2; }
    AttestScreen Input { margin: 0 0 0 2; }
    AttestScreen StatusLine { dock: bottom; margin-bottom: 1; }
    """

    def __init__(self, form: AttestationForm) -> None:
        super().__init__()
        self.form = form

    def compose(self) -> ComposeResult:
        """Where to look, the questions, a note."""
        form, now = self.form, cast("Shell", self.app).clock()
        yield TitleLine()
        with VerticalScroll(can_focus=False):
            yield Lines((*form_lines(form, now), BLANK))
            for number, question in enumerate(form.questions):
                yield from self._asked(question_text(question), f"question-{number}")
            if form.rest:
                yield from self._asked(rest_text(form.rest), "rest")
            if form.asks_ip:
                yield from self._asked(ip_text_of(form), "ip")
            yield Lines((Line("A note (where you looked, or why; may be empty)"),))
            yield Input(id="note", compact=True, select_on_focus=False)
        yield StatusLine()
        back = (("^t", "take back"),) if form.attestation is not None else ()
        yield Hints(
            (("y n u", "answer"), ("Up Down", "question"), *back, ("Esc", "leave"), ("^s", "state"))
        )

    def _asked(self, words: str, id: str) -> Iterable[Widget]:
        yield Lines((Line(words),))
        yield Choice(ANSWERS, ANSWERS[0], id=id)

    def on_mount(self) -> None:
        """Where we are."""
        self.query_one(TitleLine).show(f"Keys › {self.form.name} › Attest")
        self.query_one("#note", Input).cursor_blink = False

    def on_key(self, event: events.Key) -> None:
        """y, n and u answer the question that has the focus, and go on; j and k go on."""
        choice = self.focused
        if not isinstance(choice, Choice):
            return
        if event.key in KEYS:
            choice.action_move(KEYS[event.key] - choice.index)
            self.focus_next()
        elif event.key in ("j", "k"):
            self.focus_next() if event.key == "j" else self.focus_previous()
        else:
            return
        event.stop()

    @on(Choice.Submitted)
    def go_on(self) -> None:
        """Enter: on to the next question."""
        self.focus_next()

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Done: answer with the statement."""
        statement = self._statement()
        if not statement.grants and statement.ip_restricted is None:
            self.query_one(StatusLine).show(NOTHING, "error")
            return
        self.dismiss(Given(statement))

    def action_take_back(self) -> None:
        """What was stated so far does not count any more."""
        if self.form.attestation is not None:
            self.dismiss(Given(None))

    def _statement(self) -> Statement:
        grants: dict[Capability, Grant] = {}
        for number, question in enumerate(self.form.questions):
            answer = self._answer(f"question-{number}")
            if answer is not None:
                grant = Grant.GRANTED if answer else Grant.DENIED
                grants |= dict.fromkeys(question.capabilities, grant)
        if self.form.rest and self._answer("rest") is False:
            # A yes is about one of them; which one is not known then.
            grants |= dict.fromkeys(self.form.rest, Grant.DENIED)
        restricted = self._answer("ip") if self.form.asks_ip else None
        note = self.query_one("#note", Input).value.strip()
        return Statement(grants, None, restricted, note)

    def _answer(self, id: str) -> bool | None:
        return WORDS.get(self.query_one(f"#{id}", Choice).value)


@dataclass(frozen=True, slots=True)
class Attesting:
    """The way from the key press to the vault: what is unknown, the form, the statement."""

    screen: JungleScreen
    name: str
    done: Callable[[str], None]

    def begin(self) -> None:
        """Find out what is not known; that takes an inspection."""
        service = self.screen.shell.service
        self.screen.say(f"Finding out what {self.name}'s exchange does not tell …")
        self.screen.load("attest", lambda: service.keys_attest_form(self.name), self._ask)

    def _ask(self, form: AttestationForm) -> None:
        if form.questions or form.rest or form.asks_ip or form.attestation is not None:
            self.screen.app.push_screen(AttestScreen(form), self._given)
        else:
            self.screen.say("The exchange tells everything: there is nothing to state.")

    def _given(self, given: Given | None) -> None:
        if given is None:
            self.screen.say("Nothing was stated.")
            return
        service, statement = self.screen.shell.service, given.statement
        self.screen.load(
            "attest", lambda: service.keys_attest(self.name, statement), self._attested
        )

    def _attested(self, document: Attested) -> None:
        stated = document.attestation
        words = (
            "nothing is stated any more" if stated is None else f"stated {attestation_text(stated)}"
        )
        self.done(f"{document.name}: {words}.")
