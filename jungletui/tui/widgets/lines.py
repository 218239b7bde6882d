"""A block of plain lines, wrapped to its width: cheap, still, without a Markdown parser."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from jungletui.tui.glyphs import glyphs_of
from jungletui.tui.views.lines import Line, wrapped
from jungletui.tui.views.signs import shown

STYLES = {
    "plain": "",
    "dim": "dim",
    "good": "$success",
    "bad": "bold $error",
    "warn": "$warning",
    "accent": "$accent",
    "strong": "bold",
}
LABEL = "bold $accent"


class Lines(Widget):
    """Shows lines; `set_lines` replaces them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Lines { height: auto; width: 1fr; }
    """

    def __init__(
        self, lines: Iterable[Line] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._lines = tuple(lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown, before wrapping."""
        return self._lines

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Show these lines; nothing is sent where they are the same."""
        fresh = tuple(lines)
        if fresh != self._lines:
            self._lines = fresh
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the text takes at this width."""
        return len(wrapped(self._lines, width))

    def render(self) -> Content:
        """The wrapped lines in their tones."""
        glyphs = glyphs_of(self.app)
        parts = [
            Content.assemble(
                (shown(line.label, glyphs), LABEL), (shown(line.text, glyphs), STYLES[line.tone])
            )
            for line in wrapped(self._lines, self.size.width)
        ]
        return Content("\n").join(parts)
