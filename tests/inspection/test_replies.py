"""Typed access: what was promised, None for missing, `bad-reply` with the path for the rest."""

from datetime import UTC, datetime

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.inspection.replies import Fields, fields_of

READERS = [
    "fields",
    "items",
    "text",
    "texts",
    "number",
    "flag",
    "milliseconds",
    "seconds",
    "moment",
]


def read(reader, value):
    return getattr(Fields({"at": value}, "call"), reader)("at")


@pytest.mark.parametrize("reader", READERS)
def test_missing_and_null_are_none(reader):
    assert getattr(Fields({}, "call"), reader)("at") is None
    assert read(reader, None) is None
    assert Fields({"at": None}, "").has("at")
    assert not Fields({}, "").has("at")


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        ("number", 7, 7),
        ("number", "-7", -7),
        ("number", 7.0, 7),
        ("flag", "true", True),
        ("flag", False, False),
        ("text", 12, "12"),
        ("text", "a\x1b[0mb", "ab"),
        ("texts", ["a", ""], ("a", "")),
        ("seconds", "0", None),
        ("milliseconds", 1500, datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC)),
        ("moment", "1970-01-01T00:00:00Z", None),
        ("moment", "2026-01-02T03:04:05+01:00", datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)),
        ("moment", "2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ],
)
def test_values(reader, value, expected):
    assert read(reader, value) == expected


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("fields", []),
        ("items", {}),
        ("text", True),
        ("text", []),
        ("texts", ["a", 1]),
        ("number", True),
        ("number", "1.5"),
        ("number", 1.5),
        ("number", "9" * 40),
        ("flag", 1),
        ("flag", []),
        ("seconds", "9" * 19),
        ("milliseconds", 10**300),
        ("moment", "soon"),
        ("moment", 5),
        ("moment", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_other_types_are_refused_with_the_path(reader, value):
    with pytest.raises(ExchangeError, match=r"^call\.at") as caught:
        read(reader, value)
    assert caught.value.failure is FailureKind.BAD_REPLY
    assert caught.value.remedy


def test_the_value_itself_is_not_in_the_message():
    with pytest.raises(ExchangeError) as caught:
        fields_of("hunter2-hunter2", "call")
    assert "hunter2" not in caught.value.message
