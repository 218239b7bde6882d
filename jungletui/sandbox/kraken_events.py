"""What kraken's websocket tells of orders, fills and the ledger.

https://docs.kraken.com/exchange/api-reference/spot-websocket-v2/executions and …/balances
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from jungletui.sandbox.kraken_wire import transaction_id
from jungletui.sandbox.model import ZERO, Account, LedgerEntry, SandboxFill, SandboxOrder
from jungletui.sandbox.world import World


def moment(at: datetime) -> str:
    """RFC 3339 with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def whole_row(order: SandboxOrder, kind: str) -> dict[str, Any]:
    """All of an order."""
    partly = "partially_filled" if order.filled else kind
    row: dict[str, Any] = {
        "order_id": order.id, "order_userref": 0, "cl_ord_id": order.client_id,
        "symbol": order.symbol, "order_qty": order.amount, "cum_qty": order.filled,
        "cum_cost": order.cost, "avg_price": _average(order), "time_in_force": "GTC",
        "exec_type": kind, "side": order.side, "order_type": order.type,
        "limit_price_type": "static", "stop_price": ZERO, "order_status": partly,
        "fee_usd_equiv": order.fee, "fee_ccy_pref": "fciq", "timestamp": moment(order.created_at),
    }  # fmt: skip
    return row | {"limit_price": order.price} if order.type == "limit" else row


def sums_row(order: SandboxOrder, kind: str) -> dict[str, Any]:
    """How an order ended: its sums, neither symbol nor amount."""
    return {
        "timestamp": moment(order.updated_at), "order_status": kind, "exec_type": kind,
        "order_userref": 0, "order_id": order.id, "cum_qty": order.filled,
        "cum_cost": order.cost, "fee_usd_equiv": order.fee, "avg_price": _average(order),
    }  # fmt: skip


def trade_row(world: World, order: SandboxOrder, fill: SandboxFill) -> dict[str, Any]:
    """One fill."""
    quote = world.markets[order.symbol].quote
    pair = f"{quote}/USD"
    dollars = fill.fee * world.price(pair, fill.at) if pair in world.markets else fill.fee
    return {
        "order_id": order.id, "order_userref": 0, "exec_id": fill.id, "exec_type": "trade",
        "trade_id": fill.number, "symbol": fill.symbol, "side": fill.side,
        "last_qty": fill.amount, "last_price": fill.price,
        "liquidity_ind": "m" if fill.maker else "t", "cost": fill.cost,
        "order_status": "partially_filled", "order_type": order.type,
        "timestamp": moment(fill.at), "fee_usd_equiv": dollars,
        "fees": [{"asset": fill.fee_asset, "qty": fill.fee}],
    }  # fmt: skip


def _average(order: SandboxOrder) -> Decimal:
    return (order.cost / order.filled).quantize(Decimal("1e-8")) if order.filled else ZERO


def wallet_rows(account: Account) -> list[dict[str, Any]]:
    """The balances that are not empty."""
    return [
        {
            "asset": asset, "asset_class": "currency", "balance": holding.total,
            "wallets": [{"type": "spot", "id": "main", "balance": holding.total}],
        }
        for asset, holding in sorted(account.wallets.get("spot", {}).items())
        if holding.total
    ]  # fmt: skip


def with_fees(entries: tuple[LedgerEntry, ...]) -> Iterator[tuple[LedgerEntry, Decimal]]:
    """Each entry with the fee that was paid with it. The sandbox's ledger has the fee as an entry
    of its own, of the same cause and asset, after it."""
    waiting: LedgerEntry | None = None
    for entry in entries:
        if waiting is not None and _is_fee_of(entry, waiting):
            yield replace(waiting, balance=entry.balance), -entry.change
            waiting = None
            continue
        if waiting is not None:
            yield waiting, ZERO
        waiting = entry
    if waiting is not None:
        yield waiting, ZERO


def _is_fee_of(entry: LedgerEntry, paid: LedgerEntry) -> bool:
    return entry.kind == "fee" and (entry.reference, entry.asset) == (paid.reference, paid.asset)


def entry_row(entry: LedgerEntry, paid: Decimal) -> dict[str, Any]:
    """One entry of the ledger, with the fee in it."""
    return {
        "ledger_id": transaction_id("L", entry.number), "ref_id": entry.reference,
        "timestamp": moment(entry.at), "type": entry.kind, "asset": entry.asset,
        "asset_class": "currency", "category": entry.kind, "wallet_type": "spot",
        "wallet_id": "main", "amount": entry.change, "fee": paid, "balance": entry.balance,
    }  # fmt: skip
