"""Orders that change while one watches: in place, and none disappears from under the eyes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from jungletui.domain.accounts import KeyFailure, OrderRow
from jungletui.domain.documents import AccountEvent, Orders
from jungletui.tui.views.feeds import confirmed
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
        return replace(orders, rows=_confirmed(orders.rows, event)), ()
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


def _confirmed(rows: tuple[OrderRow, ...], event: AccountEvent) -> tuple[OrderRow, ...]:
    """Open orders are what is read again and again; ended ones stay as they were."""
    seen = {
        order_key(row): row
        for row in confirmed(tuple(filter(is_live, rows)), event.key, event.feed)
    }
    return tuple(seen.get(order_key(row), row) for row in rows)


def kept(old: Orders | None, new: Orders) -> Orders:
    """What is known of one key after `new`: where it failed, the older orders stay."""
    if old is None or new.rows or not new.errors:
        return new
    return replace(old, at=new.at, errors=new.errors)


def together(parts: Iterable[Orders]) -> Orders | None:
    """The documents of several keys as one, newest first; None where there is none."""
    known = tuple(parts)
    if not known:
        return None
    rows = sorted((row for part in known for row in part.rows), key=_placed, reverse=True)
    errors = tuple(error for part in known for error in part.errors)
    not_read = tuple(gap for part in known for gap in part.not_read)
    return Orders(max(part.at for part in known), tuple(rows), errors, not_read)


def _placed(order: OrderRow) -> datetime:
    return order.created_at or datetime.min.replace(tzinfo=UTC)
