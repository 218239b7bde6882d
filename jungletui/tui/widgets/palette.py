"""The command line of the screens: a few lines at the bottom that find an action by its name.

Textual's own palette costs 55 kB over SSH; this one costs less than half, and typing in it little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from jungletui.tui.glyphs import glyphs_of
from jungletui.tui.widgets.table_layout import clean, fit

LINES = 8


@dataclass(frozen=True, slots=True)
class Command:
    """One entry: what it does, its key or command-line spelling, and what runs (empty: nothing,
    the command belongs to the shell)."""

    words: str
    spelling: str
    action: str

    def matches(self, typed: str) -> bool:
        """Whether every word typed is in the entry."""
        text = f"{self.words} {self.spelling}".casefold()
        return all(word in text for word in typed.casefold().split())


class Palette(Widget, can_focus=True):
    """Type, choose with the arrows, Enter runs, Esc closes."""

    DEFAULT_CSS = """
    Palette {
        dock: bottom; layer: above; height: 9; width: 1fr; background: $panel; display: none;
    }
    Palette.-open { display: block; }
    """

    @dataclass
    class Chosen(Message):
        """Closed, with the command to run or without one."""

        command: Command | None

    def __init__(self) -> None:
        super().__init__()
        self.commands: Sequence[Command] = ()
        self.typed = ""
        self.cursor = 0

    def open(self, commands: Sequence[Command]) -> None:
        """Show itself with these commands and take the keyboard."""
        self.commands, self.typed, self.cursor = commands, "", 0
        self.add_class("-open")
        self.focus()
        self.refresh()

    def close(self, command: Command | None) -> None:
        """Hide itself and say what was chosen."""
        self.remove_class("-open")
        self.post_message(self.Chosen(command))

    @property
    def found(self) -> list[Command]:
        """The commands that fit what was typed."""
        return [command for command in self.commands if command.matches(self.typed)]

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Letters are typed here."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """All keys belong to the palette while it is open."""
        event.stop()
        event.prevent_default()
        found, key = self.found, event.key
        if key == "escape":
            self.close(None)
        elif key == "enter":
            self.close(found[self.cursor] if found else None)
        elif key in ("down", "ctrl+n", "tab"):
            self.cursor = min(self.cursor + 1, max(0, len(found) - 1))
        elif key in ("up", "ctrl+p", "shift+tab"):
            self.cursor = max(0, self.cursor - 1)
        elif key == "backspace":
            self.typed, self.cursor = self.typed[:-1], 0
        elif event.character is not None and event.character.isprintable():
            self.typed, self.cursor = self.typed + event.character, 0
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The matches, and at the bottom what is typed (Textual's Line API)."""
        glyphs, width, base = glyphs_of(self.app), self.size.width, self.rich_style
        if y == LINES:
            caret = "_"
            text = fit(glyphs.text(f" : {self.typed}{caret}"), width, "left", glyphs.ellipsis)
            return Strip([Segment(text, base + Style(bold=True))], width)
        found = self.found
        first = max(0, min(self.cursor - LINES + 1, len(found) - LINES))
        if first + y >= len(found):
            message = "  no command has these words" if not found and y == 0 else ""
            return Strip([Segment(message.ljust(width), base)], width)
        command, chosen = found[first + y], first + y == self.cursor
        mark = glyphs.cursor if chosen else " "
        left = fit(f" {mark} {clean(glyphs.text(command.words))}", max(20, width // 2))
        text = fit(left + command.spelling, width, "left", glyphs.ellipsis)
        style = base + Style(reverse=True) if chosen else base
        return Strip([Segment(text, style)], width)
