"""One line of a table as a strip of styled text: pure functions of what it shows."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from jungletui.tui.glyphs import Glyphs
from jungletui.tui.notices import Notice, NoticeKind
from jungletui.tui.widgets.table_input import TableInput
from jungletui.tui.widgets.table_layout import GAP, GUTTER, Column, Place, clean, fit, width_of
from jungletui.tui.widgets.table_rows import Order, Row

NOTICE_TONES = {
    NoticeKind.LOADING: "dim",
    NoticeKind.EMPTY: "accent",
    NoticeKind.ERROR: "bad",
    NoticeKind.OFFLINE: "warn",
}


@dataclass(frozen=True, slots=True)
class Styles:
    """The resolved styles of one table: of its parts, and of its tones by name.

    `cursor` is None while the keyboard is elsewhere: the row then keeps its tones.
    """

    base: Style
    title: Style
    rule: Style
    header: Style
    cursor: Style | None
    stale: Style
    tones: Mapping[str, Style]


def paint_row(
    row: Row, places: Sequence[Place], width: int, styles: Styles, glyphs: Glyphs, *, cursor: bool
) -> Strip:
    """One row; under the cursor it has its own style and a sign in the gutter."""
    bar = styles.cursor if cursor else None
    ground = styles.base + bar if bar else styles.base
    mark = glyphs.cursor.ljust(GUTTER) if cursor else " " * GUTTER
    segments, x = [Segment(mark, ground)], 0
    for place in places:
        if place.x > x:
            segments.append(Segment(" " * (place.x - x), ground))
        cell = row.cells[place.index]
        text = fit(glyphs.text(cell.text), place.width, place.column.align, glyphs.ellipsis)
        style = ground if bar else ground + styles.tones[cell.tone] + styles.stale
        segments.append(Segment(text, style))
        x = place.x + place.width
    return Strip(segments).crop_extend(0, width, ground)


def paint_header(
    places: Sequence[Place], width: int, styles: Styles, glyphs: Glyphs, order: Order, *, ask: bool
) -> Strip:
    """The titles, an arrow at the sorted one; with `ask` the digit that sorts by each."""
    style = styles.base + styles.header
    text, x = " " * GUTTER, 0
    for number, place in enumerate(places, 1):
        title = f"{number} {place.column.title}" if ask else place.column.title
        if place.column.id == order.column:
            title += " " + (glyphs.descending if order.descending else glyphs.ascending)
        text += " " * (place.x - x)
        text += fit(title, place.width, place.column.align, glyphs.ellipsis)
        x = place.x + place.width
    return Strip([Segment(text, style)]).crop_extend(0, width, style)


def header_width(column: Column, order: Order) -> int:
    """What a column's title needs, with the arrow where it is sorted by."""
    return len(column.title) + (GAP if column.id == order.column else 0)


def paint_text(text: str, width: int, style: Style, glyphs: Glyphs) -> Strip:
    """One plain line of text."""
    line = fit(" " * GUTTER + glyphs.text(text), width, "left", glyphs.ellipsis)
    return Strip([Segment(line, style)], width)


def paint_title(text: str, width: int, styles: Styles, glyphs: Glyphs) -> Strip:
    """The title of a panel, in a rule that goes on to the right edge."""
    line, rule, title = ("-" if glyphs.plain else "─"), styles.base + styles.rule, styles.title
    room = max(0, width - GUTTER)
    shown = glyphs.text(clean(text))
    if width_of(shown) > room:
        shown = fit(shown, room, "left", glyphs.ellipsis)
    segments = [Segment(line + " ", rule)]
    if shown:
        segments += [Segment(shown, styles.base + title), Segment(" ", rule)]
    taken = sum(segment.cell_length for segment in segments)
    segments.append(Segment(line * max(0, width - taken), rule))
    return Strip(segments).crop_extend(0, width, rule)


def paint_notice(notice: Notice, width: int, styles: Styles, glyphs: Glyphs) -> tuple[Strip, ...]:
    """A notice as lines: its title in its tone, then its text wrapped to the width."""
    room = max(10, width - 2 * GUTTER)
    tone = styles.tones[NOTICE_TONES[notice.kind]]
    wrapped = [part for line in notice.lines for part in textwrap.wrap(line, room) or [""]]
    blank = paint_text("", width, styles.base, glyphs)
    title = paint_text(notice.title, width, styles.base + tone + Style(bold=True), glyphs)
    body = (paint_text(part, width, styles.base, glyphs) for part in wrapped)
    return (blank, title, *body)


def title_text(
    title: str, count: str, typing: TableInput, total: int, shown: int, hidden: int
) -> str:
    """The title line in words: how many rows, the filter, what is hidden, what is asked."""
    parts = [title, count]
    if typing.filter or typing.mode == "filter":
        parts[1] = f"/{typing.filter}{'_' if typing.mode == 'filter' else ''}"
        parts += [f"{shown} of {total}", "Esc clears"]
    if typing.mode == "sort":
        return f"{title} · sort by which column? press its number"
    if hidden and total:
        parts.append(f"{hidden} {'column' if hidden == 1 else 'columns'} hidden")
    return " · ".join(part for part in parts if part)
