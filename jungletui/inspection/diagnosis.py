"""From what was seen to why a key is refused: one cause, or all that fit. Pure.

The rules, in this order:
- another site that owns the key ends it: `wrong-host` or `wrong-environment`;
- a refusal means one of its kinds; a read that was answered rules out whatever is about the key,
  the secret or the address; a clock that was measured rules itself in or out;
- one kind left is the cause; several are candidates, and the remedy says what tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from jungletui.domain.diagnosis import Diagnosis, Outcome, Step
from jungletui.domain.failures import FailureKind
from jungletui.inspection.apart import Setting, remedy_for, tell_apart
from jungletui.inspection.observations import Observation

ABOUT_THE_KEY = frozenset(
    {
        FailureKind.KEY_UNKNOWN,
        FailureKind.SIGNATURE,
        FailureKind.KEY_TYPE,
        FailureKind.PASSPHRASE,
        FailureKind.IP_NOT_ALLOWED,
        FailureKind.EXPIRED,
        FailureKind.WRONG_HOST,
        FailureKind.WRONG_ENVIRONMENT,
        FailureKind.CLOCK,
    }
)
"""What an answered read of the same key, from the same host, rules out."""
SOFT = frozenset({FailureKind.BAD_REPLY, FailureKind.NOT_SUPPORTED})
"""Failures that say the least: any other explains more."""


def diagnose(seen: Sequence[Observation], setting: Setting) -> Diagnosis:
    """What the observations add up to. A cause always comes with its evidence."""
    steps = tuple(observation.shown for observation in seen)
    owner = next((o for o in seen if _owns(o)), None)
    refusal = _telling(seen)
    if owner is not None and owner.kind is not None:
        said = f"{refusal.detail}. " if refusal is not None else ""
        evidence = f"{said}{owner.detail or 'another site of the exchange knows this key'}"
        remedy = owner.remedy or remedy_for(owner.kind, setting)
        return Diagnosis(owner.kind, (), evidence, remedy, steps)
    if refusal is None:
        return Diagnosis(None, (), _all_well(seen), "", steps)
    left = _left(refusal, seen)
    evidence = _evidence(refusal, seen)
    if FailureKind.IP_NOT_ALLOWED in left:
        evidence = f"{evidence} {_leaving(setting.egress, evidence)}".rstrip()
    if len(left) == 1:
        remedy = refusal.remedy if not refusal.also else remedy_for(left[0], setting)
        return Diagnosis(left[0], (), evidence, remedy or remedy_for(left[0], setting), steps)
    return Diagnosis(None, left, evidence, tell_apart(left, setting), steps)


def _owns(observation: Observation) -> bool:
    return (
        observation.step is Step.SITE
        and observation.outcome is Outcome.OK
        and observation.kind in (FailureKind.WRONG_HOST, FailureKind.WRONG_ENVIRONMENT)
    )


def _telling(seen: Sequence[Observation]) -> Observation | None:
    """The refusal that says most: about the key rather than about an answer, of few kinds rather
    than of many, early rather than late. The clock comes last, reads are corrected for it, and what
    a later read has refuted does not count."""
    answered = any(observation.signed for observation in seen)
    refusals = [
        observation
        for observation in seen
        if observation.possible and not (answered and observation.step is Step.REACHABLE)
    ]
    if not refusals:
        return None
    return min(refusals, key=lambda o: (o.step is Step.CLOCK, o.kind in SOFT, len(o.possible)))


def _left(refusal: Observation, seen: Sequence[Observation]) -> tuple[FailureKind, ...]:
    """The kinds of a refusal that nothing else rules out; never none."""
    possible = refusal.possible
    if len(possible) == 1:
        return possible
    clock = next((o for o in seen if o.step is Step.CLOCK), None)
    ruled_out: set[FailureKind] = set()
    if clock is not None and (clock.outcome is Outcome.OK or clock.corrected):
        ruled_out.add(FailureKind.CLOCK)
    elif (
        clock is not None and FailureKind.CLOCK in clock.possible and FailureKind.CLOCK in possible
    ):
        return (FailureKind.CLOCK,)
    if any(observation.signed for observation in seen):
        ruled_out |= ABOUT_THE_KEY
    return tuple(kind for kind in possible if kind not in ruled_out) or possible


def _evidence(refusal: Observation, seen: Sequence[Observation]) -> str:
    """The exchange's words, and what else was measured that bears on them."""
    parts = [refusal.detail or "refused without a word"]
    parts += [
        observation.detail
        for observation in seen
        if observation is not refusal
        and observation.detail
        and (
            observation.signed
            or (observation.step is Step.CLOCK and observation.outcome is Outcome.FAILED)
        )
    ]
    return ". ".join(dict.fromkeys(part.rstrip(".") for part in parts)) + "."


def _leaving(egress: Sequence[str], said: str) -> str:
    """By which addresses this host leaves, where `said` names none of them. Of two families a list
    that holds one refuses the other, whichever the system happens to choose."""
    if not egress or any(address in said for address in egress):
        return ""
    words = f"This host leaves by {' and '.join(egress)}"
    if any(":" in address for address in egress):
        words += "; address-family: a list of IPv4 addresses does not let the IPv6 one in"
    return f"{words}."


def _all_well(seen: Sequence[Observation]) -> str:
    if any(observation.signed for observation in seen):
        return "The exchange answers this key; nothing was refused."
    return "Nothing was refused, but no signed read could be asked either."
