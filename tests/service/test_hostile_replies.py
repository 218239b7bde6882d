"""Whatever an exchange writes into its replies: the terminal and the memory stay unharmed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
import pytest

from jungletui.cli.inspect import _text
from jungletui.domain.documents import Inspection
from jungletui.inspection import bybit, deribit
from jungletui.inspection.inspector import MOST_NOVELTIES
from jungletui.service.inspecting import inspect
from jungletui.tui.glyphs import UNICODE
from jungletui.tui.views.inspection import finding_lines, right_lines, verdict_lines
from jungletui.tui.widgets.table_layout import clean as clean_of_tui
from tests.service.fake_house import NOW, FakeAccount, key_of, state_of

EVIL = "\x1b[2J\x1b]52;c;aGk=\x07\x9b31m\u202elabel\u2066\u200b\ufeff\r\nnext\x00\ud800"
HUGE = EVIL * 300_000
"""About ten megabytes."""
NAMES = {f"field {number} {EVIL}": EVIL for number in range(2_000)}


def bybit_reply(**changed: Any) -> FakeAccount:
    reply = {
        "readOnly": 0, "note": HUGE, "userID": EVIL, "ips": [EVIL, HUGE, "203.0.113.7"], "uta": 1,
        "permissions": {"Wallet": [EVIL, HUGE], "Spot": ["SpotTrade"], EVIL: [EVIL], HUGE: [HUGE]},
        **NAMES,
    }  # fmt: skip
    return FakeAccount({bybit.CALL: {"result": {**reply, **changed}}})


def deribit_reply() -> FakeAccount:
    others = [{"client_id": f"{n}{HUGE}", "name": HUGE, "max_scope": HUGE} for n in range(3)]
    own = {"client_id": "b", "name": HUGE, "max_scope": f"trade:read_write {EVIL}", EVIL: HUGE}
    return FakeAccount({deribit.CALL: {"result": [own, *others]}})


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    keys = (key_of("a", "bybit"), key_of("b", "deribit"))
    state = state_of(
        tmp_path_factory.mktemp("hostile"), keys, {"a": bybit_reply(), "b": deribit_reply()}
    )
    found = asyncio.run(inspect(state, ()))
    assert [key.error for key in found.keys] == [None, None]
    return found


def texts_in(value: object) -> list[str]:
    """Every text of a document, names of fields too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [t for name, item in value.items() for t in (*texts_in(name), *texts_in(item))]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return []


def test_the_document_is_small_and_clean(document: Inspection) -> None:
    raw = msgspec.json.encode(document)
    assert len(raw) < 500_000
    for text in texts_in(json.loads(raw)):
        for line in text.split("\n"):
            assert line.isprintable(), line[:80]
    assert len(document.keys[0].unrecognised) == MOST_NOVELTIES + 1
    assert document.keys[0].unrecognised[-1].startswith("and ")


def test_the_command_prints_nothing_that_a_terminal_obeys(document: Inspection) -> None:
    shown = _text(document)
    assert len(shown) < 300_000
    assert all(line.isprintable() for line in shown.split("\n"))
    assert "not in this vault: " in shown


def test_neither_does_the_screen(document: Inspection) -> None:
    for key in document.keys:
        lines = [
            *verdict_lines(key, NOW, UNICODE),
            *(line for name in key.capabilities for line in right_lines(key, name.value)),
            *(line for found in key.findings for line in finding_lines(key, found.id)),
        ]
        for line in lines:
            assert clean_of_tui(line.text).isprintable()
            assert len(line.text) < 50_000
