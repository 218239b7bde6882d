"""Tokocrypto: a deposit or withdrawal of nobody knows what, and without its fee.

The rows have `asset` and `fee` (the replies that ccxt 4.5.90 recorded in tokocrypto.py
`parse_transaction`; https://www.tokocrypto.com/apidocs/#withdraw-signed). ccxt looks for Binance's
names, `coin` and `transactionFee`.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def movement(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The asset, and the fee in it."""
    asset, fee = raw.get("asset"), raw.get("fee")
    if not isinstance(asset, str) or parsed.get("currency") is not None:
        return parsed
    found = {**parsed, "currency": asset}
    if fee is None:
        return found
    return {**found, "fee": {"cost": str(fee), "currency": asset}}


CORRECTIONS = Corrections(movement=movement)
