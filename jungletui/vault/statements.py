"""What a person stated and accepted about a key, as members of its entry, and back, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.keys import Key
from jungletui.domain.surroundings import Attestation, Baseline
from jungletui.vault.strict import as_moment, as_text, as_texts, broken

ATTESTED, BASELINE = "attested", "baseline"

_ATTESTED_FIELDS = {"at", "by", "grants", "ip_restricted", "note"}
_BASELINE_FIELDS = {"accepted_at", "by", "grants", "ip_restricted", "ip_allowed"}


def statement_members(key: Key) -> dict[str, object]:
    """The members that `key` adds to its entry; none where nothing was stated or accepted."""
    members: dict[str, object] = {}
    if key.attested is not None:
        members[ATTESTED] = {
            "at": key.attested.at.astimezone(UTC).isoformat(),
            "by": key.attested.by,
            "grants": _grants_table(key.attested.grants),
            "ip_restricted": key.attested.ip_restricted,
            "note": key.attested.note,
        }
    if key.baseline is not None:
        allowed = key.baseline.ip_allowed
        members[BASELINE] = {
            "accepted_at": key.baseline.accepted_at.astimezone(UTC).isoformat(),
            "by": key.baseline.by,
            "grants": _grants_table(key.baseline.grants),
            "ip_restricted": key.baseline.ip_restricted,
            "ip_allowed": None if allowed is None else list(allowed),
        }
    return members


def read_attested(entry: Mapping[str, object]) -> Attestation | None:
    """The statement in an entry, None where there is none. Raises E_SCHEMA."""
    if ATTESTED not in entry:
        return None
    table = _table(entry[ATTESTED], _ATTESTED_FIELDS)
    return Attestation(
        at=as_moment(table["at"]),
        by=as_text(table["by"]),
        grants=_grants(table["grants"]),
        ip_restricted=_answer(table["ip_restricted"]),
        note=as_text(table["note"]),
    )


def read_baseline(entry: Mapping[str, object]) -> Baseline | None:
    """The accepted rights in an entry, None where there are none. Raises E_SCHEMA."""
    if BASELINE not in entry:
        return None
    table = _table(entry[BASELINE], _BASELINE_FIELDS)
    allowed = table["ip_allowed"]
    return Baseline(
        accepted_at=as_moment(table["accepted_at"]),
        by=as_text(table["by"]),
        grants=_grants(table["grants"]),
        ip_restricted=_answer(table["ip_restricted"]),
        ip_allowed=None if allowed is None else as_texts(allowed),
    )


def _table(value: object, fields: set[str]) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != fields:
        raise broken("what was stated about a key has other fields")
    return value


def _grants_table(grants: Mapping[Capability, Grant]) -> dict[str, str]:
    return {capability.value: grant.value for capability, grant in grants.items()}


def _grants(value: object) -> dict[Capability, Grant]:
    if not isinstance(value, dict):
        raise broken("what was stated about a key is no table")
    names = {capability.value: capability for capability in Capability}
    words = {grant.value: grant for grant in Grant}
    found = {}
    for name, word in value.items():
        if name not in names or not isinstance(word, str) or word not in words:
            raise broken("what was stated about a key has words that are unknown here")
        found[names[name]] = words[word]
    return found


def _answer(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise broken("what was stated about a key's addresses is neither true nor false")
