"""Balances that change while one watches: an event about one key replaces that key's part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.documents import AccountEvent, Balances
from jungletui.domain.worth import joined, without
from jungletui.tui.views.feeds import confirmed
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
        return replace(balances, rows=confirmed(balances.rows, key, event.feed))
    rows = (
        *(row for row in balances.rows if row.key != key),
        *(row for row in new.rows if row.key == key),
    )
    accounts = joined((*without(balances.accounts, key), *new.accounts))
    return replace(
        balances,
        at=event.at,
        total=total_of(rows, accounts),
        rows=rows,
        errors=(*others, *new.errors),
        not_read=(*(gap for gap in balances.not_read if gap.key != key), *new.not_read),
        accounts=accounts,
    )


def kept(old: Balances | None, new: Balances) -> Balances:
    """What is known of one key after `new`: where it failed, the older figures stay."""
    if old is None or new.rows or not new.errors or old.quote != new.quote:
        return new
    return replace(old, at=new.at, errors=new.errors)


def together(parts: Iterable[Balances]) -> Balances | None:
    """The documents of several keys as one; None where there is none."""
    known = tuple(parts)
    if not known:
        return None
    rows = tuple(row for part in known for row in part.rows)
    errors = tuple(error for part in known for error in part.errors)
    not_read = tuple(gap for part in known for gap in part.not_read)
    at = max(part.at for part in known)
    quote = next((part.quote for part in known if part.quote), "")
    accounts = joined(account for part in known for account in part.accounts)
    return Balances(at, quote, total_of(rows, accounts), rows, errors, not_read, accounts)
