"""What does not add up between orders and fills, and whose orders they are, as rows and lines."""

from __future__ import annotations

from datetime import datetime

from jungletui.domain.executions import Doubt, PrefixRow
from jungletui.domain.reading_documents import Executions
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.views.freshness import time_text
from jungletui.tui.views.lines import Line
from jungletui.tui.views.money import amount_text
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone

DOUBT_COLUMNS = (
    Column("what", "What", least=22),
    Column("key", "Key", least=14),
    Column("about", "About", least=18),
    Column("detail", "Detail", least=20),
)
LABEL = 9


def doubt_rows(document: Executions, glyphs: Glyphs) -> tuple[Row, ...]:
    """What does not add up, then orders of strangers, then the beginnings of all client ids. The
    row's key is its number."""
    doubts = [
        _row(f"{glyphs.bad} {_words(doubt)}", "bad", doubt.key, _about(doubt), doubt.detail)
        for doubt in document.doubts
    ]
    prefixes = [_prefix_row(prefix, glyphs) for prefix in _ordered(document)]
    return tuple(Row(str(n), cells) for n, cells in enumerate((*doubts, *prefixes)))


def doubts_text(document: Executions, glyphs: Glyphs) -> str:
    """`all add up · no stranger`: what the second table comes to."""
    doubts = len(document.doubts)
    strangers = [prefix for prefix in document.prefixes if prefix.known is False]
    unsaid = any(prefix.known is None for prefix in document.prefixes)
    word = "does" if doubts == 1 else "do"
    first = f"{doubts} {word} not add up" if doubts else "orders and fills add up"
    if strangers:
        count = sum(prefix.orders for prefix in strangers)
        second = "1 order of a stranger" if count == 1 else f"{count} orders of strangers"
    else:
        second = "whose orders: not said" if unsaid else "no order of a stranger"
    return f"{first} {glyphs.dot} {second}"


def doubt_lines(document: Executions, number: int, now: datetime) -> tuple[Line, ...]:
    """One row of the second table in full."""
    if number < len(document.doubts):
        return _doubt_lines(document.doubts[number])
    prefixes = _ordered(document)
    number -= len(document.doubts)
    return _prefix_lines(prefixes[number], now) if number < len(prefixes) else ()


def _doubt_lines(doubt: Doubt) -> tuple[Line, ...]:
    lines = [Line(f"{doubt.key}: {_words(doubt)}: {_about(doubt)}", "bad"), Line(doubt.detail)]
    if doubt.expected is not None or doubt.found is not None:
        figures = f"expected {amount_text(doubt.expected)}, told {amount_text(doubt.found)}"
        lines.append(_told("Figures", figures))
    what = "Compare with the exchange's own page: a figure may be wrong here or there."
    return (*lines, _told("Do", what))


def _prefix_lines(prefix: PrefixRow, now: datetime) -> tuple[Line, ...]:
    begins = f"begin with “{prefix.prefix}”" if prefix.prefix else "have no client id"
    count = f"{prefix.orders} order{'' if prefix.orders == 1 else 's'}"
    head = f"{prefix.key}: {count} {begins}"
    when = f"from {time_text(prefix.first_at, now)} to {time_text(prefix.last_at, now)}"
    if prefix.known is False:
        return (
            Line(f"{head}, as those of none of this key's holders do", "bad"),
            _told("When", when),
            _told("Risk", "Somebody else may trade with this key: the earliest sign of a theft."),
            _told("Do", "If none of your bots did it, delete the key on the exchange's website."),
        )
    if prefix.known:
        whose = f"{head}: {prefix.holder or 'known'}"
        return (Line(whose, "strong"), _told("When", when))
    do = "Say whose: [holders.NAME] client_id_prefixes in config.toml; then strangers stand out."
    return (Line(head, "strong"), _told("When", when), _told("Do", do))


def _ordered(document: Executions) -> list[PrefixRow]:
    """Strangers first."""
    return sorted(document.prefixes, key=lambda p: (p.known is not False, p.key.casefold()))


def _prefix_row(prefix: PrefixRow, glyphs: Glyphs) -> tuple[Cell, ...]:
    name = f"“{prefix.prefix}…”" if prefix.prefix else "no client id"
    count = f"{prefix.orders} order{'' if prefix.orders == 1 else 's'}"
    if prefix.known is False:
        return _row(f"{glyphs.bad} a stranger's", "bad", prefix.key, name, f"{count}: of nobody "
                    "who holds this key")  # fmt: skip
    if prefix.known:
        return _row(f"{glyphs.good} {prefix.holder or 'known'}", "plain", prefix.key, name, count)
    return _row(f"{glyphs.unknown} whose is not said", "dim", prefix.key, name, count)


def _row(what: str, tone: Tone, key: str, about: str, detail: str) -> tuple[Cell, ...]:
    return (
        Cell(what, tone),
        Cell(key),
        Cell(about),
        Cell(detail, "dim" if tone == "dim" else "plain"),
    )


def _words(doubt: Doubt) -> str:
    return doubt.kind.value.replace("-", " ")


def _about(doubt: Doubt) -> str:
    what = f"order {doubt.order_id}" if doubt.fill_id is None else f"fill {doubt.fill_id}"
    return f"{doubt.symbol} {what}"


def _told(label: str, text: str) -> Line:
    return Line(text, "plain", LABEL, label.ljust(LABEL))
