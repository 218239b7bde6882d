"""Coinbase: what was sent away reads as a deposit, and a trade as one or the other.

ccxt 4.5.90 coinbase.py `parse_transaction` takes the sign of `network.transaction_amount`, which
has none, and every transaction for a deposit or withdrawal. The sign is that of `amount`, and the
type says what happened: https://docs.cdp.coinbase.com/coinbase-app/track-apis/transactions
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table

MOVEMENTS = frozenset(
    {
        *("send", "receive", "request", "transfer", "fiat_deposit", "fiat_withdrawal"),
        *("exchange_deposit", "exchange_withdrawal", "pro_deposit", "pro_withdrawal"),
        *("intx_deposit", "intx_withdrawal", "vault_deposit", "vault_withdrawal"),
    }
)
"""Transactions between this account and another; the others are trades, rewards and fees."""
OTHER = "other"


def movement(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The direction by the sign of the amount; `other` where nothing came or went."""
    if raw.get("resource") != "transaction":
        return parsed
    if raw.get("type") not in MOVEMENTS:
        return {**parsed, "type": OTHER}
    gone = _figure(raw.get("amount"))
    network = raw.get("network")
    arrives = network.get("transaction_amount") if isinstance(network, Mapping) else None
    return {
        **parsed,
        "type": "withdrawal" if gone.startswith("-") else "deposit",
        "amount": _figure(arrives) or gone.removeprefix("-") or parsed.get("amount"),
    }


def _figure(money: object) -> str:
    """The amount of a money table as it was sent: ccxt drops its last zeros with its sign."""
    return str(money.get("amount", "")) if isinstance(money, Mapping) else ""


CORRECTIONS = Corrections(movement=movement)
