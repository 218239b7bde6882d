"""Where the columns of a table stand, and how a text is fitted into one: pure arithmetic."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len

Align = Literal["left", "right"]
GAP = 2
NARROW_GAP = 1
GUTTER = 2
LEAST = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` None: as wide as its content, between `least` and what is left.

    `priority` 0 stays whatever happens; of the others the highest number is dropped first when the
    terminal is narrow.
    """

    id: str
    title: str
    width: int | None = None
    align: Align = "left"
    priority: int = 0
    least: int = 8
    only_filled: bool = False
    """Not there while none of its cells says anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column that is shown: `index` in the table's columns, first cell `x`, `width` in cells."""

    column: Column
    index: int
    x: int
    width: int


def clean(text: str) -> str:
    """`text` without anything that moves the cursor or hides: control characters become a space,
    and joiners, bidi marks and variation selectors go."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Cs", "Co", "Cn") or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character


def width_of(text: str) -> int:
    """The cells that a clean `text` takes."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, align: Align = "left", ellipsis: str = "…") -> str:
    """`text` in exactly `width` cells: padded, or cut with an `ellipsis`."""
    if width <= 0:
        return ""
    text = clean(text)
    length = width_of(text)
    if length > width:
        text = _cut(text, width - width_of(ellipsis)) + ellipsis
        length = width_of(text)
    pad = " " * (width - length)
    return pad + text if align == "right" else text + pad


def _cut(text: str, width: int) -> str:
    """The longest start of `text` within `width` cells."""
    if text.isascii():
        return text[: max(0, width)]
    taken = 0
    for position, character in enumerate(text):
        taken += cell_len(character)
        if taken > width:
            return text[:position]
    return text


def lay_out(
    columns: Sequence[Column], natural: Mapping[str, int], available: int
) -> tuple[Place, ...]:
    """Places for the columns that fit into `available` cells, from left to right.

    `natural` is the content's width by column id. Flexible columns shrink to `least`, then the
    gaps to one cell; then columns are dropped by priority; what still does not fit is cut at the
    right edge, never beyond it.
    """
    kept = [pair for pair in enumerate(columns) if not is_blank(pair[1], natural)]
    gap = GAP if _least_total(kept, natural, GAP) <= available else NARROW_GAP
    while _least_total(kept, natural, gap) > available and any(c.priority for _, c in kept):
        last = max(kept, key=lambda pair: (pair[1].priority, pair[0]))
        kept.remove(last)
    if _least_total(kept, natural, GAP) <= available:
        gap = GAP
    widths = _share(kept, natural, available, gap)
    places: list[Place] = []
    x = 0
    for (index, column), wanted in zip(kept, widths, strict=True):
        width = min(wanted, available - x)
        if width < min(LEAST, wanted):
            break
        places.append(Place(column, index, x, width))
        x += width + gap
    return tuple(places)


def is_blank(column: Column, natural: Mapping[str, int]) -> bool:
    """Whether the column has nothing to say."""
    return column.only_filled and not natural.get(column.id, 0)


def _wish(column: Column, natural: Mapping[str, int]) -> int:
    """What the column would take if there were room."""
    return column.width if column.width is not None else max(1, natural.get(column.id, 0))


def _least(column: Column, natural: Mapping[str, int]) -> int:
    wish = _wish(column, natural)
    return wish if column.width is not None else min(wish, column.least)


def _least_total(kept: Sequence[tuple[int, Column]], natural: Mapping[str, int], gap: int) -> int:
    return sum(_least(column, natural) + gap for _, column in kept) - gap


def _share(
    kept: Sequence[tuple[int, Column]], natural: Mapping[str, int], available: int, gap: int
) -> list[int]:
    """Widths: everyone's least first, then the rest evenly up to what each wishes."""
    widths = [_least(column, natural) for _, column in kept]
    wishes = [_wish(column, natural) for _, column in kept]
    spare = available - _least_total(kept, natural, gap)
    while spare > 0:
        hungry = [i for i, width in enumerate(widths) if width < wishes[i]]
        if not hungry:
            break
        share = max(1, spare // len(hungry))
        for i in hungry:
            more = min(share, wishes[i] - widths[i], spare)
            widths[i] += more
            spare -= more
    return widths
