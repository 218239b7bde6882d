"""BitoPro: the amount of a withdrawal includes its fee.

A row tells `amount`, `fee` and their sum, `total` (the replies that ccxt 4.5.90 recorded in
bitopro.py `parse_transaction`: 8, 2 and 10;
https://github.com/bitoex/bitopro-offical-api-docs/blob/master/api/v3/private/get_withdraw_invoices_data.md).
ccxt takes the sum, beside the fee, so that it counts the fee twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def movement(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The amount as it was sent."""
    sent = raw.get("amount")
    return {**parsed, "amount": sent} if isinstance(sent, str) and sent else parsed


CORRECTIONS = Corrections(movement=movement)
