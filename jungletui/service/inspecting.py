"""Permission reports: what each key can do, judged by its policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from jungletui.domain.capabilities import Source, access_of, unknown_capabilities
from jungletui.domain.documents import InspectedKey, Inspection
from jungletui.domain.failures import ErrorInfo, UsageError
from jungletui.domain.findings import Finding
from jungletui.domain.json import Json
from jungletui.domain.keys import Key, fingerprint
from jungletui.domain.policies import Policy
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.checks import check_report
from jungletui.inspection.inspector import inspect_key
from jungletui.service.keys import named
from jungletui.service.side_by_side import ask_all, error_info
from jungletui.service.state import State, opened


async def inspect(state: State, names: tuple[str, ...]) -> Inspection:
    """Inspect the keys of these names. UsageError for an unknown name, LockedError where the vault
    is locked; what fails at an exchange is in the document."""
    content = opened(state).content
    keys = named(content.keys, names)
    answers = await ask_all(keys, lambda key: _report(state, key), state.debug)
    inspected = (
        inspected_key(key, answer, content.fingerprint_key, state.clock())
        for key, answer in answers
    )
    return Inspection(at=state.clock(), keys=tuple(inspected))


async def inspect_one(state: State, key: Key) -> InspectedKey:
    """Inspect a key that need not be in the vault."""
    answer: Judged | ErrorInfo
    try:
        answer = await _report(state, key)
    except Exception as error:  # noqa: BLE001  the boundary of one key, as in `ask_all`
        answer = error_info(error, state.debug)
    return inspected_key(key, answer, opened(state).content.fingerprint_key, state.clock())


Judged = tuple[PermissionReport, tuple[Finding, ...]]


async def _report(state: State, key: Key) -> Judged:
    async def call(method: str, parameters: Mapping[str, Json]) -> Json:
        session = await state.session(key)
        return await session.call(method, parameters)

    report = await inspect_key(call, key)
    policy = policy_of(state, key.profile.policy)
    return report, check_report(report, policy, key.profile, state.clock())


def policy_of(state: State, name: str) -> Policy:
    """The policy of this name. UsageError where there is none."""
    policy = state.config.policies.get(name)
    if policy is None:
        known = ", ".join(sorted(state.config.policies))
        raise UsageError(f"There is no policy named {name!r}.", f"There are {known}.")
    return policy


def inspected_key(
    key: Key, answer: Judged | ErrorInfo, vault_key: bytes, at: datetime
) -> InspectedKey:
    """The row of a document: report and findings, or all unknown with the reason."""
    if isinstance(answer, ErrorInfo):
        error: ErrorInfo | None = answer
        unknown = unknown_capabilities(answer.message)
        judged: Judged = PermissionReport(unknown, UNKNOWN_IP, Source.NONE), ()
    else:
        error, judged = None, answer
    report, findings = judged
    return InspectedKey(
        name=key.name,
        exchange=key.profile.exchange,
        environment=key.profile.environment,
        fingerprint=fingerprint(vault_key, key.profile.exchange, key.public_id),
        access=access_of(report.capabilities),
        capabilities=report.capabilities,
        ip=report.ip,
        created_at=report.created_at,
        expires_at=report.expires_at,
        expires_note=report.expires_note,
        last_used_at=report.last_used_at,
        label=report.label,
        source=report.source,
        inspected_at=at,
        findings=findings,
        unrecognised=report.unrecognised,
        raw=report.raw,
        error=error,
    )
