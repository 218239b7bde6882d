"""Bitget: a fee that was paid looks like one that was earned.

ccxt 4.5.90 bitget.py `parse_trade` turns the sign of every fee: in Python its test for `deduction`
is never true. A fee that was paid in BGB (`deduction: yes`) comes without a sign from spot
(https://github.com/ccxt/ccxt/pull/21530), and with one in the example for contracts
(https://www.bitget.com/api-doc/contract/trade/Get-Order-Fills); what is earned is never deducted
(the same pull request). A unified account sends what was paid without a sign (the example of a
taker: https://www.bitget.com/api-doc/uta/trade/Get-Order-Fills, `feeDetail[].fee`); that what is
earned has one there is not documented.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The fee as a cost, where it was not sent as a change of the balance."""
    told = raw.get("feeDetail")
    detail = told[0] if isinstance(told, list) and told else told
    fee = parsed.get("fee")
    if not isinstance(detail, Mapping) or not isinstance(fee, Mapping):
        return parsed
    deducted = detail.get("deduction") == "yes"
    sent = detail.get("totalFee") if deducted else detail.get("fee")
    if not isinstance(sent, str) or not sent:
        return parsed
    right = {**fee, "cost": sent.removeprefix("-") if deducted else sent}
    return {**parsed, "fee": right, "fees": [right]}


CORRECTIONS = Corrections(trade=trade)
