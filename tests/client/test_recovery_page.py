"""The recovery code of a new vault: on a page that goes, typed back in part, or said not to be."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable

import pytest

from jungletui.client.recovery_page import OTHER_PAGE, SAME_PAGE, show_and_check
from jungletui.domain.recovery_groups import asked_groups, fits

CODE = "0A1B-1C2D-2E3F-3G4H-4J5K-5M6N-6P7Q-7R8S-8T9V"
ASKED = re.compile(r"Group (\d) of the recovery code: $")


class Person(io.StringIO):
    """Presses Enter on the page, and answers for the group that is asked for."""

    def __init__(self, answer: Callable[[str], str], said: io.StringIO) -> None:
        super().__init__()
        self.answer, self.said = answer, said

    def readline(self, *_: object) -> str:
        asked = ASKED.search(self.said.getvalue())
        return self.answer(CODE.split("-")[int(asked[1]) - 1]) + "\n" if asked else "\n"


def page(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], str]) -> tuple[bool, str]:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdout", said)
    monkeypatch.setattr(sys, "stdin", Person(answer, said))
    return show_and_check(CODE), said.getvalue()


def test_two_groups_that_fit_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    checked, said = page(monkeypatch, lambda group: f" {group.lower()} ")
    assert checked
    assert said.count(CODE) == 1
    assert said.count("of the recovery code: ") == 2
    assert said.startswith(OTHER_PAGE)
    assert said.endswith(SAME_PAGE)


def test_wrong_groups_show_the_code_again_three_times_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked, said = page(monkeypatch, lambda _: "XXXX")
    assert not checked
    assert said.count(CODE) == 3
    after = said.partition(SAME_PAGE)[2]
    assert "was not typed back" in after
    assert CODE not in after


def test_who_types_nothing_goes_on_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    checked, said = page(monkeypatch, lambda _: "")
    assert not checked
    assert said.count(CODE) == 1
    assert "vault add-slot recovery-code" in said


def test_the_groups_are_two_of_the_nine_in_their_order() -> None:
    seen = set()
    for _ in range(200):
        (first, one), (second, other) = asked_groups(CODE)
        assert 1 <= first < second <= 9
        assert (one, other) == (CODE.split("-")[first - 1], CODE.split("-")[second - 1])
        seen |= {first, second}
    assert seen == set(range(1, 10))


def test_look_alikes_are_meant() -> None:
    assert fits("oi1l", "0111")
    assert not fits("0A1C", "0A1B")


def test_no_line_is_broken_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = page(monkeypatch, lambda group: group)
    shown = re.sub(r"\x1b\[[?0-9]*[A-Za-z]", "\n", said)
    assert max(len(line) for line in shown.splitlines()) <= 80
