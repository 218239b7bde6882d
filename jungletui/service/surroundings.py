"""What is known around the keys of one inspection: siblings, statements, the account's list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from jungletui.domain.keys import Key, fingerprint_of, shortened
from jungletui.domain.reports import PermissionReport
from jungletui.domain.surroundings import AccountKey, Egress, LastUse, Surroundings
from jungletui.inspection.cleaning import clean
from jungletui.inspection.registry import PARSERS
from jungletui.service.last_use import told
from jungletui.service.seen import Place, place_of, seen_of
from jungletui.service.state import State, opened

SHORTEST_VISIBLE = 8
"""Of a listed id whose rest is stars, what must be visible to recognise a key by it."""


def remember(state: State, inspected: Iterable[tuple[Key, PermissionReport]], at: datetime) -> None:
    """Keep what was found, so that it can be accepted and compared."""
    vault_key = opened(state).content.fingerprint_key
    for key, report in inspected:
        state.inspected[fingerprint_of(key, vault_key)] = seen_of(report, at)


def surroundings(
    state: State,
    inspected: Sequence[tuple[Key, PermissionReport]],
    uses: Mapping[str, LastUse],
    egress: Mapping[str, Egress | None],
) -> tuple[Surroundings, ...]:
    """What is around each of these keys, in their order. `uses` are signs of use by name, which a
    quick inspection has not, `egress` the ways out of here. Keys of one account are found among
    all that this process inspected."""
    content = opened(state).content
    marks = {key.name: fingerprint_of(key, content.fingerprint_key) for key in content.keys}
    same_mark: dict[str, list[str]] = {}
    for name, mark in marks.items():
        same_mark.setdefault(mark, []).append(name)
    accounts: dict[tuple[Place, str], list[str]] = {}
    for key in content.keys:
        seen = state.inspected.get(marks[key.name])
        if seen is not None and seen.account is not None:
            accounts.setdefault((place_of(key), seen.account), []).append(key.name)

    lists_keys = any(report.account_keys for _, report in inspected)
    held = _held(content.keys) if lists_keys else frozenset()

    def around(key: Key, report: PermissionReport) -> Surroundings:
        mark = marks.get(key.name) or fingerprint_of(key, content.fingerprint_key)
        twins = tuple(name for name in same_mark.get(mark, ()) if name != key.name)
        account = accounts.get((place_of(key), report.account_id or ""), ())
        return Surroundings(
            added_at=key.added_at if key.name in marks else None,  # not while it is being added
            last_use=uses.get(key.name) or told(report),
            attested=key.attested,
            baseline=key.baseline,
            same_key=twins,
            same_account=tuple(n for n in account if n != key.name and n not in twins),
            account_keys=_not_held(report.account_keys, held),
            account_keys_more=report.account_keys_more,
            egress=egress.get(key.name),
        )

    return tuple(around(key, report) for key, report in inspected)


def _not_held(
    listed: tuple[AccountKey, ...] | None, held: Set[str]
) -> tuple[AccountKey, ...] | None:
    """The keys of an account's list that are not `held`, with shortened ids."""
    if not listed:
        return listed
    return tuple(
        replace(one, public_id=shortened(one.public_id))
        for one in listed
        if not _is_held(one.public_id, held)
    )


def _held(keys: Iterable[Key]) -> frozenset[str]:
    """What exchanges may list these keys as."""
    return frozenset(_comparable(text) for key in keys for text in _ids(key))


def _ids(key: Key) -> Iterable[str]:
    """Whatever an exchange may list this key as; nothing of it is secret."""
    yield key.public_id
    inspector = PARSERS.get(key.profile.exchange)
    if inspector is not None:
        yield from inspector.identity(key.credential).split()


def _is_held(listed: str, held: Set[str]) -> bool:
    """By the whole id, or by its visible beginning where the exchange lists stars for the rest."""
    visible = listed.rstrip("*")
    if visible == listed:
        return _comparable(listed) in held
    return len(visible) >= SHORTEST_VISIBLE and any(one.startswith(visible) for one in held)


def _comparable(public_id: str) -> str:
    """Addresses in hexadecimal come in either case."""
    text = clean(public_id)
    return text.lower() if text[:2].lower() == "0x" else text
