"""Orders that change while one watches: in place, and none disappears from under the eyes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jungletui.domain.accounts import KeyFailure, OrderRow
from jungletui.domain.documents import AccountEvent, Orders
from jungletui.tui.views.orders import is_live, order_key


def with_rows(orders: Orders, rows: Iterable[OrderRow]) -> Orders:
    """`orders` with these rows in the place of older ones, and new ones at the top."""
    fresh = {order_key(row): row for row in rows}
    kept = tuple(fresh.pop(order_key(old), old) for old in orders.rows)
    return replace(orders, rows=(*fresh.values(), *kept))


def with_event(orders: Orders, event: AccountEvent) -> tuple[Orders, tuple[OrderRow, ...]]:
    """`orders` with what the event says about the open orders of one key, and those orders that
    were open and no longer are: what became of them has to be asked for."""
    others = tuple(error for error in orders.errors if error.key != event.key)
    if event.error is not None:
        failure = KeyFailure(event.key, event.error.kind, event.error.message, event.error.remedy)
        return replace(orders, at=event.at, errors=(*others, failure)), ()
    if event.orders is None:
        return orders, ()
    told = tuple(row for row in event.orders.rows if row.key == event.key)
    unread = {error.key for error in event.orders.errors}
    unread |= {gap.key for gap in event.orders.not_read}
    known = {order_key(row) for row in told}
    gone = tuple(
        row
        for row in orders.rows
        if row.key == event.key and is_live(row) and order_key(row) not in known
    )
    merged = with_rows(orders, told)
    errors = (*others, *event.orders.errors)
    return replace(merged, at=event.at, errors=errors), () if event.key in unread else gone
