"""Counts the keys that one request has asked, and tells the client that wants to hear it."""

from __future__ import annotations

from collections.abc import Iterable

from jungletui.domain.progress import HEARER, Progress


class Count:
    """Counts the keys of one question, and tells."""

    def __init__(self, doing: str, names: Iterable[str]) -> None:
        self._doing = doing
        self._waiting = dict.fromkeys(names)
        self._total = len(self._waiting)
        self._tell()

    def answered(self, name: str) -> None:
        """This key has its answer, or its failure."""
        self._waiting.pop(name, None)
        self._tell()

    def _tell(self) -> None:
        hearer = HEARER.get()
        if hearer is not None and self._doing:
            done = self._total - len(self._waiting)
            hearer(Progress(self._doing, done, self._total, tuple(self._waiting)))
