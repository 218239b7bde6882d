"""What many keys tell, for a person at a terminal: rows as they come, so that an exchange that
hangs keeps nobody waiting.

What comes within a moment is one table; what comes later follows it, key by key, in the same
columns. A pipe and `--json` get one document at the end.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from jungletui.cli.outcome import exit_code
from jungletui.cli.progress import words
from jungletui.cli.session import Session, tell, write
from jungletui.client.blocking import read_document

if TYPE_CHECKING:
    from jungletui.domain.keys import KeySummary

GRACE = 1.0
"""Seconds in which answers are gathered into the first table."""
NEWS = 10.0
"""Seconds of silence after which it is said again whose answer is waited for."""
AT_ONCE = 16
"""Questions to one exchange that are under way."""

D = TypeVar("D")
Cells = tuple[Sequence[str], Sequence[Sequence[str]], Sequence[int]]
"""Headings, rows, and the columns that are aligned to the right."""


class Page(NamedTuple, Generic[D]):
    """A document as text: its table, `nothing` in place of one without rows, and what stands below,
    made of the whole and of the parts whose tables were printed."""

    table: Callable[[D], Cells]
    below: Callable[[D, Sequence[D]], str]
    nothing: str

    def text(self, document: D) -> str:
        """All of it."""
        from jungletui.cli.tables import table  # noqa: PLC0415  `--json` does without

        headings, rows, right = self.table(document)
        shown = table(headings, rows, right) if rows else self.nothing
        return shown + self.below(document, (document,))


def show_keys(
    session: Session, method: str, names: tuple[str, ...], page: Page[Any], **parameters: object
) -> int:
    """Ask `method` about these keys and print what they tell; the exit code."""
    if not session.json and sys.stdout.isatty() and len(names) != 1:
        keys = _keys(session, names)
        if len(keys) > 1:
            return _arriving(session, method, keys, page, parameters)
    answer = session.ask(method, names=names, **parameters)
    session.show(answer, page.text)
    return exit_code(session, names, session.read(answer)["errors"])


def _keys(session: Session, names: tuple[str, ...]) -> tuple[KeySummary, ...]:
    """The keys of these names; none where a name is unknown, which the service then says."""
    known = {key.name: key for key in session.ask("keys_list").document().keys}
    if not names:
        return tuple(known.values())
    return tuple(known[name] for name in names) if set(names) <= known.keys() else ()


def _arriving(
    session: Session,
    method: str,
    keys: Sequence[KeySummary],
    page: Page[Any],
    parameters: Mapping[str, object],
) -> int:
    from jungletui.domain.joining import together  # noqa: PLC0415  several keys only

    reading, printed = _Reading(session, method, keys, parameters), _Printed(page)
    first = reading.within(GRACE)
    if reading.waiting:
        printed.put(first)
        while reading.waiting:
            tell(reading.words)
            while reading.waiting and (more := reading.within(NEWS, most=1)):
                printed.put(more)
    whole = together(reading.told[key.name] for key in keys)
    assert whole is not None  # noqa: S101  there are keys
    _say(printed.end(whole) if printed.begun else page.text(whole))
    errors = [{"kind": error.kind} for error in whole.errors]
    return exit_code(session, [key.name for key in keys], errors)


class _Reading:
    """The questions about each key, some of each exchange at a time; `told` has what was answered,
    by key."""

    def __init__(
        self,
        session: Session,
        method: str,
        keys: Sequence[KeySummary],
        parameters: Mapping[str, object],
    ) -> None:
        from jungletui.domain.keys import way_of  # noqa: PLC0415  several keys only

        self._client, self._method, self._parameters = session.client, method, parameters
        self._ways = {key.name: way_of(key) for key in keys}
        self._order = list(self._ways)
        self._queues: dict[object, deque[str]] = {}
        for name in self._order:
            self._queues.setdefault(self._ways[name], deque()).append(name)
        self._asked: dict[int, str] = {}
        self.told: dict[str, Any] = {}
        for way in self._queues:
            for _ in range(AT_ONCE):
                self._ask(way)

    @property
    def waiting(self) -> list[str]:
        """The keys without an answer."""
        return [name for name in self._order if name not in self.told]

    @property
    def words(self) -> str:
        """`12 of 15 keys read; waiting for kraken-dca, kraken-old …`."""
        return words("read", len(self.told), len(self._order), self.waiting)

    def within(self, seconds: float, most: int | None = None) -> list[Any]:
        """The documents that come within so many seconds, in the order of the keys; no longer than
        until `most` have come, or all. Raises what the service answers."""
        end = monotonic() + seconds
        found: dict[str, Any] = {}
        while self._asked and (most is None or len(found) < most):
            answer = self._client.next_answer(max(0.0, end - monotonic()))
            if answer is None:
                break
            name = self._asked.pop(answer[0])
            found[name] = self.told[name] = read_document(self._method, answer[1])
            self._ask(self._ways[name])
        return [found[name] for name in self._order if name in found]

    def _ask(self, way: object) -> None:
        queue = self._queues[way]
        if queue:
            name = queue.popleft()
            number = self._client.begin(self._method, names=(name,), **self._parameters)
            self._asked[number] = name


class _Printed:
    """The table so far: its columns only grow wider."""

    def __init__(self, page: Page[Any]) -> None:
        self._page = page
        self._widths: list[int] = []
        self._parts: list[Any] = []

    @property
    def begun(self) -> bool:
        """Whether anything was printed."""
        return bool(self._parts)

    def put(self, documents: Sequence[Any]) -> None:
        """Print the rows of these keys."""
        from jungletui.cli.tables import further_rows  # noqa: PLC0415
        from jungletui.domain.joining import together  # noqa: PLC0415

        part = together(documents)
        if part is None:
            return
        headings, rows, right = self._page.table(part)
        if rows:
            text, self._widths = further_rows(headings, rows, right, self._widths)
            _say(text)
        self._parts.append(part)

    def end(self, whole: Any) -> str:
        """What stands below the table."""
        nothing = "" if self._widths else self._page.nothing
        return nothing + self._page.below(whole, self._parts)


def _say(text: str) -> None:
    write(text.encode(sys.stdout.encoding or "utf-8", errors="replace"))
