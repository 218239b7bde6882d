"""The frame around every screen: title, status and hints, each a line written when it changed."""

from __future__ import annotations

import textwrap
from typing import ClassVar, Literal

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from jungletui.tui.glyphs import Glyphs, glyphs_of
from jungletui.tui.widgets.table_layout import clean, fit, width_of

MOST_LINES = 4
"""Of a sentence on the status line."""

Span = tuple[str, str]
"""A text and the component class it is drawn in (empty: the widget's own style)."""


class TextLine(Widget):
    """One line of spans, with others at the right end. It writes itself only when they change."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "TextLine { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.spans: tuple[Span, ...] = ()
        self.right: str = ""

    @property
    def glyphs(self) -> Glyphs:
        """The signs of this terminal."""
        return glyphs_of(self.app)

    def put(self, spans: tuple[Span, ...], right: str = "") -> None:
        """Show these spans, and `right` at the end where there is room."""
        if (spans, right) != (self.spans, self.right):
            self.spans, self.right = spans, right
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """The line (Textual's Line API); what does not fit is cut."""
        glyphs, width, base = self.glyphs, self.size.width, self.rich_style
        segments, taken = [], 0
        for raw, name in self.spans:
            text = glyphs.text(clean(raw))
            length = width_of(text)
            room = max(0, width - taken)
            shown = text if length <= room else fit(text, room, "left", glyphs.ellipsis)
            segments.append(Segment(shown, base + self._style(name)))
            taken += min(length, room)
        right = glyphs.text(clean(self.right))
        gap = width - taken - width_of(right)
        if right and gap > 0:
            segments.append(Segment(" " * gap + right, base))
        return Strip(segments).crop_extend(0, width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True) if name else Style()


class TitleLine(TextLine):
    """App name and breadcrumb at the left, demo badge and freshness at the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"title--app", "title--demo"}
    DEFAULT_CSS = """
    TitleLine { background: $panel; color: $foreground; dock: top; }
    TitleLine > .title--app { text-style: bold; color: $accent; }
    TitleLine > .title--demo { text-style: bold reverse; color: $warning; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.heading = ""
        self.parts: tuple[str, ...] = ()

    def show(self, heading: str, *parts: str) -> None:
        """Put the breadcrumb, and at the right end the parts, of which the first go first where
        there is no room. The demo says on every screen that it is one, where it cannot be
        missed."""
        self.heading = heading
        self.parts = tuple(part for part in parts if part)
        app: list[Span] = [(" JungleTUI ", "title--app")]
        if getattr(self.app, "demo", False):
            app += [(" DEMO: sample keys ", "title--demo"), (" ", "")]
        spans = (*app, (f"{self.glyphs.cursor} {heading} ", ""))
        self.put(spans, self._fitting(spans))

    def on_resize(self) -> None:
        """Another width has room for other parts."""
        self.put(self.spans, self._fitting(self.spans))

    def _fitting(self, spans: tuple[Span, ...]) -> str:
        taken = sum(width_of(text) for text, _ in spans)
        parts = list(self.parts)
        while parts:
            text = f" {f' {self.glyphs.dot} '.join(parts)} "
            if taken + width_of(text) < self.size.width or not self.size.width:
                return text
            del parts[0]
        return ""


class StatusLine(TextLine):
    """Errors with kind, message and remedy; progress in words. Empty when all is well. What does
    not fit into one line takes the lines that it needs: a remedy that is cut off is none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--error", "status--plain"}
    DEFAULT_CSS = """
    StatusLine { background: $background; height: auto; }
    StatusLine > .status--error { text-style: bold; color: $error; }
    """

    def show(self, text: str, kind: Literal["error", "plain"]) -> None:
        """Put one sentence."""
        before = self._height(self.size.width)
        self.put(((f" {text}", f"status--{kind}"),) if text else ())
        if self._height(self.size.width) != before:
            self.refresh(layout=True)

    @property
    def text(self) -> str:
        """What it says now."""
        return "".join(text for text, _ in self.spans).strip()

    @property
    def is_error(self) -> bool:
        """Whether it says what went wrong: that stays until something else is done."""
        return any(style == "status--error" for _, style in self.spans)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the sentence takes at this width."""
        return self._height(width)

    def render_line(self, y: int) -> Strip:
        """One line of the sentence."""
        width, base = self.size.width, self.rich_style
        broken = self._broken(width)
        if y >= len(broken):
            return Strip([]).crop_extend(0, width, base)
        text = broken[y]
        if width_of(text) > width:
            text = fit(text, width, "left", self.glyphs.ellipsis)
        return Strip([Segment(text, base + self._style(self.spans[0][1]))]).crop_extend(
            0, width, base
        )

    def _height(self, width: int) -> int:
        return max(1, len(self._broken(width)))

    def _broken(self, width: int) -> list[str]:
        """The lines at this width; the last one takes what no line is left for."""
        text = self.glyphs.text(clean(self.text))
        lines = textwrap.wrap(text, max(1, width - 2), break_on_hyphens=False) if text else []
        if len(lines) > MOST_LINES:
            lines[MOST_LINES - 1 :] = [" ".join(lines[MOST_LINES - 1 :])]
        return [f" {line}" for line in lines]


class Hints(TextLine):
    """The footer: a few keys and what each does here."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hints--key"}
    DEFAULT_CSS = """
    Hints { background: $panel; color: $foreground; dock: bottom; }
    Hints > .hints--key { text-style: bold; color: $accent; }
    """

    def __init__(self, hints: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.hints = hints

    def show(self, hints: tuple[tuple[str, str], ...]) -> None:
        """Put (key, word) pairs; where it is narrow, those before the last one go."""
        self.hints = hints
        self.on_resize()

    def on_resize(self) -> None:
        """Show as many as the width takes."""
        hints = list(self.hints)
        while len(hints) > 1 and sum(len(k) + len(w) + 3 for k, w in hints) > self.size.width:
            del hints[-2]
        spans: list[Span] = [(" ", "")]
        for key, word in hints:
            spans += [(key, "hints--key"), (f" {word}  ", "")]
        self.put(tuple(spans))
