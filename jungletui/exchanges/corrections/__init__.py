"""What ccxt 4.5.90 misreads, exchange by exchange, and how it is put right: this is the one place.

Each file tells of one exchange, or of one mistake that several share: what ccxt loses, the source,
and the correction. A test shows for each that ccxt alone still errs; when it does not, the file
goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Table = dict[str, object]
Correct = Callable[[Table, Mapping[str, object]], Table]
"""From what ccxt made of one row, and the row as the exchange sent it, to what it says."""


Rewrite = Callable[[object], object]
"""From a row or reply as it was sent to one that ccxt reads."""


def as_it_is(parsed: Table, _raw: Mapping[str, object]) -> Table:
    """No correction."""
    return parsed


def as_sent(sent: object) -> object:
    """ccxt reads it as it is."""
    return sent


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one exchange. Those of the second kind come before ccxt; `options` go to
    its object. `heard` is for an order that a stream told."""

    order: Correct = as_it_is
    trade: Correct = as_it_is
    position: Correct = as_it_is
    movement: Correct = as_it_is
    heard: Correct = as_it_is
    balance_sent: Rewrite = as_sent
    order_sent: Rewrite = as_sent
    movement_sent: Rewrite = as_sent
    options: Mapping[str, object] = field(default_factory=dict)
