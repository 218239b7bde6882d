"""Columns fit into every width, and texts into every column."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jungletui.tui.widgets.table_layout import GAP, NARROW_GAP, Column, clean, fit, lay_out

columns = st.lists(
    st.builds(
        Column,
        id=st.uuids().map(str),
        title=st.text(max_size=8),
        width=st.none() | st.integers(1, 30),
        priority=st.integers(0, 4),
        least=st.integers(1, 20),
    ),
    min_size=1,
    max_size=12,
)


@given(columns, st.integers(0, 200), st.integers(0, 60))
def test_places_never_leave_the_width_and_never_overlap(some, available, content):
    places = lay_out(some, {c.id: content for c in some}, available)
    gaps = {b.x - a.x - a.width for a, b in pairwise(places)}
    assert gaps <= {GAP} or gaps == {NARROW_GAP}
    assert all(place.width >= 1 for place in places)
    assert not places or places[0].x == 0
    assert not places or places[-1].x + places[-1].width <= available


@given(columns, st.integers(0, 200), st.integers(0, 60))
def test_the_highest_priority_number_goes_first(some, available, content):
    natural = {c.id: content for c in some}
    shown = {place.index for place in lay_out(some, natural, available)}
    dropped = [c.priority for i, c in enumerate(some) if i not in shown and c.priority]
    kept = [c.priority for i, c in enumerate(some) if i in shown]
    if dropped and 0 not in [c.priority for i, c in enumerate(some) if i not in shown]:
        assert max(kept, default=0) <= max(dropped)


def test_a_flexible_column_takes_what_its_content_needs_and_no_more():
    some = (Column("a", "A"), Column("b", "B", width=5))
    assert [p.width for p in lay_out(some, {"a": 12}, 80)] == [12, 5]
    assert [p.width for p in lay_out(some, {"a": 100}, 30)] == [23, 5]


def test_optional_columns_are_dropped_before_needed_ones_are_cut():
    some = (Column("a", "A", width=20), Column("b", "B", width=20, priority=1))
    assert [p.column.id for p in lay_out(some, {}, 40)] == ["a"]
    assert [p.x for p in lay_out(some, {}, 41)] == [0, 21]
    assert [p.x for p in lay_out(some, {}, 42)] == [0, 22]


@given(st.text(max_size=40), st.integers(0, 30), st.sampled_from(["left", "right"]))
def test_a_fitted_text_has_exactly_the_width(text, width, align):
    assert cell_len(fit(text, width, align)) == width


@given(st.text(max_size=40))
def test_a_clean_text_cannot_steer_the_terminal(text):
    shown = clean(text)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in shown)
    assert not set(shown) & set("\u200d\ufe0f\u202e\u2066\u200b")


def test_wide_letters_are_cut_on_a_whole_letter():
    assert fit("日本語取引所", 7) == "日本語…"
    assert fit("日本語取引所", 6) == "日本… "


def test_amounts_stand_at_the_right():
    assert fit("1.5", 6, "right") == "   1.5"
