"""What a vault holds once it is open: the keys, the key of their fingerprints, and what it knows
of its activity logs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from jungletui.domain.keys import Key


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last record of an activity log when the vault was saved: what a shortened log lacks.
    `place` is the host and the path of the log, `position` counts records from 1."""

    place: str
    log_id: bytes
    position: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """The decrypted vault. `fingerprint_key` is 32 bytes, made at creation and never changed."""

    fingerprint_key: bytes = field(repr=False)
    keys: tuple[Key, ...] = ()
    activity: tuple[Anchor, ...] = ()


def only_true(before: Content, after: Content) -> Content:
    """`after` without statements about credentials that are others than `before`: what a person
    looked up about a key says nothing about the key that took its place."""
    stated = [key for key in before.keys if key.attested or key.baseline]
    if after is before or not stated:
        return after
    keys = tuple(_without_stale(key, stated) for key in after.keys)
    same = all(new is old for new, old in zip(keys, after.keys, strict=True))
    return after if same else replace(after, keys=keys)


def _without_stale(key: Key, stated: list[Key]) -> Key:
    """`key` without a statement that was made about another credential."""
    others = [old for old in stated if not _same_credential(old, key)]
    true = [old for old in stated if _same_credential(old, key)]
    attested, baseline = key.attested, key.baseline
    if _is_of(attested, [old.attested for old in others], [old.attested for old in true]):
        key = replace(key, attested=None)
    if _is_of(baseline, [old.baseline for old in others], [old.baseline for old in true]):
        key = replace(key, baseline=None)
    return key


def _is_of(statement: object, others: list[object], true: list[object]) -> bool:
    """Whether exactly this statement was one of the `others`."""
    if statement is None or any(statement is one for one in true):
        return False
    return any(statement is one for one in others)


def _same_credential(one: Key, other: Key) -> bool:
    same_place = one.profile.exchange == other.profile.exchange
    return same_place and one.credential == other.credential
