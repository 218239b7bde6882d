"""The other keys of an account's list: bounded, cleaned, and never a reason to fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from jungletui.domain.failures import ExchangeError
from jungletui.domain.json import Json
from jungletui.domain.reports import MOST_LISTED, PermissionReport
from jungletui.domain.surroundings import AccountKey
from jungletui.inspection.cleaning import clean
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields

Reader = Callable[[Fields, str], datetime | None]
"""How a time is read: a method of `Fields`."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where an entry of the list has what; an empty name: nowhere. `rights` are quoted."""

    id: str
    label: str = ""
    rights: tuple[str, ...] = ()
    created: str = ""
    used: str = ""
    time: Reader = Fields.milliseconds


def with_others(
    report: PermissionReport,
    entries: Sequence[Json],
    columns: Columns,
    is_own: Callable[[str], bool],
) -> PermissionReport:
    """`report` with the other keys of the list that its own key was found in. An entry without an
    id, or of another shape, is no key; a field of another shape is one that tells nothing."""
    found = (
        (fields, fields.values[columns.id])
        for index, entry in enumerate(entries)
        if isinstance(entry, dict) and isinstance(entry.get(columns.id), str)
        for fields in (Fields(entry, f"[{index}]"),)
    )
    others = (
        (fields, name) for fields, name in found
        if isinstance(name, str) and name and not is_own(name)
    )  # fmt: skip
    kept = tuple(
        _account_key(fields, name, columns) for fields, name in islice(others, MOST_LISTED)
    )
    more = sum(1 for _ in others)
    return replace(report, account_keys=kept, account_keys_more=more)


def _account_key(fields: Fields, name: str, columns: Columns) -> AccountKey:
    label = fields.raw(columns.label) if columns.label else None
    return AccountKey(
        public_id=clean(name),
        label=(clean(label) or None) if isinstance(label, str) else None,
        created_at=_time(fields, columns.created, columns.time),
        last_used_at=_time(fields, columns.used, columns.time),
        rights=", ".join(quote(right, fields.raw(right)) for right in columns.rights
                         if fields.has(right)),
    )  # fmt: skip


def _time(fields: Fields, name: str, read: Reader) -> datetime | None:
    if name:
        with suppress(ExchangeError):
            return read(fields, name)
    return None
