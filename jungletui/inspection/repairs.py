"""Pasted text repaired where that is certain; repairing twice is repairing once."""

from __future__ import annotations

import re

from jungletui.inspection.cleaning import invisible
from jungletui.inspection.pem import looks_like_pem, repaired_pem

# `BINANCE_API_KEY=…`, `export SECRET=…`, `"secret": "…"`, but not the padding of base64.
_ASSIGNMENT = re.compile(
    r"""(?:export\s+|set\s+)?["']?[A-Za-z][A-Za-z0-9_.\- ]{0,40}["']?\s*[:=]\s*(?=[^\s=:])""",
)
_NAME_WORDS = re.compile(r"key|secret|passphrase|password|token", re.IGNORECASE)
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "«": "»", "„": "“"}
_SHORTEST_VALUE = 12
_LINE_BREAKS = "\n\r\t"


def repaired_text(text: str, *, chosen_by_person: bool) -> str:
    """What was meant by the pasted `text`. A text that a person chose (a passphrase) may hold
    anything, so there only what is around it is taken away."""
    if chosen_by_person:
        return _visible(text).strip()
    while (better := _repaired_once(text)) != text:
        text = better
    return text


def _repaired_once(text: str) -> str:
    text = _unwrapped(_visible(text))
    if looks_like_pem(text):
        return repaired_pem(text)
    return "".join(text.split()) if _only_wrapped(text) else text


def _visible(text: str) -> str:
    """Without invisible characters; line breaks stay, other spaces become plain ones."""
    plain = (" " if c.isspace() and c not in _LINE_BREAKS else c for c in text)
    return "".join(c for c in plain if c in _LINE_BREAKS or not invisible(c))


def _unwrapped(text: str) -> str:
    """One layer less: an assignment, a pair of quotation marks, a comma after them."""
    text = text.strip()
    match = _ASSIGNMENT.match(text)
    if match and _NAME_WORDS.search(match[0]) and len(text) - match.end() >= _SHORTEST_VALUE:
        return text[match.end() :].strip()
    if len(text) > 2 and text[-1] in ",;" and text[-2] in _QUOTES.values():
        return text[:-1].strip()
    if len(text) >= 2 and _QUOTES.get(text[0]) == text[-1]:
        return text[1:-1].strip()
    return text


def _only_wrapped(text: str) -> bool:
    """True where the text has line breaks but is no prose: a terminal or mail program broke a long
    token. A token has no spaces inside its lines."""
    lines = text.splitlines()
    return len(lines) > 1 and not any(" " in line.strip() for line in lines)
