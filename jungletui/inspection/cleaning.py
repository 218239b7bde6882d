"""Text of an exchange made safe to show: one line, no escape sequences, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

LABEL_LIMIT = 200
CUT = "…"

# CSI and OSC sequences first, then any other escape with its one character (ECMA-48).
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?", re.DOTALL
)
_SPACES = re.compile(r"\s+")  # line breaks and every wide, narrow or fixed space
# Controls, format characters (bidi marks, zero-width joiners), surrogates, private use, unassigned.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str, limit: int = LABEL_LIMIT) -> str:
    """`text` on one line without anything that a terminal obeys, cut to `limit` characters."""
    # What lies far behind the cut is never looked at: a reply may be huge.
    visible = text[: 4 * limit + 64]
    if not (visible.isascii() and visible.isprintable()):  # most texts are harmless: half the time
        visible = _SPACES.sub(" ", _ESCAPES.sub("", visible))
        visible = "".join(character for character in visible if not invisible(character))
    visible = _SPACES.sub(" ", visible).strip()
    return visible if len(visible) <= limit else visible[: limit - 1] + CUT


def invisible(character: str) -> bool:
    """True for a character that is not seen but changes what is: controls, marks, selectors."""
    if unicodedata.category(character) in _INVISIBLE:
        return True
    # Variation selectors are "nonspacing marks"; VS16 makes a sign two cells wide.
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
