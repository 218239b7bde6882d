"""What readings of one key have shown of its symbols, so that the next one asks for less."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.plans import Slice
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.walking import Answer

LIFE = timedelta(minutes=1)
Found = tuple[str, ...]


class Memory:
    """Symbols by kind of market. What is open or held is remembered for a minute: listing all open
    orders is the dearest call. What was traded stays worth asking for as long as the session."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[datetime, Found]] = {}
        self._traded: dict[str, dict[str, None]] = {}
        self._silent: dict[tuple[str, str], datetime] = {}
        self.refused: dict[str, ExchangeError] = {}
        """Why open orders were not told, for the rest of one reading."""

    def recall(self, what: str, kind: str, now: datetime) -> Found | None:
        """What was found within the last minute; None where nobody looked."""
        at, found = self._found.get((what, kind), (None, ()))
        return found if at is not None and _is_fresh(at, now) else None

    def keep(self, what: str, kind: str, now: datetime, found: Iterable[str]) -> Found:
        """Remember what was found, each once, and give it back."""
        unique = tuple(dict.fromkeys(found))
        self._found[what, kind] = (now, unique)
        return unique

    def opened(self, kind: str, now: datetime, rows: Iterable[Row]) -> None:
        """Remember the symbols of all open orders."""
        self.keep("open", kind, now, (str(row.get("symbol")) for row in rows))

    def heard(self, part: Slice, symbol: str, now: datetime, answer: Answer) -> None:
        """Remember whether there was anything. A symbol that never had an order has no fill; the
        reverse does not follow."""
        if answer.rows:
            self._traded.setdefault(part.kind, {})[symbol] = None
        if answer.silent and part.of == "closed":
            self._silent[part.kind, symbol] = now
        else:
            self._silent.pop((part.kind, symbol), None)

    def traded(self, kind: str) -> Found:
        """Symbols of which orders or fills were seen."""
        return tuple(self._traded.get(kind, ()))

    def is_silent(self, kind: str, symbol: str, now: datetime) -> bool:
        """Whether there was not one order within the last minute's readings."""
        at = self._silent.get((kind, symbol))
        return at is not None and _is_fresh(at, now)


def _is_fresh(at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - at < LIFE
