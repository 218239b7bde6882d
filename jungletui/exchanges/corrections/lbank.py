"""LBank: every balance is empty.

The reply has a list of coins as `data`
(https://www.lbank.com/en-US/docs/index.html#get-all-coins-information; the reply that ccxt 4.5.90
recorded in lbank.py `fetch_balance`). ccxt's `parse_balance` asks for `data` as an object, gets
nothing, and finds no coin.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections


def balance_sent(reply: object) -> object:
    """The same coins under the names of another of LBank's calls, which ccxt reads."""
    if not isinstance(reply, Mapping) or not isinstance(reply.get("data"), list):
        return reply
    rows = [row for row in reply["data"] if isinstance(row, Mapping)]
    named = [
        {"asset": row.get("coin"), "free": row.get("usableAmt"), "locked": row.get("freezeAmt")}
        for row in rows
    ]
    return {**reply, "data": {"balances": named}}


CORRECTIONS = Corrections(balance_sent=balance_sent)
