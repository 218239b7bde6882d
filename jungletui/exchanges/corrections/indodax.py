"""Indodax: every order is from January 1970, and a withdrawal has a word of its own.

`submit_time` is in seconds, which ccxt 4.5.90 indodax.py `parse_order` takes for milliseconds: so
in every example of
https://github.com/btcid/indodax-official-api-docs/blob/master/Private-RestAPI.md, although its head
says that all times are in milliseconds. Where they are, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.seconds import in_milliseconds
from jungletui.exchanges.corrections.withdraw import movement


def order(parsed: Table, _raw: Mapping[str, object]) -> Table:
    """The time in milliseconds."""
    return in_milliseconds(parsed)


CORRECTIONS = Corrections(order=order, movement=movement)
