"""Limits that are counted in a window: all of it at once, and never more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.exchanges.pacing import Pacer


def test_a_pacer_with_a_window_lets_it_all_go_at_once_and_never_more():
    now = [100.0]
    pacer = Pacer(0.5, 0, lambda: now[0], window=2.0)
    assert [pacer.delay(1) for _ in range(4)] == [0, 0, 0, 0]
    assert [pacer.delay(1) for _ in range(5)] == [2, 2, 2, 2, 4]
    now[0] += 3
    assert pacer.delay(3) == 1, "what was promised for 104 counts"
    assert pacer.delay(8) == 3, "larger than the window: alone in it"
    pacer.hold(9)
    assert pacer.delay(0) == 9


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 2)), max_size=40))
@settings(max_examples=40)
def test_no_window_has_more_than_fits(asked):
    now, sent = [0.0], []
    pacer = Pacer(1.0, 0, lambda: now[0], window=3.0)
    for pause, cost in asked:
        now[0] += pause
        sent.append((now[0] + pacer.delay(cost), cost))
    assert [place for place, _ in sent] == sorted(place for place, _ in sent)
    for end, _ in sent:
        assert sum(c for place, c in sent if end - 3.0 + 1e-6 < place <= end) <= 3.0 + 1e-6
