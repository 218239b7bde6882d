"""One of a few words, chosen with left and right: smaller and stiller than a drop-down list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from jungletui.tui.glyphs import glyphs_of


class Choice(Widget, can_focus=True):
    """All words on one line, the chosen one in brackets; left, right and space move on."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right,space", "move(1)", show=False),
        Binding("enter", "submit", show=False),
    ]
    DEFAULT_CSS = """
    Choice {
        height: 1;
        width: 1fr;
        &:focus { background: $panel; text-style: bold; }
    }
    """

    @dataclass
    class Changed(Message):
        """Another word is chosen."""

        choice: Choice
        value: str

        @property
        def control(self) -> Choice:
            """The widget, for `@on(..., "#id")`."""
            return self.choice

    @dataclass
    class Submitted(Message):
        """Enter: on to the next field."""

        choice: Choice

    def __init__(self, words: Sequence[str], value: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = tuple(words)
        self.index = self.words.index(value) if value in self.words else 0

    @property
    def value(self) -> str:
        """The chosen word."""
        return self.words[self.index]

    def action_move(self, step: int) -> None:
        """Choose the next or the one before; round and round."""
        self.index = (self.index + step) % len(self.words)
        self.refresh()
        self.post_message(self.Changed(self, self.value))

    def action_submit(self) -> None:
        """Say that the person goes on."""
        self.post_message(self.Submitted(self))

    def render(self) -> Content:
        """The words; `‹live›` is the chosen one."""
        glyphs = glyphs_of(self.app)
        parts: list[str | Content | tuple[str, str]] = []
        for index, word in enumerate(self.words):
            chosen = index == self.index
            text = glyphs.text(f"‹{word}›" if chosen else f" {word} ")
            parts.append((text, "bold" if chosen else "dim"))
            parts.append(" ")
        return Content.assemble(*parts)
