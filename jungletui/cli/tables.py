"""Plain aligned tables: the same in a terminal, a pipe and a mail; nothing is cut off."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from jungletui.domain.reckoned import Figures, mark_of

GAP = "  "
RED, YELLOW, GREEN, BLUE, DIM = "31", "33", "32", "34", "2"
PRECIOUS = frozenset(("BTC", "ETH", "XBT"))
INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    colours: Mapping[str, str] | None = None,
) -> str:
    """Lines of aligned columns, those of `right` to the right. A cell that is a word of `colours`
    is coloured where stdout takes colour; the word is there in any case."""
    cells = [[clean(cell) for cell in row] for row in rows]
    lines = [list(headings), *cells]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    painted = colours if colours and takes_colour() else {}
    return "".join(_line(line, widths, right, painted) for line in lines)


def further_rows(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int],
    widths: Sequence[int],
) -> tuple[str, list[int]]:
    """Rows for below those of a table that was printed with columns of these `widths`, which only
    grow; with the headings where none were. And the widths from now on."""
    cells = [[clean(cell) for cell in row] for row in rows]
    lines = cells if widths else [list(headings), *cells]
    least = widths or [0] * len(headings)
    columns = zip(least, zip(*lines, strict=True), strict=True)
    grown = [max(size, *map(width, column)) for size, column in columns]
    return "".join(_line(line, grown, right, {}) for line in lines), grown


def _line(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[int], colours: Mapping[str, str]
) -> str:
    parts = []
    for number, (cell, size) in enumerate(zip(cells, widths, strict=True)):
        blank = " " * (size - width(cell))
        shown = paint(cell, colours[cell]) if cell in colours else cell
        parts.append(blank + shown if number in right else shown + blank)
    return GAP.join(parts).rstrip() + "\n"


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clean(text: str) -> str:
    """`text` on one line without what a terminal would obey: control and direction characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c if unicodedata.category(c) not in INVISIBLE else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def takes_colour() -> bool:
    """Whether stdout is a terminal and nobody asked for plain text."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def paint(text: str, colour: str) -> str:
    """`text` in a colour of the terminal's own palette."""
    return f"\x1b[{colour}m{text}\x1b[0m"


def amount(value: Decimal | None) -> str:
    """All digits, as the exchange sent them; a dash where there is none."""
    return "-" if value is None else format(value, "f")


def figure(row: Figures, name: str) -> str:
    """One figure of a row as `amount`, marked where the exchange did not tell it."""
    return mark_of(row, name) + amount(getattr(row, name))


def money(value: Decimal | None, quote: str = "") -> str:
    """A value in the quote currency: to cents, to eight digits in a coin that is worth much."""
    if value is None:
        return "-"
    return format(value, ",.8f" if quote in PRECIOUS else ",.2f")


def moment(value: datetime | None) -> str:
    """Local time to the second, with its zone's offset."""
    return "-" if value is None else value.astimezone().strftime("%Y-%m-%d %H:%M:%S%z")


def word(value: str | None) -> str:
    """A text of an exchange, a dash where there is none."""
    return value or "-"
