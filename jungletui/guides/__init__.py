"""How to create, restrict and delete a key: one Markdown page per exchange."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_PAGES = files("jungletui.guides")
GENERAL = "general"
# Siblings with the same pages and boxes on their websites; the page names what differs.
_SAME = {
    "binancecoinm": "binance",
    "binanceusdm": "binance",
    "bybiteu": "bybit",
    "bybitid": "bybit",
    "gateeu": "gate",
    "kucoinfutures": "kucoin",
    "myokx": "okx",
    "okxus": "okx",
}


def read_guide(exchange: str) -> str | None:
    """The page of `exchange` (a ccxt id, or `general`); None where there is none."""
    if exchange not in guide_ids():
        return None
    return (_PAGES / f"{_SAME.get(exchange, exchange)}.md").read_text(encoding="utf-8")


@cache
def guide_ids() -> tuple[str, ...]:
    """The ids that have a page, `general` among them."""
    names = [page.name for page in _PAGES.iterdir()]
    own = {name.removesuffix(".md") for name in names if name.endswith(".md")}
    return tuple(sorted(own | {name for name, page in _SAME.items() if page in own}))
