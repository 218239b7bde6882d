"""The table under a pilot: cursor, filter, sort, states, and what it repaints."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from jungletui.domain.failures import ErrorInfo
from jungletui.tui import notices
from jungletui.tui.glyphs import ASCII
from jungletui.tui.widgets.table import Cell, Column, Order, Row, Table

COLUMNS = (
    Column("name", "Name", least=6),
    Column("amount", "Amount", width=10, align="right"),
    Column("note", "Note", width=20, priority=1),
)


def rows(count: int) -> list[Row]:
    return [
        Row(
            f"k{i}", (Cell(f"row {i}"), Cell(str(i), sort=i), Cell("even" if i % 2 == 0 else "odd"))
        )
        for i in range(count)
    ]


@dataclass
class Seen:
    highlighted: list[str | None] = field(default_factory=list)
    selected: list[str] = field(default_factory=list)


class OneTable(App[None]):
    """An app around one table."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()

    def compose(self) -> ComposeResult:
        yield Table(COLUMNS, title="Things", notice=notices.loading("things"))

    def on_table_highlighted(self, event: Table.Highlighted) -> None:
        self.seen.highlighted.append(event.key)

    def on_table_selected(self, event: Table.Selected) -> None:
        self.seen.selected.append(event.key)


@asynccontextmanager
async def shown(count: int, size=(60, 12)) -> AsyncIterator[tuple]:
    app = OneTable()
    async with app.run_test(size=size) as pilot:
        table = app.query_one(Table)
        table.focus()
        if count:
            table.set_rows(rows(count))
        await pilot.pause()
        yield pilot, table


def lines(pilot) -> list[str]:
    strips = pilot.app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


async def test_header_rows_and_count_are_drawn():
    async with shown(3) as (pilot, _):
        text = lines(pilot)
        assert text[0].startswith("─ Things · 3 ──")
        assert text[1].split() == ["Name", "Amount", "Note"]
        assert text[2].startswith("› row 0")
        assert text[3].startswith("  row 1")


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        ("j j", "k2"),
        ("down down k", "k1"),
        ("G", "k99"),
        ("G g", "k0"),
        ("end home", "k0"),
        ("pagedown", "k10"),
        ("ctrl+d ctrl+d ctrl+u", "k5"),
        ("k", "k0"),
        ("G j", "k99"),
    ],
)
async def test_arrows_and_vim_keys_move_the_cursor(keys, cursor):
    async with shown(100) as (pilot, table):
        await pilot.press(*keys.split())
        await pilot.pause()
        assert table.cursor_key == cursor
        assert any(line.startswith("› ") for line in lines(pilot)), "the cursor is in view"


async def test_messages_name_the_row():
    async with shown(5) as (pilot, _):
        await pilot.press("j", "enter")
        await pilot.pause()
        assert pilot.app.seen.highlighted[-1] == "k1"
        assert pilot.app.seen.selected == ["k1"]


async def test_the_cursor_stays_on_its_row_when_rows_come_and_go():
    async with shown(10) as (pilot, table):
        await pilot.press("j", "j", "j")
        table.set_rows(rows(10)[2:])
        assert table.cursor_key == "k3"
        table.set_rows(reversed(rows(10)))
        assert table.cursor_key == "k3"


async def test_a_filter_is_typed_live_shown_in_the_title_and_cleared_by_escape():
    async with shown(20) as (pilot, table):
        await pilot.press("slash", *"note:odd")
        await pilot.pause()
        assert len(table.shown) == 10
        assert lines(pilot)[0].startswith("─ Things · /note:odd_ · 10 of 20 · Esc clears ─")
        await pilot.press("enter", "j")
        assert table.cursor_key == "k3"
        await pilot.press("escape")
        assert len(table.shown) == 20
        assert table.cursor_key == "k3"


async def test_a_filter_that_nothing_passes_says_so():
    async with shown(3) as (pilot, _):
        await pilot.press("slash", "z", "z")
        await pilot.pause()
        assert any("Nothing matches /zz" in line for line in lines(pilot))


async def test_s_and_a_number_sort_by_that_column_and_again_reverses():
    async with shown(20) as (pilot, table):
        await pilot.press("s")
        await pilot.pause()
        assert lines(pilot)[1].split() == ["1", "Name", "2", "Amount", "3", "Note"]
        await pilot.press("2", "s", "2")
        await pilot.pause()
        assert table.order == Order("amount", descending=True)
        assert table.shown[0].key == "k19"
        assert "Amount ▼" in lines(pilot)[1]
        assert table.cursor_key == "k0", "the cursor follows its row"


async def test_another_key_leaves_the_sort_question():
    async with shown(3) as (pilot, table):
        await pilot.press("s", "x")
        assert (table.input.mode, table.order) == ("", Order())


async def test_a_click_moves_and_a_double_click_selects_and_a_title_sorts():
    async with shown(5) as (pilot, table):
        await pilot.click(Table, offset=(4, 4))
        assert table.cursor_key == "k2"
        assert pilot.app.seen.selected == []
        await pilot.click(Table, offset=(4, 3), times=2)
        assert pilot.app.seen.selected == ["k1"]
        await pilot.click(Table, offset=(3, 1))
        assert table.order == Order("name")


async def test_states_are_words():
    async with shown(0) as (pilot, table):
        assert any("Reading things" in line for line in lines(pilot))
        table.set_notice(notices.failed(ErrorInfo("unreachable", "No route.", "Check the cable.")))
        await pilot.pause()
        text = "\n".join(lines(pilot))
        for word in ("Offline: unreachable", "No route.", "Check the cable.", "r tries again"):
            assert word in text
        table.set_rows(rows(2))
        table.set_stale(True)
        await pilot.pause()
        assert lines(pilot)[0].startswith("─ Things (stale) · 2 ─")


async def test_narrow_terminals_lose_optional_columns_and_say_so():
    async with shown(3, size=(30, 8)) as (pilot, _):
        assert lines(pilot)[0].startswith("─ Things · 3 · 1 column hid")
        assert "Note" not in lines(pilot)[1]


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (10, 3), (250, 80)])
async def test_no_size_is_too_small_or_too_large(size):
    async with shown(50, size=size) as (pilot, _):
        await pilot.press("j", "G", "g", "slash", "1", "escape")
        await pilot.pause()
        assert len(lines(pilot)) == size[1]
        assert all(len(line) <= size[0] for line in lines(pilot))


def repaints(table: Table, monkeypatch) -> list[Region]:
    """Record the regions that the table asks to be painted anew."""
    asked: list[Region] = []
    original = table.refresh

    def record(*regions: Region, **options: bool) -> Table:
        asked.extend(regions or [Region(0, 0, 999, 999)])
        return original(*regions, **options)

    monkeypatch.setattr(table, "refresh", record)
    return asked


async def test_one_changed_cell_repaints_one_span(monkeypatch):
    async with shown(50) as (pilot, table):
        asked = repaints(table, monkeypatch)
        table.update_cell("k3", "amount", Cell("77", sort=77))
        await pilot.pause()
        assert len(asked) == 1
        assert asked[0].size == (10, 1)
        assert asked[0].y == 5


async def test_what_did_not_change_or_is_out_of_view_repaints_nothing(monkeypatch):
    async with shown(500) as (pilot, table):
        asked = repaints(table, monkeypatch)
        table.set_rows(rows(500))
        table.update_cell("k400", "amount", Cell("7", sort=7))
        await pilot.pause()
        assert asked == []


async def test_a_cursor_step_repaints_two_lines(monkeypatch):
    async with shown(50) as (pilot, table):
        asked = repaints(table, monkeypatch)
        await pilot.press("j")
        assert [(r.y, r.height) for r in asked] == [(2, 1), (3, 1)]


async def test_control_characters_and_wide_letters_stay_in_their_column():
    async with shown(0) as (pilot, table):
        table.set_rows(
            [
                Row("a", (Cell("日本\x1b[31m語"), Cell("1"), Cell("x"))),
                Row("b", (Cell("plain"), Cell("1"), Cell("x"))),
            ]
        )
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {60}
        assert "\x1b" not in "".join(lines(pilot))


async def test_the_linux_console_gets_ascii(monkeypatch):
    async with shown(0) as (pilot, table):
        monkeypatch.setattr(pilot.app, "glyphs", ASCII, raising=False)
        table.set_rows([Row("a", (Cell("Grüße … ●"), Cell("1"), Cell("x")))])
        table.sort(Order("name"))
        table.refresh()
        await pilot.pause()
        assert "\n".join(lines(pilot)).isascii()


@pytest.mark.benchmark
async def test_ten_thousand_rows_are_shown_in_half_a_second():
    many = rows(10_000)
    async with shown(0) as (pilot, table):
        started = time.perf_counter()
        table.set_rows(many)
        table.sort(Order("amount", descending=True))
        await pilot.pause()
        assert time.perf_counter() - started < 0.5
