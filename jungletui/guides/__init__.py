"""How to create, restrict and delete a key: one Markdown page per exchange."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_PAGES = files("jungletui.guides")
GENERAL = "general"


def read_guide(exchange: str) -> str | None:
    """The page of `exchange` (a ccxt id, or `general`); None where there is none."""
    if exchange not in guide_ids():
        return None
    return (_PAGES / f"{exchange}.md").read_text(encoding="utf-8")


@cache
def guide_ids() -> tuple[str, ...]:
    """The ids that have a page, `general` among them."""
    names = (page.name for page in _PAGES.iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in names if name.endswith(".md")))
