"""Whether another site of the same exchange owns a key: one read each, until one does."""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.diagnosis import Outcome, Step
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key
from jungletui.exchanges.siblings import Sibling
from jungletui.inspection.lines import Probes, in_time
from jungletui.inspection.observations import Observation, not_tried
from jungletui.inspection.steps import owner_step

KNOWN_THERE = frozenset(
    {
        FailureKind.SIGNATURE,
        FailureKind.PASSPHRASE,
        FailureKind.IP_NOT_ALLOWED,
        FailureKind.PERMISSION,
        FailureKind.EXPIRED,
    }
)
"""Refusals of a site that knows the key, where its answer means nothing else."""
LOCKED_OUT = frozenset({FailureKind.BANNED, FailureKind.RATE_LIMITED})


async def other_sites(key: Key, probes: Probes) -> list[Observation]:
    """One observation for each site that was asked; the last one may be the owner."""
    if not probes.siblings:
        why = "the key has an endpoint of its own" if key.profile.endpoint else "there is none"
        return [not_tried(Step.SITE, f"no other site of this exchange was asked: {why}")]
    seen = []
    for site in probes.siblings:
        found = await _ask(key, site, probes)
        seen.append(found)
        if found.outcome is Outcome.OK or found.kind in LOCKED_OUT:
            break
    # A site that does not know the key is no failure of the key.
    return [o if o.outcome is Outcome.OK else replace(o, kind=None) for o in seen]


async def _ask(key: Key, site: Sibling, probes: Probes) -> Observation:
    """One read, once."""
    profile = replace(
        key.profile,
        exchange=site.exchange,
        environment=site.environment,
        endpoint=site.endpoint,
    )
    there = replace(key, profile=profile)
    try:
        line = await probes.open(there)
        await in_time(line.call(site.probe, {}), site.exchange, probes)
    except ExchangeError as error:
        if error.failure in KNOWN_THERE and not error.also:
            return owner_step(key, site, f"its answer there: {error.message}")
        detail = f"{site.name}: {error.message}"
        return Observation(Step.SITE, Outcome.FAILED, detail, error.failure)
    return owner_step(key, site, "a read was answered there")
