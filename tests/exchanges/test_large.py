"""Documents of many megabytes are read and written in parts, and come out as whole ones do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.exchanges import large

ROWS = [{"id": f"m{n}", "price": "1.50", "size": n, "more": {"tick": [n, None]}} for n in range(99)]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda part: (
        st.lists(part, max_size=6) | st.dictionaries(st.text(max_size=5), part, max_size=6)
    ),
    max_leaves=40,
)


@pytest.fixture(autouse=True)
def _small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE", 16)
    monkeypatch.setattr(large, "PART", 64)


def _counted(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[int]]:
    """What was read, and how long each part was."""
    lengths: list[int] = []
    real = json.loads

    def loads(part: str | bytes, **kinds: Any) -> Any:
        lengths.append(len(part))
        return real(part, **kinds)

    monkeypatch.setattr(json, "loads", loads)
    return large.loads(text, parse_float=str), lengths


@pytest.mark.parametrize(
    "document", [ROWS, {"data": {"list": ROWS}, "ok": True}, {row["id"]: row for row in ROWS}]
)
def test_no_part_is_long(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found, lengths = _counted(json.dumps(document), monkeypatch)
    assert found == document
    assert max(lengths) < 300


@settings(max_examples=50)
@given(VALUES)
def test_any_document_comes_out_as_it_would_whole(document: Any) -> None:
    text = json.dumps(document)
    assert large.loads(text) == json.loads(text)
    assert large.loads(text.encode()) == json.loads(text)


def test_numbers_with_a_fraction_stay_texts() -> None:
    text = '{"rows": [{"a": 0.10000000000000000001}, {"a": 1e-18}, {"a": 12345678901234567890}]}'
    rows = large.loads(text * 1, parse_float=str)["rows"]
    assert [row["a"] for row in rows] == ["0.10000000000000000001", "1e-18", 12345678901234567890]


@pytest.mark.parametrize(
    "text",
    [
        '{"rows": [1, 2, 3',
        "not JSON at all, and long",
        '{"a": 1} and more that is none',
        "[1,,2,3,4,5,6,7]",
    ],
)
def test_what_is_no_json_is_refused_as_by_python(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        large.loads(text)


def test_constants_are_told_to_whoever_refuses_them() -> None:
    def refuse(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError, match="NaN"):
        large.loads('{"rows": [1, 2, 3, NaN, 4, 5, 6]}', parse_constant=refuse)


@settings(max_examples=50)
@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=6))
def test_what_is_written_in_parts_is_the_same(document: dict[str, Any]) -> None:
    assert json.loads("".join(large.dumps(document))) == document


def test_no_written_part_holds_a_whole_table() -> None:
    table = {row["id"]: row for row in ROWS}
    parts = list(large.dumps({"at": 1, "markets": table}))
    assert max(map(len, parts)) < 200


def _as_python(text: str) -> object:
    def refuse(name: str) -> None:
        raise ValueError(name)

    return json.loads(text, parse_float=str, parse_constant=refuse)


@settings(max_examples=50)
@given(VALUES)
def test_exact_json_is_what_python_reads(document: Any) -> None:
    text = json.dumps(document)
    assert repr(large.exact(text)) == repr(_as_python(text))


ODD = (
    "[-0, -0.0, 1e5, 1E-8, 0.10, 1e400, 1.0000000000000000000000000000000000001]",
    "[18446744073709551616, -9223372036854775809, 123456789012345678901234567890]",
    '{"a": 1.50, "a": 2.0}',
    '["\\ud800", "\\udc00", "\\ud83d\\ude00", "\\u0000"]',
    '["\ud800"]',
    f"[{'9' * 1000}]",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_json_is_read_as_by_python(text: str) -> None:
    assert repr(large.exact(text)) == repr(_as_python(text))


@pytest.mark.parametrize("text", ["[NaN]", "[-Infinity]", "[01]", "[1.]", "[1] x", "", "[1,]"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        large.exact(text)
