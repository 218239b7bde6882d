"""Balances that change while one watches: an event about one key replaces that key's part."""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.documents import AccountEvent, Balances
from jungletui.tui.views.totals import total_of


def merged(balances: Balances, event: AccountEvent) -> Balances:
    """`balances` with what the event says about one key. After an error the figures of that key
    stay, and so does their age; another quote than the one shown is ignored."""
    key = event.key
    others = tuple(error for error in balances.errors if error.key != key)
    if event.error is not None:
        failure = KeyFailure(key, event.error.kind, event.error.message, event.error.remedy)
        return replace(balances, at=event.at, errors=(*others, failure))
    new = event.balances
    if new is None or new.quote != balances.quote:
        return balances
    rows = (
        *(row for row in balances.rows if row.key != key),
        *(row for row in new.rows if row.key == key),
    )
    return replace(
        balances,
        at=event.at,
        total=total_of(rows),
        rows=rows,
        errors=(*others, *new.errors),
        not_read=(*(gap for gap in balances.not_read if gap.key != key), *new.not_read),
    )


def only_key(balances: Balances, key: str | None) -> Balances:
    """The part of one key; all of it for None."""
    if key is None:
        return balances
    rows = tuple(row for row in balances.rows if row.key == key)
    return replace(
        balances,
        total=total_of(rows),
        rows=rows,
        errors=tuple(error for error in balances.errors if error.key == key),
        not_read=tuple(gap for gap in balances.not_read if gap.key == key),
    )
