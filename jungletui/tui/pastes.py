"""What the terminal sends, byte by byte: keys for Textual's parser, pastes aside and wipeable.

Textual makes a text of every read and another of every paste, and Python can wipe neither. Here a
read lies in one buffer that is wiped, keys go on one character at a time (CPython keeps one object
for each of them), and a paste is copied once, into a bytearray of its own.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator

from textual import events
from textual.message import Message

START, END = b"\x1b[200~", b"\x1b[201~"
LARGEST = 1 << 16
"""Bytes of a paste that are kept; nothing that is typed into a form is longer."""


class Paste(events.Paste):
    """A pasted text as UTF-8. `text` makes a text of it, for fields that are not secret."""

    def __init__(self, raw: bytearray) -> None:
        super().__init__("")
        self.raw = raw

    @property
    def text(self) -> str:
        """The text; what is no UTF-8 in it is replaced."""
        return self.raw.decode("utf-8", "replace").replace("\0", "")

    @text.setter
    def text(self, text: str) -> None:
        """Textual's own constructor sets an empty one."""

    def __rich_repr__(self) -> Iterator[tuple[str, int]]:
        yield "length", len(self.raw)

    def __del__(self) -> None:
        if hasattr(self, "raw"):
            self.raw[:] = bytes(len(self.raw))


class Splitter:
    """Feeds `parse`, Textual's parser, with everything but what is pasted."""

    def __init__(self, parse: Callable[[str], Iterable[Message]]) -> None:
        self._parse = parse
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._kept = bytearray(LARGEST)
        self._sought = START
        self._matched = 0
        self._length = 0
        """Bytes of the paste so far, kept or not."""

    def feed(self, data: memoryview) -> Iterator[Message]:
        """The events of these bytes. The caller wipes them."""
        for byte in data:
            if self._sought is START:
                yield from self._keys(byte)
            else:
                if self._length < LARGEST:
                    self._kept[self._length] = byte
                self._length += 1
            if self._finds(byte):
                yield from self._turn()

    def _keys(self, byte: int) -> Iterator[Message]:
        if character := self._decode(_BYTES[byte]):
            yield from self._parse(character)

    def _finds(self, byte: int) -> bool:
        """Whether the sought sequence ends with this byte; only its first one is an escape."""
        if byte != self._sought[self._matched]:
            self._matched = 0
        self._matched += byte == self._sought[self._matched]
        return self._matched == len(self._sought)

    def _turn(self) -> Iterator[Message]:
        """A paste begins, which the parser has seen; or it ends, which the parser is told."""
        self._matched = 0
        if self._sought is START:
            self._sought, self._length = END, 0
            return
        self._sought = START
        length = min(self._length - len(END), LARGEST)
        raw = bytearray(length)
        with memoryview(raw) as to, memoryview(self._kept) as kept:
            to[:] = kept[:length]
        self._kept[:] = bytes(LARGEST)
        for byte in END:
            yield from (event for event in self._keys(byte) if not isinstance(event, events.Paste))
        yield Paste(raw)


_BYTES = [bytes((number,)) for number in range(256)]
