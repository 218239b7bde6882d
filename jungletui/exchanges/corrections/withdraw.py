"""Bithumb, Indodax and XT: a withdrawal is of the type `withdraw`, which is none of ccxt's own.

ccxt 4.5.90 bithumb.py, indodax.py and xt.py `parse_transaction` write that word where the others
write `withdrawal` (https://docs.ccxt.com/?id=transaction-structure), so that whoever asks for
withdrawals gets none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def movement(parsed: Table, _raw: Mapping[str, object]) -> Table:
    """The word that all exchanges have in common."""
    return {**parsed, "type": "withdrawal"} if parsed.get("type") == "withdraw" else parsed


CORRECTIONS = Corrections(movement=movement)
