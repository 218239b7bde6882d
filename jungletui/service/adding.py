"""Adding a key: its name, the shape of its fields, what the exchange says; then saving it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.capabilities import Source, unknown_capabilities
from jungletui.domain.credentials import CredentialCheck
from jungletui.domain.documents import InspectedKey, Verdict
from jungletui.domain.failures import FailureKind, PolicyError, UsageError, error_of
from jungletui.domain.findings import Severity, Status
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.domain.secret import Secret
from jungletui.inspection.shapes import check_credential
from jungletui.service import activity, inspecting
from jungletui.service.demo import in_sandbox
from jungletui.service.inspecting import inspect_one
from jungletui.service.judging import plain_key
from jungletui.service.keys import require_exchange
from jungletui.service.profiles import require_new, require_sound
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.vault.store import Content

GRAVE = (Severity.CRITICAL, Severity.HIGH)
NO_VERDICT = frozenset({*inspecting.NO_VERDICT, "internal"})
"""Failures that say nothing about the key."""


async def keys_verify(
    state: State, profile: KeyProfile, credential: Mapping[str, Secret]
) -> Verdict:
    """Inspect a key without saving it. UsageError where it cannot be a key at all."""
    key, check = await asyncio.to_thread(_key, state, profile, credential)
    return verdict_of(await inspect_one(state, key), check)


async def keys_add(
    state: State, profile: KeyProfile, credential: Mapping[str, Secret], verify: bool
) -> Verdict:
    """Save a key. With `verify`, PolicyError where the exchange refuses it or it breaks its
    policy, and ExchangeError where the exchange gave no answer. UsageError where it cannot be a
    key, VaultError where the vault cannot be written."""
    key, check = await asyncio.to_thread(_key, state, profile, credential)
    if verify:
        verdict = verdict_of(await inspect_one(state, key), check)
        require_acceptable(verdict)
    else:
        verdict = verdict_of(_not_inspected(state, key), check)

    def extended(content: Content) -> Content:
        require_new(content.keys, profile.name)
        return replace(content, keys=(*content.keys, key))

    await asyncio.to_thread(activity.change, state, extended)
    await asyncio.to_thread(activity.record, state, Activity.KEY_ADDED, key)
    return replace(verdict, saved=True)


def _key(
    state: State, profile: KeyProfile, credential: Mapping[str, Secret]
) -> tuple[Key, CredentialCheck]:
    """The key with its fields repaired. UsageError where something cannot be right."""
    content = opened(state).content
    require_new(content.keys, profile.name)
    require_exchange(profile.exchange)
    require_sound(state, profile)
    if state.demo:
        profile = in_sandbox(profile, state.demo_endpoints)
    check, repaired = check_credential(profile.exchange, credential)
    if not check.ok:
        wrong = [
            f"{field.name}: {field.message}" for field in check.fields if _is_wrong(field.verdict)
        ]
        raise UsageError("; ".join(wrong) or "A field is missing.", check.hint or "Paste it again.")
    return Key(profile, repaired, state.clock()), check


def _is_wrong(verdict: str) -> bool:
    return verdict not in {"ok", "repaired", "doubtful"}


def verdict_of(inspected: InspectedKey, check: CredentialCheck) -> Verdict:
    """`reasons` names the grave findings and the exchange's refusal."""
    reasons = [
        f"{finding.title}: {finding.evidence}"
        for finding in inspected.findings
        if finding.status is Status.FAIL and finding.severity in GRAVE
    ]
    error = inspected.error
    if error is not None and error.kind != FailureKind.NOT_SUPPORTED:
        reasons.insert(0, error.message)
    return Verdict(inspected, check, acceptable=not reasons, reasons=tuple(reasons), saved=False)


def require_acceptable(verdict: Verdict) -> None:
    """PolicyError where the key is not acceptable, ExchangeError where nobody said anything."""
    error = verdict.key.error
    if error is not None and error.kind in NO_VERDICT:
        raise error_of(error)
    if not verdict.acceptable:
        remedies = [
            finding.remedy
            for finding in verdict.key.findings
            if finding.status is Status.FAIL and finding.severity in GRAVE
        ]
        remedy = error.remedy if error is not None else " ".join(dict.fromkeys(remedies))
        raise PolicyError(
            f"Not saved: {'; '.join(verdict.reasons)}",
            f"{remedy} With --no-verify the key is saved as it is.".strip(),
        )


def _not_inspected(state: State, key: Key) -> InspectedKey:
    report = PermissionReport(unknown_capabilities("not inspected yet"), UNKNOWN_IP, Source.NONE)
    vault_key = opened(state).content.fingerprint_key
    return plain_key(key, report, vault_key, state.clock())
