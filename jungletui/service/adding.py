"""Adding a key: its name, the shape of its fields, what the exchange says; then saving it."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jungletui.domain.capabilities import Source, unknown_capabilities
from jungletui.domain.credentials import CredentialCheck
from jungletui.domain.documents import InspectedKey, Verdict
from jungletui.domain.failures import FailureKind, PolicyError, UsageError, error_of
from jungletui.domain.findings import Severity, Status
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.domain.secret import Secret
from jungletui.inspection.shapes import check_credential
from jungletui.service.inspecting import inspect_one, inspected_key, policy_of
from jungletui.service.keys import require_exchange
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.vault.store import Content

LONGEST_NAME = 64
GRAVE = (Severity.CRITICAL, Severity.HIGH)
NO_VERDICT = frozenset(
    {
        FailureKind.UNREACHABLE,
        FailureKind.MAINTENANCE,
        FailureKind.RATE_LIMITED,
        FailureKind.BANNED,
        FailureKind.BAD_REPLY,
        "internal",
    }
)
"""Failures that say nothing about the key."""


async def keys_verify(
    state: State, profile: KeyProfile, credential: Mapping[str, Secret]
) -> Verdict:
    """Inspect a key without saving it. UsageError where it cannot be a key at all."""
    key, check = await asyncio.to_thread(_key, state, profile, credential)
    return _verdict(await inspect_one(state, key), check)


async def keys_add(
    state: State, profile: KeyProfile, credential: Mapping[str, Secret], verify: bool
) -> Verdict:
    """Save a key. With `verify`, PolicyError where the exchange refuses it or it breaks its
    policy, and ExchangeError where the exchange gave no answer. UsageError where it cannot be a
    key, VaultError where the vault cannot be written."""
    key, check = await asyncio.to_thread(_key, state, profile, credential)
    if verify:
        verdict = _verdict(await inspect_one(state, key), check)
        _refuse(verdict)
    else:
        verdict = _verdict(_not_inspected(state, key), check)

    def extended(content: Content) -> Content:
        _require_new(content.keys, profile.name)
        return replace(content, keys=(*content.keys, key))

    await asyncio.to_thread(opened(state).change, extended)
    return replace(verdict, saved=True)


def _key(
    state: State, profile: KeyProfile, credential: Mapping[str, Secret]
) -> tuple[Key, CredentialCheck]:
    """The key with its fields repaired. UsageError where something cannot be right."""
    content = opened(state).content
    _require_name(profile.name)
    _require_new(content.keys, profile.name)
    for text in (*profile.holders, *profile.tags):
        _require_name(text)
    require_exchange(profile.exchange)
    policy_of(state, profile.policy)
    _require_endpoint(profile.endpoint)
    check, repaired = check_credential(profile.exchange, credential)
    if not check.ok:
        wrong = [
            f"{field.name}: {field.message}" for field in check.fields if _is_wrong(field.verdict)
        ]
        raise UsageError("; ".join(wrong) or "A field is missing.", check.hint or "Paste it again.")
    return Key(profile, repaired, state.clock()), check


def _is_wrong(verdict: str) -> bool:
    return verdict not in {"ok", "repaired", "doubtful"}


def _require_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME or name != name.strip() or name.startswith("-"):
        raise UsageError(
            "A name has 1 to 64 characters, no space at its ends and no '-' in front.",
            "Choose another name.",
        )
    if not all(_is_printable(character) for character in name):
        raise UsageError("A name has printable characters only.", "Choose another name.")


def _is_printable(character: str) -> bool:
    return character.isprintable() and unicodedata.category(character) not in {"Cf", "Zl", "Zp"}


def _require_new(keys: tuple[Key, ...], name: str) -> None:
    if any(key.name.casefold() == name.casefold() for key in keys):
        raise UsageError(f"There is a key named {name!r} already.", "Choose another name.")


def _require_endpoint(endpoint: str | None) -> None:
    if endpoint is None:
        return
    try:
        parts = urlsplit(endpoint)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    else:
        usable = usable and not (parts.username or parts.query or parts.fragment)
    if not usable or not all(map(_is_printable, endpoint)):
        raise UsageError(
            "The endpoint is no web address.",
            "It looks like https://api.example.com or http://host:port.",
        )


def _verdict(inspected: InspectedKey, check: CredentialCheck) -> Verdict:
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


def _refuse(verdict: Verdict) -> None:
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
    return inspected_key(key, (report, ()), vault_key, state.clock())
