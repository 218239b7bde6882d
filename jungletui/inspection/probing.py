"""The steps of a diagnosis: harmless reads, one after the other, until the answer is known.

Nothing is asked again after a ban, a limit or a lock-out, and no other site is asked more than
once. What the steps mean is decided in `diagnosis`.
"""

from __future__ import annotations

from collections.abc import Sequence

from jungletui.domain.capabilities import Source
from jungletui.domain.diagnosis import Diagnosis, Step
from jungletui.domain.failures import ExchangeError, FailureKind, JungleError
from jungletui.domain.keys import Key, shortened
from jungletui.inspection.apart import Setting
from jungletui.inspection.diagnosis import diagnose
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.lines import Line, Probes, in_time
from jungletui.inspection.observations import (
    Observation,
    not_tried,
    ok,
    possible_kinds,
    refused,
)
from jungletui.inspection.sites import other_sites
from jungletui.inspection.steps import (
    address_step,
    clock_step,
    expiry_step,
    refused_step,
    shape_step,
)

STOPS = frozenset(
    {
        FailureKind.BANNED,
        FailureKind.RATE_LIMITED,
        FailureKind.UNREACHABLE,
        FailureKind.GEO_BLOCKED,
        FailureKind.MAINTENANCE,
    }
)
"""After one of these nothing more is sent."""
ASK_ON = frozenset({FailureKind.PERMISSION, FailureKind.BAD_REPLY, FailureKind.NOT_SUPPORTED})
"""After one of these, another read of the same key tells more."""


async def diagnose_key(key: Key, probes: Probes) -> Diagnosis:
    """Why `key` is refused, if it is. What fails on the way is in the diagnosis."""
    seen = await observe(key, probes)
    setting = Setting(key.profile.exchange, shortened(key.public_id), probes.egress)
    return diagnose(seen, setting)


async def observe(key: Key, probes: Probes) -> tuple[Observation, ...]:
    """All steps that make sense, in order."""
    shape = shape_step(key)
    try:
        line = await probes.open(key)
    except JungleError as error:
        return (shape,) if shape.possible else _unopened(shape, error)
    seen = [shape, *await _reach(line, key, probes)]
    if shape.possible:
        return (*seen, not_tried(Step.RIGHTS, "nothing is signed with such a credential"))
    if possible_kinds(seen) & STOPS:
        return (*seen, not_tried(Step.RIGHTS, "nothing more is sent"))
    seen += await _rights(line, key, probes)
    if _tells_enough(seen):
        seen.append(not_tried(Step.BALANCES, "the answer before says enough"))
    else:
        seen.append(await _balances(line, key, probes))
    if _may_be_elsewhere(seen):
        seen += await other_sites(key, probes)
    return tuple(seen)


def _unopened(shape: Observation, error: JungleError) -> tuple[Observation, ...]:
    """No line at all: a field is missing, no such environment, no list of reads, an endpoint that
    is none."""
    if not isinstance(error, ExchangeError):
        error = ExchangeError(FailureKind.UNREACHABLE, error.message, error.remedy)
    if error.failure in (FailureKind.KEY_TYPE, FailureKind.PASSPHRASE):
        return (refused(Step.SHAPE, error),)
    return (shape, refused(Step.REACHABLE, error))


async def _reach(line: Line, key: Key, probes: Probes) -> list[Observation]:
    """A public call, and what it says about the clock."""
    exchange = key.profile.exchange
    try:
        reading = await in_time(line.read_clock(), exchange, probes)
    except ExchangeError as error:
        if error.failure is not FailureKind.NOT_SUPPORTED:
            return [refused(Step.REACHABLE, error)]
        reading = None
    if reading is None:
        return [not_tried(Step.REACHABLE, "there is no public call for the time here")]
    took = round(reading.round_trip.total_seconds() * 1000)
    return [
        ok(Step.REACHABLE, f"answered in {took} ms"),
        clock_step(exchange, reading, corrected=line.corrects_clock),
    ]


async def _rights(line: Line, key: Key, probes: Probes) -> list[Observation]:
    """What the exchange tells about the key, and whether this host's addresses are on its list."""
    exchange = key.profile.exchange
    try:
        report = await in_time(inspect_key(line.call, key), exchange, probes)
    except ExchangeError as error:
        if error.failure is FailureKind.NOT_SUPPORTED:
            return [not_tried(Step.RIGHTS, error.message)]
        return [refused_step(Step.RIGHTS, error)]
    if report.source is Source.NONE:
        return [not_tried(Step.RIGHTS, report.ip.evidence)]
    told = ok(Step.RIGHTS, "the exchange answered this key and told its rights", signed=True)
    ended = expiry_step(report, probes.clock())
    address = address_step(report.ip, probes.egress, key.profile.endpoint)
    return [told if ended is None else ended, address]


async def _balances(line: Line, key: Key, probes: Probes) -> Observation:
    """The read that most programs begin with."""
    try:
        rows, missed = await in_time(line.balances(), key.profile.exchange, probes)
    except ExchangeError as error:
        if error.failure is FailureKind.NOT_SUPPORTED:
            return not_tried(Step.BALANCES, error.message)
        return refused_step(Step.BALANCES, error)
    gaps = f"; not read: {', '.join(gap.what for gap in missed)}" if missed else ""
    return ok(Step.BALANCES, f"{len(rows)} balances were read{gaps}", signed=True)


def _tells_enough(seen: Sequence[Observation]) -> bool:
    """Whether a further signed read would only be refused again, or count towards a lock-out."""
    kinds = possible_kinds([o for o in seen if o.step is Step.RIGHTS])
    return bool(kinds) and not kinds & ASK_ON


def _may_be_elsewhere(seen: Sequence[Observation]) -> bool:
    """Whether the key was refused as one that this site does not know."""
    kinds = possible_kinds(seen)
    answered = any(o.signed for o in seen)
    return FailureKind.KEY_UNKNOWN in kinds and not answered and not kinds & STOPS
