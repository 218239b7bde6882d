"""The numbers that an exchange's answer holds, as they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import cast

from jungletui.exchanges.large import exact

SAID = "said"
"""Where a row of ccxt's has what it was read from."""
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
BARE = re.compile(r"-?\d[\d.eE+-]*")
"""The same where JSON is well-formed."""
MOST, LARGEST = 80, 64
"""Numbers of one row, and their digits, that are reckoned with."""
ESCAPED = '\\"'
GROUPED = re.compile(r'"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?"')
"""`"1,000.5"` (bit2c)."""
ODD = re.compile(r'"\s*[-+]?(?:nan|inf|infinity)\s*"', re.IGNORECASE)


class Said:
    """What was answered while something was read. Nothing is looked at before it is asked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)

    @cached_property
    def quoted(self) -> AbstractSet[str]:
        """Every text between quotes, as it stands there: that is how most exchanges tell figures,
        and a search for numbers takes five times as long."""
        found: set[str] = set()
        for text in self._texts:
            found.update(text.split('"')[1::2] if ESCAPED not in text else NUMBER.findall(text))
        return found

    @cached_property
    def bare(self) -> AbstractSet[str]:
        """Every number without quotes."""
        found: set[str] = set()
        for text in self._texts:
            outside = "".join(set(text.split('"')[::2])) if ESCAPED not in text else text
            found.update(BARE.findall(outside))
        return found

    @cached_property
    def _values(self) -> frozenset[Decimal]:
        every = [word for text in self._texts for word in NUMBER.findall(text)]
        grouped = (word for text in self._texts for word in GROUPED.findall(text))
        every += (word.strip('"').replace(",", "") for word in grouped)
        return frozenset(value for word in every if (value := _value(word)) is not None)

    def holds(self, value: Decimal) -> bool:
        """Whether this number occurs, however it is written (`1e-8` for `0.00000001`)."""
        if not value.is_finite():
            return any(ODD.search(text) for text in self._texts)
        return value in self._values

    @cached_property
    def rows(self) -> tuple[frozenset[Decimal], ...]:
        """The numbers of each list and object of the answers, without those of what is in it."""
        every = (exact(text) for text in self._texts)
        return tuple(found for body in every for row in _rows(body) if (found := numbers_in(row)))


def numbers_in(found: object) -> frozenset[Decimal]:
    """The numbers of one row of an answer, be they texts or not."""
    told: set[Decimal] = set()
    for leaf in _leaves(found):
        value = _value(str(leaf)) if type(leaf) in (str, int) else None
        if value is not None and value.is_finite() and abs(value.adjusted()) < LARGEST:
            told.add(value)
        if len(told) == MOST:
            break
    return frozenset(told)


def _rows(found: object) -> Iterator[object]:
    inside = list(found.values()) if isinstance(found, dict) else found
    if isinstance(inside, list):
        yield [part for part in inside if not isinstance(part, dict | list)]
        for part in inside:
            yield from _rows(part)


def _leaves(found: object) -> Iterator[object]:
    inside = found.values() if isinstance(found, Mapping) else found
    if isinstance(found, Mapping | list):
        for part in cast("Iterable[object]", inside):
            yield from _leaves(part)
    else:
        yield found


def _value(word: str) -> Decimal | None:
    try:
        return Decimal(word)
    except InvalidOperation:
        return None
