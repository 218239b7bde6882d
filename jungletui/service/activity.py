"""The activity log's use cases: writing down what is done, and reading it back verified.

A log that cannot be written stops no work, but is said; only a reveal is refused then.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity, ActivityLog, ActivityRecord
from jungletui.domain.failures import LockedError, VaultError
from jungletui.domain.keys import Key, fingerprint_of
from jungletui.service.origins import origin
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.vault.activity_file import Owner
    from jungletui.vault.content import Anchor, Content
    from jungletui.vault.opened import OpenVault

PURPOSE = "activity log"
MOST_ANCHORS = 16
"""Hosts and folders of which a vault remembers the log; the one not used longest goes first."""
LONGEST_DETAIL = 400


def record(
    state: State, what: Activity, key: Key | None = None, detail: str = ""
) -> VaultError | None:
    """Write down what was done, after the failed attempts that wait; why that could not be, None
    where it is on the disk. Does nothing in the demo, and nothing without an open vault."""
    vault = _vault(state)
    if vault is None:
        return None
    entry = _entry(state, what, detail)
    if key is not None:
        mark = fingerprint_of(key, vault.content.fingerprint_key)
        entry = replace(entry, key=key.name, fingerprint=mark)
    return _write(state, vault, (entry,))


def record_failure(state: State, what: Activity, detail: str) -> None:
    """Write down a failed attempt, or what else is done before a vault is open: it waits until one
    is."""
    from jungletui.service import pending  # noqa: PLC0415  in a bad moment only

    if not state.demo:
        pending.keep(state.files.pending, _entry(state, what, detail), lockless=state.lockless)


def change(state: State, edit: Callable[[Content], Content]) -> None:
    """Change the vault, which notes with every save how far its log has come. Raises as
    `Vault.change` does."""
    anchor = state.anchor

    def noted(content: Content) -> Content:
        edited = edit(content)
        if edited is content or anchor is None:
            return edited
        return replace(edited, activity=_with(edited.activity, anchor))

    opened(state).change(noted)


def activity_log(state: State) -> ActivityLog:
    """The whole log. LockedError where the vault is, VaultError where the log cannot be read."""
    from jungletui.vault.activity_reading import read  # noqa: PLC0415

    opened(state)
    vault = _vault(state)
    if vault is None:
        return ActivityLog(state.clock(), "demo", verified=True, records=(), problems=())
    _write(state, vault, ())
    found = read(state.files.activity, _owner(state, vault), lockless=state.lockless)
    records, problems = [], list(found.problems)
    for one in found.records:
        entry = _decoded(one.text)
        if entry is None:
            problems.append(f"record {one.link.position} is of a kind that is unknown here")
            continue
        records.append(replace(entry, position=one.link.position))
        if entry.what is Activity.LOG_DAMAGED:
            problems.append(f"record {one.link.position} says: {entry.detail}")
    return ActivityLog(
        at=state.clock(),
        path=str(state.files.activity),
        verified=not problems,
        records=tuple(records),
        problems=tuple(problems),
    )


def _entry(state: State, what: Activity, detail: str) -> ActivityRecord:
    return ActivityRecord(state.clock(), what, origin(), detail=detail[:LONGEST_DETAIL])


def _vault(state: State) -> OpenVault | None:
    from jungletui.vault.opened import OpenVault  # noqa: PLC0415

    return state.vault if isinstance(state.vault, OpenVault) else None


def _write(state: State, vault: OpenVault, entries: Sequence[ActivityRecord]) -> VaultError | None:
    from jungletui.service import pending  # noqa: PLC0415
    from jungletui.vault.activity_file import append  # noqa: PLC0415
    from jungletui.vault.content import Anchor  # noqa: PLC0415

    def remark(wrong: bool, reason: str) -> bytes:
        what = Activity.LOG_DAMAGED if wrong else Activity.LOG_BEGUN
        return _encoded(_entry(state, what, reason))

    try:
        with pending.taken(state.files.pending, lockless=state.lockless) as failed:
            texts = [_encoded(entry) for entry in (*failed, *entries)]
            if texts:
                path = state.files.activity
                owner = _owner(state, vault)
                log_id, last = append(path, owner, texts, remark, lockless=state.lockless)
                state.anchor = Anchor(_place(state), log_id, last.position, last.mac)
    except LockedError:  # closed by another thread meanwhile
        return None
    except (VaultError, OSError) as error:
        return _not_written(state, error)
    return None


def _owner(state: State, vault: OpenVault) -> Owner:
    from jungletui.vault.activity_file import Owner  # noqa: PLC0415

    place = _place(state)
    known = [anchor for anchor in vault.content.activity if anchor.place == place]
    anchor = state.anchor or next(iter(known), None)
    return Owner(vault.vault_id, vault.derived_key(PURPOSE), anchor)


def _place(state: State) -> str:
    return f"{os.uname().nodename}:{state.files.activity}"


def _with(anchors: tuple[Anchor, ...], anchor: Anchor) -> tuple[Anchor, ...]:
    """`anchors` with the newest of this place last."""
    same = [one for one in anchors if (one.place, one.log_id) == (anchor.place, anchor.log_id)]
    newest = max((*same, anchor), key=lambda one: one.position)
    others = [one for one in anchors if one.place != anchor.place]
    return (*others, newest)[-MOST_ANCHORS:]


def _encoded(entry: ActivityRecord) -> bytes:
    import msgspec  # noqa: PLC0415

    return msgspec.json.encode(entry)


def _decoded(text: bytes) -> ActivityRecord | None:
    import msgspec  # noqa: PLC0415

    try:
        return msgspec.json.decode(text, type=ActivityRecord)
    except msgspec.MsgspecError:
        return None


def _not_written(state: State, error: VaultError | OSError) -> VaultError:
    from jungletui.vault.filesystem import os_refusal  # noqa: PLC0415

    refusal = error if isinstance(error, VaultError) else os_refusal(error, state.files.activity)
    notice = f"the activity log was not written: {refusal.message}"
    if notice not in state.log_notices:
        state.log_notices += (notice,)
    sys.stderr.write(f"jungletui: {notice}\n")
    return refusal
