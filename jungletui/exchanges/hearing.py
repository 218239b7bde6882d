"""What an exchange answered while something was read: for whoever compares a reading with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from jungletui.domain.json import Json
from jungletui.exchanges.large import exact


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer; `endpoint` is `"VERB section path"`, `text` the JSON as it came: ccxt writes into
    what was made of it (4.5.90 coinbase.py `fetch_balance`)."""

    endpoint: str
    text: str

    @property
    def body(self) -> Json:
        """The answer, read anew."""
        found: Json = exact(self.text)
        return found


_LISTENING: ContextVar[tuple[list[Heard], ...]] = ContextVar("listening", default=())


@contextmanager
def hearing() -> Iterator[list[Heard]]:
    """Collect every answer that is heard within the block, and within what it starts. Blocks may
    lie in each other: each collects its own."""
    heard: list[Heard] = []
    token = _LISTENING.set((*_LISTENING.get(), heard))
    try:
        yield heard
    finally:
        _LISTENING.reset(token)


def hear(endpoint: str, text: str) -> None:
    """Tell whoever listens."""
    for listener in _LISTENING.get():
        listener.append(Heard(endpoint, text))
