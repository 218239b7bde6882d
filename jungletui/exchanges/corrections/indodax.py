"""Indodax: every order is from January 1970.

`submit_time` is in seconds, which ccxt 4.5.90 indodax.py `parse_order` takes for milliseconds: so
in every example of
https://github.com/btcid/indodax-official-api-docs/blob/master/Private-RestAPI.md, although its head
says that all times are in milliseconds. Where they are, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table

A_SECOND = 1000
BEFORE_ALL = 100_000_000_000
"""As milliseconds this is 1973, as seconds the year 5138."""


def order(parsed: Table, _raw: Mapping[str, object]) -> Table:
    """The time in milliseconds."""
    at = parsed.get("timestamp")
    if not isinstance(at, int) or at >= BEFORE_ALL:
        return parsed
    return {**parsed, "timestamp": at * A_SECOND, "datetime": None}


CORRECTIONS = Corrections(order=order)
