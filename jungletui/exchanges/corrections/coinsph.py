"""Coins.ph: whether a fill was a maker's is lost.

`isMaker` is true or false (https://docs.coins.ph/rest-api/#account-trade-list-user_data); ccxt
4.5.90 coinsph.py `parse_trade` reads it as a text, which it is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The role as it was sent."""
    made = raw.get("isMaker")
    if not isinstance(made, bool):
        return parsed
    return {**parsed, "takerOrMaker": "maker" if made else "taker"}


CORRECTIONS = Corrections(trade=trade)
