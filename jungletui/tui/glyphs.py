"""The few signs that the screens use: width-one BMP glyphs, and an ASCII set for plain consoles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TO_ASCII = str.maketrans(
    {"…": "~", "·": "-", "–": "-", "—": "-", "→": ">", "‹": "<", "›": ">", "•": "*", "’": "'"}
)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs. Every sign stands beside a word; none carries a meaning alone."""

    cursor: str
    ascending: str
    descending: str
    ellipsis: str
    granted: str
    denied: str
    unknown: str
    bad: str
    good: str
    dot: str
    caret: str
    plain: bool

    def text(self, text: str) -> str:
        """`text` as this set can show it: unchanged, or ASCII with `?` for the rest."""
        if not self.plain or text.isascii():
            return text
        return text.translate(TO_ASCII).encode("ascii", "replace").decode("ascii")


UNICODE = Glyphs(
    cursor="›",
    ascending="▲",
    descending="▼",
    ellipsis="…",
    granted="●",
    denied="○",
    unknown="?",
    bad="✗",
    good="✓",
    dot="·",
    caret="▏",
    plain=False,
)
ASCII = Glyphs(
    cursor=">",
    ascending="^",
    descending="v",
    ellipsis="~",
    granted="+",
    denied="-",
    unknown="?",
    bad="x",
    good="*",
    dot="-",
    caret="_",
    plain=True,
)


def choose_glyphs(environ: Mapping[str, str], encoding: str | None) -> Glyphs:
    """The set for this terminal: ASCII on the Linux console and where the output is not UTF-8."""
    name = (encoding or "").lower().replace("-", "").replace("_", "")
    if environ.get("TERM") == "linux" or not name.startswith("utf"):
        return ASCII
    return UNICODE


def glyphs_of(app: object) -> Glyphs:
    """The signs that `app` chose; those of a good terminal where it chose none."""
    glyphs = getattr(app, "glyphs", None)
    return glyphs if isinstance(glyphs, Glyphs) else UNICODE
