"""Permission reports: what each key can do, judged by its policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import replace

from jungletui.domain.capabilities import Capability
from jungletui.domain.documents import InspectedKey, Inspection
from jungletui.domain.failures import ErrorInfo, ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.policies import Policy
from jungletui.domain.reports import PermissionReport
from jungletui.domain.surroundings import Egress, LastUse
from jungletui.inspection.cleaning import clean
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.read_probe import with_read_probe
from jungletui.service.account_ids import with_accounts
from jungletui.service.egress import egress_of
from jungletui.service.judging import failed_key, judged_key, plain_key
from jungletui.service.keys import named
from jungletui.service.last_use import last_uses
from jungletui.service.policy_choice import ChosenPolicy, chosen_policy, known_policy
from jungletui.service.side_by_side import ask_all, error_info
from jungletui.service.state import State, opened
from jungletui.service.surroundings import remember, surroundings

NO_VERDICT = frozenset(
    {
        FailureKind.UNREACHABLE,
        FailureKind.MAINTENANCE,
        FailureKind.RATE_LIMITED,
        FailureKind.BANNED,
        FailureKind.BAD_REPLY,
    }
)
"""Failures that say nothing about a key."""
Told = tuple[PermissionReport, Policy, Egress | None]


async def inspect(state: State, names: tuple[str, ...], *, deep: bool = False) -> Inspection:
    """Inspect the keys of these names. UsageError for an unknown name, LockedError where the vault
    is locked; what fails at an exchange is in the document."""
    keys = named(opened(state).content.keys, names)
    rows = await inspected(state, keys, deep=deep)
    return Inspection(at=rows[0].inspected_at if rows else state.clock(), keys=rows)


async def inspected(state: State, keys: Sequence[Key], *, deep: bool) -> tuple[InspectedKey, ...]:
    """The reports of these keys of the vault, judged with what is around them, in their order and
    all of one moment. `deep` also asks for accounts and looks for signs of use, where the reports
    tell none. LockedError where the vault is locked."""
    answers = await ask_all(keys, lambda key: _told(state, key), state.debug, "inspected")
    told = [(key, answer) for key, answer in answers if not isinstance(answer, ErrorInfo)]
    reports = [(key, report) for key, (report, _, _) in told]
    egress = {key.name: here for key, (_, _, here) in told}
    uses: dict[str, LastUse] = {}
    if deep:
        reports = await with_accounts(state, reports)
        uses = await last_uses(state, reports)
    at = state.clock()
    remember(state, reports, at)
    around = surroundings(state, reports, uses, egress)
    vault_key = opened(state).content.fingerprint_key
    policies = [policy for _, (_, policy, _) in told]
    rows = {
        key.name: judged_key(key, report, policy, near, plain_key(key, report, vault_key, at))
        for (key, report), policy, near in zip(reports, policies, around, strict=True)
    }
    failed = {
        key.name: failed_key(key, answer, vault_key, at)
        for key, answer in answers
        if isinstance(answer, ErrorInfo)
    }
    return tuple((rows.get(key.name) or failed[key.name]) for key in keys)


async def inspect_one(state: State, key: Key) -> InspectedKey:
    """Inspect a key that need not be in the vault."""
    vault_key = opened(state).content.fingerprint_key
    try:
        report, policy, egress = await _told(state, key)
    except Exception as error:  # noqa: BLE001  the boundary of one key, as in `ask_all`
        return failed_key(key, error_info(error, state.debug), vault_key, state.clock())
    (around,) = surroundings(state, [(key, report)], {}, {key.name: egress})
    row = plain_key(key, report, vault_key, state.clock())
    return judged_key(key, report, policy, around, row)


async def _told(state: State, key: Key) -> Told:
    async def call(method: str, parameters: Mapping[str, Json]) -> Json:
        session = await state.session(key)
        return await session.call(method, parameters)

    async def balances() -> tuple[Sized, Sized]:
        return await (await state.session(key)).balances()

    policy = chosen(state, key.profile).policy
    report = await inspect_key(call, key)
    try:
        report = await with_read_probe(report, key.profile.exchange, balances)
    except ExchangeError as failed:
        # Of a key that a person looked up, something is known without the exchange.
        if key.attested is None or failed.failure not in NO_VERDICT:
            raise
        report = _not_probed(report, failed)
    return report, policy, await egress_of(state, key)


def _not_probed(report: PermissionReport, failed: ExchangeError) -> PermissionReport:
    """The report with why reading was not tried; it stays unknown."""
    reading = report.capabilities[Capability.READ]
    evidence = f"{reading.evidence}; no read could be tried: {clean(failed.message)}"
    told = {**report.capabilities, Capability.READ: replace(reading, evidence=evidence)}
    return replace(report, capabilities=told)


def policy_of(state: State, name: str) -> Policy:
    """The policy of this name. UsageError where there is none."""
    return known_policy(name, state.config.policies)


def chosen(state: State, profile: KeyProfile) -> ChosenPolicy:
    """The policy that judges a key, and why this one. UsageError where there is none."""
    return chosen_policy(profile, state.config.policies, state.config.tag_policies)
