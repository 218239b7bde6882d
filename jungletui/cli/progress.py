"""On stderr, how far a question about many keys is: nothing while it is quick, then a line now and
then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import click

PATIENCE = 1.0
"""Seconds in which nothing is said."""
NEWS = 5.0
"""Seconds between two lines."""
MOST_NAMED = 5


class Progress:
    """What was heard of one request; a line of it where it is time."""

    def __init__(self) -> None:
        self._next = monotonic() + PATIENCE
        self._latest: Mapping[str, Any] | None = None

    def heard(self, told: Mapping[str, Any]) -> None:
        """The service said how far it is."""
        self._latest = told
        self.passed()

    def passed(self) -> None:
        """Time passed."""
        now = monotonic()
        if self._latest is None or not self._latest["waiting"] or now < self._next:
            return
        self._next = now + NEWS
        told = self._latest
        click.echo(words(told["doing"], told["done"], told["total"], told["waiting"]), err=True)


def words(doing: str, done: int, total: int, waiting: Sequence[str]) -> str:
    """`12 of 15 keys read; waiting for kraken-dca, kraken-old`."""
    more = f" and {len(waiting) - MOST_NAMED} more" if len(waiting) > MOST_NAMED else ""
    names = ", ".join(waiting[:MOST_NAMED])
    return f"{done} of {total} keys {doing}; waiting for {names}{more}"
