"""Positions that change while one watches: an event about one key replaces that key's part."""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.documents import AccountEvent
from jungletui.domain.reading_documents import Positions
from jungletui.tui.views.feeds import confirmed


def with_event(known: Positions, event: AccountEvent) -> Positions:
    """What is known of one key, with what the event says. After an error the positions stay, and so
    does their age; what was found unchanged is not old."""
    if event.error is not None:
        error = event.error
        failure = KeyFailure(event.key, error.kind, error.message, error.remedy)
        return replace(known, at=event.at, errors=(failure,))
    if event.positions is None:
        return replace(known, rows=confirmed(known.rows, event.key, event.feed))
    return event.positions
