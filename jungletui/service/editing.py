"""Changing what a person chose about a key; the credential is not touched."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.keys import Key, KeyProfile, ProfileChanges, summary_of
from jungletui.domain.vault_documents import Edited
from jungletui.service import activity
from jungletui.service.keys import named
from jungletui.service.profiles import require_new, require_sound
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.vault.store import Content


def keys_edit(state: State, name: str, changes: ProfileChanges) -> Edited:
    """Change a key's profile. UsageError for an unknown name or a value that cannot be,
    VaultError where the vault cannot be written. What is as wanted already saves nothing."""
    edits: list[tuple[Key, Key]] = []

    def edited(content: Content) -> Content:
        (old,) = named(content.keys, (name,))
        profile = _changed(old.profile, changes)
        require_sound(state, profile)
        require_new((key for key in content.keys if key is not old), profile.name)
        new = replace(old, profile=profile)
        edits.append((old, new))
        if profile == old.profile:
            return content
        return replace(content, keys=tuple(new if key is old else key for key in content.keys))

    activity.change(state, edited)
    old, new = edits[-1]
    changed = _differences(old.profile, new.profile)
    if changed:
        was = f" (was {old.name})" if old.name != new.name else ""
        activity.record(state, Activity.KEY_EDITED, new, ", ".join(changed) + was)
    return Edited(summary_of(new, opened(state).content.fingerprint_key), changed)


def _changed(profile: KeyProfile, changes: ProfileChanges) -> KeyProfile:
    wanted = {
        field.name: value
        for field in fields(changes)
        if (value := getattr(changes, field.name)) is not None
    }
    for name in ("endpoint", "proxy"):
        if wanted.get(name) == "":
            wanted[name] = None
    return replace(profile, **wanted)


def _differences(old: KeyProfile, new: KeyProfile) -> tuple[str, ...]:
    names = (field.name for field in fields(KeyProfile))
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))
