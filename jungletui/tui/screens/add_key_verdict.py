"""The verdict on a key that is not saved yet, and the decision: save, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Button, Input, Static

from jungletui.domain.documents import Verdict
from jungletui.domain.keys import KeyProfile
from jungletui.tui.views.lines import Line
from jungletui.tui.views.verdict import verdict_lines
from jungletui.tui.widgets.lines import Lines


class VerdictPane(Vertical):
    """Access, capabilities, findings and reasons. A key that the exchange refuses or that breaks
    its policy is saved only after its name was typed."""

    @dataclass
    class Saved(Message):
        """The person wants this key in the vault, knowing the verdict."""

        profile: KeyProfile

    class Declined(Message):
        """Back to the form."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._profile: KeyProfile | None = None
        self._acceptable = False

    def compose(self) -> ComposeResult:
        """The verdict above, the decision below."""
        with VerticalScroll(id="verdict-scroll"):
            yield Lines(id="verdict-lines")
        yield Lines(id="verdict-message")
        with Horizontal(id="verdict-confirm"):
            yield Static("Type its name to save it anyway", id="verdict-ask", markup=False)
            typed = Input(id="verdict-name", compact=True, select_on_focus=False)
            typed.cursor_blink = False
            yield typed
        with Horizontal(id="verdict-buttons"):
            yield Button("Save", id="save", compact=True)
            yield Button("Back", id="decline", compact=True)

    def show(self, profile: KeyProfile, verdict: Verdict, labels: Mapping[str, str]) -> None:
        """Show the verdict; the cursor stands on Save only where saving is harmless."""
        self._profile = profile
        self._acceptable = verdict.acceptable
        lines = verdict_lines(verdict, profile.policy, labels)
        self.query_one("#verdict-lines", Lines).set_lines(lines)
        self.query_one("#verdict-scroll").scroll_home(animate=False)
        self.say(())
        self.query_one("#verdict-confirm").display = not verdict.acceptable
        ask = f"To save it anyway, type its name ({profile.name})"
        self.query_one("#verdict-ask", Static).update(ask)
        self.query_one("#verdict-name", Input).value = ""
        save = self.query_one("#save", Button)
        save.label = "Save" if verdict.acceptable else "Save anyway"
        save.disabled = not verdict.acceptable
        focus = save if verdict.acceptable else self.query_one("#decline", Button)
        self.call_after_refresh(focus.focus)

    def say(self, lines: tuple[Line, ...]) -> None:
        """Put these lines above the buttons."""
        self.query_one("#verdict-message", Lines).set_lines(lines)

    @property
    def confirmed(self) -> bool:
        """Whether the key may be saved: a good verdict, or its name typed out."""
        if self._profile is None:
            return False
        typed = self.query_one("#verdict-name", Input).value.strip()
        return self._acceptable or typed == self._profile.name

    def save(self) -> None:
        """Ask for the key to be saved, where that is confirmed; else say what is wanted."""
        if self._profile is not None and self.confirmed:
            self.post_message(self.Saved(self._profile))
        elif self._profile is not None:
            self.say((Line(f"Not saved: type {self._profile.name} to confirm.", "warn"),))
            self.query_one("#verdict-name").focus()

    @on(Input.Changed, "#verdict-name")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#save", Button).disabled = not self.confirmed

    @on(Input.Submitted, "#verdict-name")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.save()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "save":
            self.save()
        else:
            self.post_message(self.Declined())
