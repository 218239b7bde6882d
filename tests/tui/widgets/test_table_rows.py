"""Order and filter of rows, and which spans differ."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import (
    Cell,
    Order,
    Row,
    View,
    arrange,
    differences,
    parse_filter,
)

COLUMNS = (Column("name", "Name"), Column("value", "Value", align="right"))


def row(key: str, value: str = "", sort: Decimal | None = None) -> Row:
    return Row(key, (Cell(key), Cell(value, sort=sort)))


def keys(rows) -> list[str]:
    return [r.key for r in rows]


AMOUNTS = (
    row("a", "9.5", Decimal("9.5")),
    row("b", "1,000", Decimal(1000)),
    row("c"),
    row("d", "9.50", Decimal("9.50")),
)


def test_amounts_sort_as_numbers_and_what_is_missing_stands_last():
    assert keys(arrange(AMOUNTS, COLUMNS, Order("value"), ())) == ["a", "d", "b", "c"]
    down = arrange(AMOUNTS, COLUMNS, Order("value", descending=True), ())
    assert keys(down) == ["b", "a", "d", "c"]


def test_a_column_of_numbers_times_and_texts_can_be_sorted():
    mixed = (
        Row("t", (Cell("text"), Cell(""))),
        Row("d", (Cell("x", sort=datetime(2026, 1, 1, tzinfo=UTC)), Cell(""))),
        Row("n", (Cell("y", sort=Decimal(3)), Cell(""))),
    )
    assert keys(arrange(mixed, COLUMNS, Order("name"), ())) == ["n", "d", "t"]


def test_without_an_order_rows_stay_as_they_came():
    assert keys(arrange(AMOUNTS, COLUMNS, Order(), ())) == ["a", "b", "c", "d"]


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30))
def test_sorting_is_stable_in_both_directions(values):
    rows = [row(str(i), str(v), Decimal(v)) for i, (v, _) in enumerate(values)]
    for descending in (False, True):
        done = arrange(rows, COLUMNS, Order("value", descending=descending), ())
        for value in {v for v, _ in values}:
            same = [int(r.key) for r in done if r.cells[1].text == str(value)]
            assert same == sorted(same)


def filtered(text: str) -> list[str]:
    rows = (row("main", "live"), row("paper", "testnet"), row("mainframe", "testnet"))
    return keys(arrange(rows, COLUMNS, Order(), parse_filter(text, COLUMNS)))


def test_a_filter_is_a_substring_of_any_column_whatever_the_case():
    assert filtered("MAIN") == ["main", "mainframe"]
    assert filtered("testnet") == ["paper", "mainframe"]


def test_all_words_of_a_filter_hold():
    assert filtered("main testnet") == ["mainframe"]


def test_an_exclamation_mark_inverts():
    assert filtered("!testnet") == ["main"]
    assert filtered("main !live") == ["mainframe"]


def test_a_column_can_be_named():
    assert filtered("value:live") == ["main"]
    assert filtered("!name:main") == ["paper"]
    assert filtered("nonsense:live") == []


def test_half_a_filter_hides_nothing():
    assert filtered("!") == ["main", "paper", "mainframe"]
    assert filtered("") == ["main", "paper", "mainframe"]


def test_only_the_changed_cell_differs():
    old = View([row("a", "1"), row("b", "2")], 0)
    new = View([row("a", "1"), row("b", "3")], 0)
    assert list(differences(old, new, 0, 10)) == [(1, (1,))]


def test_the_same_rows_differ_nowhere():
    view = View(AMOUNTS, 1)
    again = View([Row(r.key, r.cells) for r in AMOUNTS], 1)
    assert list(differences(view, again, 0, 10)) == []


def test_a_moved_cursor_and_a_vanished_row_are_whole_lines():
    old, new = View(AMOUNTS, 0), View(AMOUNTS[:3], 2)
    assert list(differences(old, new, 0, 10)) == [(0, None), (2, None), (3, None)]


def test_the_cursor_follows_its_key_and_else_stays_near():
    view = View(AMOUNTS, 1)
    assert view.follow(AMOUNTS[::-1]).key == "b"
    assert view.follow(AMOUNTS[2:]).cursor == 1
    assert view.follow(()).key is None


texts = st.sampled_from(["", "1", "22"])
views = st.builds(
    View,
    st.lists(st.builds(row, st.sampled_from("abcdef"), texts), max_size=6),
    st.just(0),
)


@given(views, views)
def test_writing_the_differences_over_the_old_lines_gives_the_new_lines(old, new):
    def line(view: View, index: int) -> list[str] | None:
        return [c.text for c in view.rows[index].cells] if index < len(view.rows) else None

    screen = [line(old, i) for i in range(8)]
    for index, columns in differences(old, new, 0, 8):
        fresh = line(new, index)
        if columns is None or fresh is None:
            screen[index] = fresh
        else:
            for column in columns:
                screen[index][column] = fresh[column]
    assert screen == [line(new, i) for i in range(8)]
