"""GRVT: what is free in the settle currency is told as free of every currency.

`available_balance` of a trading account is one figure in its `settle_currency`
(https://api-docs.grvt.io/trading_api/#sub-account-summary); ccxt 4.5.90 grvt.py `parse_balance`
gives it to each of `spot_balances` ("revise after API team clarification"). Where another currency
is held, what is free is left out.
"""

from __future__ import annotations

from jungletui.exchanges.corrections import Corrections


def balance(sent: object) -> object:
    """Without what is free, unless all that is held is the settle currency."""
    if not isinstance(sent, dict):
        return sent
    rows = sent.get("spot_balances")
    held = (
        {r.get("currency") for r in rows if isinstance(r, dict)}
        if isinstance(rows, list)
        else set()
    )
    if held <= {sent.get("settle_currency")}:
        return sent
    return {name: value for name, value in sent.items() if name != "available_balance"}


CORRECTIONS = Corrections(balance_sent=balance)
