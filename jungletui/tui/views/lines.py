"""Lines of text for a person: each with a tone that repeats its words, and a hanging indent."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from jungletui.tui.widgets.table_layout import clean
from jungletui.tui.widgets.table_rows import Tone


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Where it is wrapped, what follows is indented by `indent` cells. `label` stands in
    front of the text and apart from it."""

    text: str
    tone: Tone = "plain"
    indent: int = 0
    label: str = ""


BLANK = Line("")


def wrapped(lines: Iterable[Line], width: int) -> tuple[Line, ...]:
    """The lines broken at `width` cells; leading spaces stay, control characters go."""
    if width < 1:
        return ()
    broken: list[Line] = []
    for line in lines:
        text = clean(line.label + line.text)
        indent = " " * min(line.indent, width // 2)
        parts = textwrap.wrap(
            text, width, subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False
        )
        label = clean(line.label) if parts and parts[0].startswith(clean(line.label)) else ""
        first = Line((parts or [""])[0].removeprefix(label), line.tone, label=label)
        broken += [first, *(Line(part, line.tone) for part in parts[1:])]
    return tuple(broken)
