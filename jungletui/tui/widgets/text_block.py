"""A few lines of text in a place of fixed size: written anew only when they change."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from jungletui.tui.glyphs import glyphs_of
from jungletui.tui.widgets.table_layout import clean
from jungletui.tui.widgets.table_rows import Tone

STYLES: dict[Tone, str] = {
    "plain": "",
    "dim": "dim",
    "good": "$success",
    "bad": "bold $error",
    "warn": "$warning",
    "accent": "bold $accent",
    "strong": "bold",
}
Line = tuple[tuple[str, Tone], ...]
"""One line: texts with their tones."""


class TextBlock(Widget):
    """Lines of toned text, wrapped to the width; its height is the style sheet's matter."""

    DEFAULT_CSS = """
    TextBlock { width: 1fr; height: 4; padding: 0 2; }
    """

    def __init__(self, *lines: Line, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = lines

    def put(self, *lines: Line) -> None:
        """Show these lines."""
        if lines != self.lines:
            self.lines = lines
            self.refresh()

    def render(self) -> Content:
        """The lines as Textual draws them."""
        show = glyphs_of(self.app).text
        return Content("\n").join(
            Content.assemble(*((show(clean(text)), STYLES[tone]) for text, tone in line))
            for line in self.lines
        )
