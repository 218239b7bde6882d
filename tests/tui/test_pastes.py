"""What the terminal sends: keys one at a time, pastes aside, and nothing left in the buffers."""

from __future__ import annotations

import os
import threading
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from jungletui.tui import pastes
from jungletui.tui.app import JungleApp
from jungletui.tui.driver import WipingDriver
from jungletui.tui.pastes import END, LARGEST, START, Paste, Splitter
from tests.tui.fake_service import FakeService


def told(splitter: Splitter, *parts: bytes) -> list[Message]:
    return [event for part in parts for event in splitter.feed(memoryview(part))]


def texts(messages: list[Message]) -> list[str]:
    """Keys by their names, pastes by their texts."""
    return [m.text if isinstance(m, Paste) else m.key for m in messages if hasattr(m, "time")]


@pytest.fixture
def splitter() -> Splitter:
    return Splitter(XTermParser().feed)


def test_keys_sequences_and_pastes_in_their_order(splitter: Splitter) -> None:
    data = b"a\t" + START + "Ge\nhüim\t".encode() + END + "ü\x1b[A".encode()
    assert texts(told(splitter, data)) == ["a", "tab", "Ge\nhüim\t", "ü", "up"]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.text(alphabet="ab\x1b[20~1ü\n", max_size=20), min_size=1, max_size=3),
    st.lists(st.integers(0, 60), max_size=6),
)
def test_wherever_a_read_ends(pasted: list[str], cuts: list[int]) -> None:
    whole = [text for text in pasted if END.decode() not in text + END.decode()[:-1]]
    data = b"".join(START + text.encode() + END for text in whole)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    parts = [data[a:b] for a, b in pairwise(places)]
    found = told(Splitter(XTermParser().feed), *parts)
    assert [m.raw for m in found if isinstance(m, Paste)] == [text.encode() for text in whole]
    assert all(isinstance(m, Paste) for m in found), "nothing of a paste is a key"


def test_nothing_of_a_paste_stays_and_it_wipes_itself(splitter: Splitter) -> None:
    (paste,) = told(splitter, START + b"secret" + END)
    assert isinstance(paste, Paste)
    assert splitter._kept == bytes(LARGEST)
    assert "secret" not in repr(paste)
    raw = paste.raw
    assert raw == b"secret"
    del paste
    assert raw == bytes(6)


@pytest.mark.parametrize("beyond", [-1, 0, 1, 3, 6, 1000])
def test_of_an_endless_paste_the_beginning_is_kept(splitter: Splitter, beyond: int) -> None:
    (paste,) = told(splitter, START, b"x" * (LARGEST + beyond), END)
    assert isinstance(paste, Paste)
    assert paste.raw == b"x" * min(LARGEST, LARGEST + beyond)
    assert texts(told(splitter, b"a")) == ["a"]


def test_what_is_no_utf8_stops_nothing(splitter: Splitter) -> None:
    paste, key = told(splitter, START + b"a\xffb\0" + END + b"k")
    assert isinstance(paste, Paste)
    assert paste.text == "a\N{REPLACEMENT CHARACTER}b"
    assert isinstance(key, events.Key)


def test_it_is_handled_wherever_textual_s_own_is() -> None:
    assert Paste.handler_name == events.Paste.handler_name == "on_paste"
    assert isinstance(Paste(bytearray()), events.Paste)


def test_the_driver_wipes_what_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Message] = []
    fed: list[memoryview] = []
    before = pastes.Splitter.feed
    reader, writer = os.pipe()

    def feed(self: Splitter, data: memoryview):
        fed.append(memoryview(data.obj))
        return before(self, data)

    monkeypatch.setattr(pastes.Splitter, "feed", feed)
    driver = WipingDriver.__new__(WipingDriver)
    driver.fileno = reader
    driver.exit_event = threading.Event()
    monkeypatch.setattr(driver, "process_message", heard.append)
    os.write(writer, START + b"secret" + END + b"typed")
    os.close(writer)
    driver.run_input_thread()
    os.close(reader)
    assert texts(heard) == ["secret", *"typed"]
    assert bytes(fed[0]) == bytes(len(fed[0]))
    for view in fed:
        view.release()


def test_the_app_uses_it() -> None:
    assert JungleApp(FakeService()).driver_class is WipingDriver
