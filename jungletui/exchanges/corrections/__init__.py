"""What ccxt 4.5.90 misreads, exchange by exchange, and how it is put right: this is the one place.

Each file tells of one exchange: what ccxt loses, the source, and the correction. A test shows for
each that ccxt alone still errs; when it does not, the file goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Table = dict[str, object]
Correct = Callable[[Table, Mapping[str, object]], Table]
"""From what ccxt made of one row, and the row as the exchange sent it, to what it says."""


def as_it_is(parsed: Table, _raw: Mapping[str, object]) -> Table:
    """No correction."""
    return parsed


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one exchange."""

    order: Correct = as_it_is
    trade: Correct = as_it_is
