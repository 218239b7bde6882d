"""The signs of these views on a plain console: every one stands beside a word."""

from __future__ import annotations

from jungletui.tui.glyphs import Glyphs

PLAIN = str.maketrans(
    {"○": "o", "◐": "%", "●": "#", "×": "x", "▸": "+", "▾": "-", "✓": "*", "✗": "x"}
)


def shown(text: str, glyphs: Glyphs) -> str:
    """`text` with the signs that this terminal has."""
    return glyphs.text(text.translate(PLAIN)) if glyphs.plain else text
