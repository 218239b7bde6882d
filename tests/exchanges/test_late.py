"""A table of rows to be made is to everyone a table of made ones."""

import copy
import json

import msgspec
import pytest

from jungletui.exchanges.late import Late

ROWS = {"a": {"id": "1"}, "b": {"id": "2", "limits": {"min": None}}}
LOOKS = {
    "one": lambda table: {name: table[name] for name in table},
    "get": lambda table: {name: table.get(name) for name in table},
    "pop": lambda table: {name: table.pop(name) for name in list(table)},
    "items": lambda table: dict(table.items()),
    "values": lambda table: dict(zip(table, table.values(), strict=True)),
    "dict": dict,
    "stars": lambda table: {**table},
    "update": lambda table: (found := {}, found.update(table))[0],
    "copy": lambda table: table.copy(),
    "shallow": copy.copy,
    "deep": copy.deepcopy,
    "or": lambda table: table | {},
    "into": lambda table: {} | table,
    "json": lambda table: json.loads(json.dumps(table)),
    "msgspec": lambda table: msgspec.json.decode(msgspec.json.encode(table)),
    "sorted": lambda table: dict(sorted(table.items())),
}


def made():
    kept = {name: msgspec.Raw(msgspec.json.encode(row)) for name, row in ROWS.items()}
    return Late(kept, msgspec.Raw, msgspec.json.decode)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_whoever_looks_sees_rows(look):
    assert look(made()) == ROWS


def test_it_is_a_dict_with_the_same_rows():
    table = made()
    assert isinstance(table, dict)
    assert len(table) == 2
    assert "a" in table
    assert "c" not in table
    assert table.get("c", 1) == 1
    assert table.pop("c", 2) == 2
    with pytest.raises(KeyError):
        table["c"]
    assert table["a"] is table["a"]
    assert table == ROWS
    assert repr(table) == repr(ROWS)
    table["c"] = {"id": "3"}
    assert table["c"] == {"id": "3"}


def test_only_what_is_looked_at_is_made():
    asked = []

    def make(number):
        asked.append(number)
        return {"id": number}

    table = Late({"a": 1, "b": 2}, int, make)
    assert ("a" in table, len(table), list(table), sorted(table)) == (
        True,
        2,
        ["a", "b"],
        ["a", "b"],
    )
    assert asked == []
    assert table["b"]["id"] == table["b"]["id"] == 2
    assert asked == [2]
