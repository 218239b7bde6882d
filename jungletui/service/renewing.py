"""Another credential in the place of a key's: the new one is saved and proven before the old one
goes, so that a crash at any moment leaves one that works."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.documents import Verdict
from jungletui.domain.failures import ExchangeError, PolicyError, UsageError
from jungletui.domain.keys import Key
from jungletui.domain.secret import Secret
from jungletui.service import activity
from jungletui.service.adding import keys_add, require_acceptable, verdict_of
from jungletui.service.inspecting import inspect_one
from jungletui.service.keys import keys_remove, named
from jungletui.service.profiles import LONGEST_NAME
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.vault.store import Content

NEW = " (new)"
"""Behind the name of a key whose credential is not proven yet."""


async def keys_renew(
    state: State, name: str, credential: Mapping[str, Secret], verify: bool
) -> Verdict:
    """Replace the credential of a key; what was chosen about it stays, what was stated about the
    old one does not. With `verify`, PolicyError where the exchange refuses the new one or it breaks
    the policy, ExchangeError where there was no answer: the old one is then as it was. UsageError
    for an unknown name or what cannot be a key, VaultError where the vault cannot be written."""
    (old,) = named(opened(state).content.keys, (name,))
    meanwhile = name[: LONGEST_NAME - len(NEW)] + NEW
    verdict = await keys_add(state, replace(old.profile, name=meanwhile), credential, verify=False)
    (new,) = named(opened(state).content.keys, (meanwhile,))
    try:
        _require_other(old, new)
        if verify:
            verdict = verdict_of(await inspect_one(state, new), verdict.check)
            require_acceptable(verdict)
    except (UsageError, PolicyError, ExchangeError):
        await asyncio.to_thread(keys_remove, state, meanwhile)
        raise
    await asyncio.to_thread(_take_over, state, name, new)
    return replace(verdict, key=replace(verdict.key, name=name), saved=True)


def _take_over(state: State, name: str, new: Key) -> None:
    """The new credential under the old name, and the old one gone, in one save."""
    taken: list[tuple[Key, Key]] = []

    def edited(content: Content) -> Content:
        old, _ = named(content.keys, (name, new.name))  # both are there still
        renewed = replace(new, profile=old.profile)
        taken.append((old, renewed))
        kept = (key for key in content.keys if key.name != new.name)
        return replace(content, keys=tuple(renewed if k.name == name else k for k in kept))

    activity.change(state, edited)
    old, renewed = taken[-1]
    activity.record(state, Activity.KEY_REMOVED, old, "replaced by a new credential")
    activity.record(state, Activity.KEY_EDITED, renewed, f"name (was {new.name})")


def _require_other(old: Key, new: Key) -> None:
    if old.credential == new.credential:
        raise UsageError("That is the credential that the key has already.", "Paste the new one.")
