"""Taking what an inspection found for right: the baseline that later ones are compared with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key, fingerprint_of
from jungletui.domain.statements import Accepted, AcceptedKey
from jungletui.domain.surroundings import Baseline
from jungletui.service import activity
from jungletui.service.keys import named
from jungletui.service.origins import user_name
from jungletui.service.state import State

if TYPE_CHECKING:
    from jungletui.vault.store import Content


def keys_accept(state: State, names: tuple[str, ...], at: datetime) -> Accepted:
    """Keep what the inspection of the moment `at` found, as right from now on. UsageError where no
    key is named, for an unknown name, and for a key that this process has inspected since, or has
    not: nobody accepts what was not shown. VaultError where the vault cannot be written."""
    if not names:
        raise UsageError("Nothing was accepted: no key is named.", "Name the keys.")
    accepted: list[AcceptedKey] = []
    keys: list[Key] = []

    def edited(content: Content) -> Content:
        accepted.clear()
        keys[:] = named(content.keys, names)
        replaced = {}
        for key in keys:
            mark = fingerprint_of(key, content.fingerprint_key)
            baseline = _baseline(state, key, mark, at)
            accepted.append(AcceptedKey(key.name, mark, baseline))
            replaced[key.name] = replace(key, baseline=baseline)
        return replace(content, keys=tuple(replaced.get(key.name, key) for key in content.keys))

    activity.change(state, edited)
    for key, row in zip(keys, accepted, strict=True):
        activity.record(state, Activity.RIGHTS_ACCEPTED, key, _told(row.baseline))
    return Accepted(at=state.clock(), keys=tuple(accepted))


def _baseline(state: State, key: Key, mark: str, at: datetime) -> Baseline:
    seen = state.inspected.get(mark)
    if seen is None or seen.inspected != at:
        raise UsageError(
            f"Nothing was accepted: {key.name} was not inspected then, or failed, or was inspected "
            "again since.",
            f"Inspect {key.name} and accept what it shows.",
        )
    return Baseline(
        accepted_at=state.clock(),
        by=user_name(),
        grants=seen.grants,
        ip_restricted=seen.ip_restricted,
        ip_allowed=seen.ip_allowed,
    )


def _told(baseline: Baseline) -> str:
    """What was accepted, in the words of the activity log."""
    granted = [c.value for c in Capability if baseline.grants.get(c) is Grant.GRANTED]
    words = {True: "restricted", False: "not restricted", None: "unknown"}
    return f"{', '.join(granted) or 'no right'}; addresses {words[baseline.ip_restricted]}"
