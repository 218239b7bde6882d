"""A line of tabs, each under its own key: still, one line high, the chosen one in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from jungletui.tui.widgets.chrome import Span, TextLine


class TabLine(TextLine):
    """Shows tabs; the keys are the screen's."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab--chosen", "tab--other", "tab--key"}
    DEFAULT_CSS = """
    TabLine > .tab--chosen { text-style: bold; color: $accent; }
    TabLine > .tab--key { text-style: bold; }
    """

    def show(self, tabs: Sequence[tuple[str, str, str]], chosen: str, right: str = "") -> None:
        """Put (id, key, words) in a row; `chosen` stands in brackets, `right` at the end."""
        spans: list[Span] = [(" ", "")]
        for name, key, words in tabs:
            if name == chosen:
                spans.append((f"‹{key} {words}›", "tab--chosen"))
            else:
                spans += [(f" {key}", "tab--key"), (f" {words} ", "tab--other")]
            spans.append(("  ", ""))
        self.put(tuple(spans), right and f"{right} ")
