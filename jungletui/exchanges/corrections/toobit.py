"""Toobit: every fill of contracts was sold, and cost no fee.

Such a fill tells `side`, as `BUY_OPEN` or `SELL_CLOSE`, and `commission` with `commissionAsset`
(https://api-docs.toobit.com/api/usdt-m-account-and-trading.html#account-trade-list-user-data; the
reply that ccxt 4.5.90 recorded in toobit.py `parse_trade`). ccxt looks for `isBuyer` and
`feeAmount`, which only spot has; what is not bought is sold to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The side in the word, and the commission as the fee."""
    found, word = dict(parsed), str(raw.get("side") or "").lower()
    if "isBuyer" not in raw and "orderId" in raw:
        found["side"] = next((side for side in ("buy", "sell") if word.startswith(side)), None)
    if "feeAmount" not in raw and raw.get("commission") is not None:
        asset = raw.get("commissionAsset")
        fee = {"cost": str(raw["commission"]), "currency": None if asset is None else str(asset)}
        found |= {"fee": fee, "fees": [fee]}
    return found


CORRECTIONS = Corrections(trade=trade)
