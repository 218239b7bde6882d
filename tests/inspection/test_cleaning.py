"""Hostile text becomes one harmless line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.inspection.cleaning import LABEL_LIMIT, clean
from tests.inspection.samples import STEADY


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("plain", "plain"),
        ("  two \r\n lines ", "two lines"),
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x1b]0;title\x07bell", "bell"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("a\x00b\x9bc\x7f", "abc"),
        ("\u202eevil\u2066\u2069", "evil"),
        ("\u2764\ufe0f\u200d", "\u2764"),
        ("\ud800lone", "lone"),
        ("a \u200b b", "a b"),
        ("\u200b\ufeff", ""),
    ],
)
def test_known_tricks(hostile, harmless):
    assert clean(hostile) == harmless


def test_overlong_is_cut():
    assert clean("x" * 10_000) == "x" * (LABEL_LIMIT - 1) + "…"
    assert clean("x" * LABEL_LIMIT) == "x" * LABEL_LIMIT


@STEADY
@given(st.text(st.characters()))
def test_always_printable_short_and_stable(text):
    result = clean(text)
    assert result.isprintable()
    assert len(result) <= LABEL_LIMIT
    assert clean(result) == result
    result.encode()  # no lone surrogates
