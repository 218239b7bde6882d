"""Coinbase Exchange: no withdrawal that cost a fee can be read.

ccxt 4.5.90 coinbaseexchange.py `parse_transaction` subtracts the fee, `details.fee`, from the
amount (https://docs.cloud.coinbase.com/exchange/reference/exchangerestapi_gettransfers): a
TypeError, as figures are texts here (see `building.py`), and no movement is told. It is kept from
ccxt and subtracted exactly.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table
from jungletui.exchanges.corrections.amounts import difference, number


def movement_sent(sent: object) -> object:
    """The row without its fee."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("details"), Mapping):
        return sent
    details = {name: value for name, value in sent["details"].items() if name != "fee"}
    return {**sent, "details": details}


def movement(parsed: Table, raw: Mapping[str, object]) -> Table:
    """A withdrawal's amount without the fee, and the fee."""
    details = raw.get("details")
    fee = details.get("fee") if isinstance(details, Mapping) else None
    if parsed.get("type") != "withdrawal" or number(fee) is None:
        return parsed
    amount = difference(raw.get("amount"), fee)
    told = {"cost": str(fee), "currency": parsed.get("currency"), "rate": None}
    return {**parsed, "amount": amount, "fee": told}


CORRECTIONS = Corrections(movement=movement, movement_sent=movement_sent)
