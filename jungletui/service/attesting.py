"""A person's dated statement about a key: kept in the vault beside the key, and taken back."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.capabilities import TRADES, Capability, Grant
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key, fingerprint_of
from jungletui.domain.statements import Attested, Statement
from jungletui.domain.surroundings import Attestation
from jungletui.inspection.facts import facts_of
from jungletui.service import activity
from jungletui.service.keys import named, page_of
from jungletui.service.origins import user_name
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.vault.store import Content

LONGEST_NOTE = 500
_WORDS = {True: "restricted", False: "not restricted"}


def keys_attest(state: State, name: str, statement: Statement | None) -> Attested:
    """Keep `statement` about a key, dated now, instead of any older one; None takes the older one
    back. UsageError for an unknown name, a statement that says nothing, or a note that cannot be
    one; VaultError where the vault cannot be written."""
    if statement is not None:
        _require_note(statement.note)
    edits: list[tuple[Key, Key]] = []

    def edited(content: Content) -> Content:
        (old,) = named(content.keys, (name,))
        attested = None if statement is None else _attestation(state, statement, old)
        new = replace(old, attested=attested)
        edits.append((old, new))
        if old.attested == attested:
            return content
        return replace(content, keys=tuple(new if key is old else key for key in content.keys))

    activity.change(state, edited)
    old, new = edits[-1]
    if old.attested != new.attested:
        activity.record(state, Activity.KEY_ATTESTED, new, _told(new.attested))
    return Attested(
        name=new.name,
        fingerprint=fingerprint_of(new, opened(state).content.fingerprint_key),
        attestation=new.attested,
        page=page_of(new.profile.exchange),
    )


def _attestation(state: State, statement: Statement, key: Key) -> Attestation:
    stated = {**_trades(statement.trade, key.profile.exchange), **statement.grants}
    grants = {c: stated[c] for c in Capability if stated.get(c, Grant.UNKNOWN) is not Grant.UNKNOWN}
    if not grants and statement.ip_restricted is None:
        raise UsageError(
            "The statement says nothing.", "Say what the website shows: --withdraw no, --ip yes, …"
        )
    return Attestation(
        at=state.clock(),
        by=user_name(),
        grants=grants,
        ip_restricted=statement.ip_restricted,
        note=statement.note,
    )


def _trades(trade: Grant | None, exchange: str) -> dict[Capability, Grant]:
    """Trading as a whole, as the kinds that there are boxes for."""
    if trade is None:
        return {}
    facts = facts_of(exchange)
    boxes = tuple(c for c in TRADES if facts and c in facts.boxes)
    return dict.fromkeys(boxes if boxes and trade is Grant.GRANTED else TRADES, trade)


def _require_note(note: str) -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    if len(note) > LONGEST_NOTE or any(unicodedata.category(c) in hidden for c in note):
        raise UsageError(
            f"A note is one line of at most {LONGEST_NOTE} printable characters.", "Shorten it."
        )


def _told(attested: Attestation | None) -> str:
    """The statement in the words of the activity log."""
    if attested is None:
        return "statement taken back"
    parts = [f"{c.value} {grant.value}" for c, grant in attested.grants.items()]
    if attested.ip_restricted is not None:
        parts.append(f"addresses {_WORDS[attested.ip_restricted]}")
    return ", ".join(parts)
