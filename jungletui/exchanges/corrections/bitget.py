"""Bitget: a fee that was paid looks like one that was earned.

ccxt 4.5.90 bitget.py `parse_trade` turns the sign of every fee: in Python its test for `deduction`
is never true. Where the fee was paid in BGB (`deduction: yes`), Bitget sends it without a sign
(https://github.com/ccxt/ccxt/pull/21530), and so it does for fills of a unified account
(https://www.bitget.com/api-doc/uta/trade/Get-Order-Fills: `feeDetail[].fee`).
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The fee as it was sent, where it was sent as a cost."""
    told = raw.get("feeDetail")
    detail = told[0] if isinstance(told, list) and told else told
    fee = parsed.get("fee")
    if not isinstance(detail, Mapping) or not isinstance(fee, Mapping):
        return parsed
    sent = detail.get("totalFee") if detail.get("deduction") == "yes" else detail.get("fee")
    if not isinstance(sent, str) or not sent:
        return parsed
    right = {**fee, "cost": sent}
    return {**parsed, "fee": right, "fees": [right]}


CORRECTIONS = Corrections(trade=trade)
