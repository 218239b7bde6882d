"""A field for a credential: it holds the text and shows only its length and whether it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from jungletui.domain.credentials import FieldCheck
from jungletui.domain.secret import Secret
from jungletui.tui.glyphs import glyphs_of
from jungletui.tui.pastes import Paste
from jungletui.tui.views.signs import shown
from jungletui.tui.views.verdict import field_sign
from jungletui.tui.widgets.lines import STYLES
from jungletui.tui.widgets.secret_text import LONGEST, SecretText
from jungletui.tui.widgets.table_layout import clean, fit

LONGEST_SHOWN = 42
"""A wallet address; nothing longer is an id that a person reads."""


class SecretInput(Widget, can_focus=True):
    """One credential field: typing appends, a paste replaces, backspace takes the last character
    away, ctrl+u or delete everything. There is no cursor, no selection, nothing to copy or cut.

    `hint` stands there while it is empty. With `readable`, an id that is not secret (an account
    number, a wallet address) is shown once its shape fits: until then it could be a secret pasted
    into the wrong field.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "shorten", show=False),
        Binding("ctrl+u,delete", "empty", show=False),
        Binding("enter", "submit", show=False),
        Binding("ctrl+c,ctrl+x,super+c", "refuse", show=False),
    ]
    DEFAULT_CSS = """
    SecretInput {
        height: 1;
        width: 1fr;
        background: $surface;
        &:focus { background: $panel; text-style: bold; }
    }
    """

    @dataclass
    class Changed(Message):
        """The text is another one; what it is, is not said."""

        field: SecretInput

        @property
        def control(self) -> SecretInput:
            """The field, for `@on(..., "#id")`."""
            return self.field

    @dataclass
    class Submitted(Message):
        """Enter: on to the next field."""

        field: SecretInput

    def __init__(
        self, name: str, *, readable: bool = False, hint: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id, name=name)
        self._hint = hint
        self._text = SecretText()
        self._check: FieldCheck | None = None
        self._note = ""
        self._readable = readable

    def __repr__(self) -> str:
        return f"SecretInput({self.name!r}, {len(self._text)} characters)"

    @property
    def length(self) -> int:
        """How many characters it holds."""
        return len(self._text)

    @property
    def secret(self) -> Secret:
        """A copy of what it holds, for the service; whoever asks for it wipes it."""
        return self._text.secret()

    def empty(self) -> None:
        """Forget the text."""
        had_text = bool(self._text)
        self._text.empty()
        self._changed(had_text)

    def on_unmount(self) -> None:
        """Taken off the screen, by whatever way: nothing stays behind."""
        self._text.empty()

    def show_check(self, check: FieldCheck | None) -> None:
        """What the service says about the shape; None while it has said nothing yet."""
        if check != self._check:
            self._check = check
            self.refresh()

    # Keys and pastes are taken before Textual's dispatch, which logs every event with its content.

    async def on_event(self, event: events.Event) -> None:
        """Take printable keys and pastes; everything else goes its usual way."""
        if isinstance(event, events.Paste):
            event.stop()
            self._take_paste(event)
        elif isinstance(event, events.Key) and event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self._changed(self._text.append(event.character))
        else:
            await super().on_event(event)

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Every printable key belongs to the field, not to a binding of the screen."""
        return character is not None and character.isprintable()

    def _take_paste(self, event: events.Paste) -> None:
        if isinstance(event, Paste):
            raw = event.raw
        else:  # made by a program, not by a terminal
            raw, event.text = bytearray(event.text.encode()), ""
        before = self._text.secret()
        if not self._text.replace(raw):
            self._note = (
                f"{'too long' if len(raw) > LONGEST else 'no text'}: nothing of it was taken"
            )
            self.refresh()
            return
        after = self._text.secret()
        self._changed(before != after)
        before.wipe()
        after.wipe()

    def action_shorten(self) -> None:
        """Take the last character away."""
        had_text = bool(self._text)
        self._text.shorten()
        self._changed(had_text)

    def action_empty(self) -> None:
        """Forget the text."""
        self.empty()

    def action_refuse(self) -> None:
        """Nothing leaves this field by copying or cutting; elsewhere these keys may quit."""
        self._note = "cannot be copied"
        self.refresh()

    def action_submit(self) -> None:
        """Enter ends the field, but not within PEM: where the terminal does not bracket pastes,
        its lines arrive one by one, and must not run over into the next field."""
        if self._text.begins_unfinished(b"-----BEGIN", b"-----END"):
            self._changed(self._text.append("\n"))
        else:
            self.post_message(self.Submitted(self))

    def _changed(self, is_other: bool) -> None:
        """Show it anew; where the text is another one, what was said about it is void."""
        self._note = ""
        self.refresh()
        if is_other:
            self._check = None
            self.post_message(self.Changed(self))

    def render(self) -> Content:
        """Length and verdict; the text only where it is a readable id that fits."""
        glyphs = glyphs_of(self.app)
        words, tone = self._words()
        caret = f" {glyphs.caret}" if self.has_focus else ""
        text = fit(words, max(0, self.size.width - len(caret)), ellipsis=glyphs.ellipsis).rstrip()
        return Content.assemble((shown(text, glyphs), STYLES[tone]), (caret, ""))

    def _words(self) -> tuple[str, str]:
        if self._note:
            return self._note, "bad"
        if not self._text:
            return self._hint or ("paste it here" if self.has_focus else "empty"), "dim"
        lines = self._text.lines
        size = f"{len(self._text)} characters" + (f" in {lines} lines" if lines > 1 else "")
        if self._check is None:
            return size, "plain"
        words, tone = field_sign(self._check)
        if self._check.verdict == "repaired" and self._check.length != len(self._text):
            size = f"{self._check.length} characters of {len(self._text)} pasted"
        if self._is_shown():
            size = clean(self._text.readable())
        return f"{size} · {words}", tone

    def _is_shown(self) -> bool:
        fits = self._check is not None and self._check.verdict in ("ok", "repaired")
        return self._readable and fits and len(self._text) <= LONGEST_SHOWN
