"""Why keys are refused: every key diagnosed by itself, side by side."""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.diagnosis import (
    DiagnosedKey,
    Diagnoses,
    Diagnosis,
    DiagnosisStep,
    Outcome,
    Step,
)
from jungletui.domain.failures import ErrorInfo, FailureKind
from jungletui.domain.keys import Key
from jungletui.exchanges.siblings import siblings_of
from jungletui.inspection.lines import Line, Probes
from jungletui.inspection.probing import diagnose_key
from jungletui.service.egress import addresses_of, egress_of
from jungletui.service.keys import named
from jungletui.service.side_by_side import ask_all
from jungletui.service.state import State, opened


async def diagnose(state: State, names: tuple[str, ...]) -> Diagnoses:
    """Diagnose the keys of these names. UsageError for an unknown name, LockedError where the vault
    is locked; what fails at an exchange is in the document."""
    keys = named(opened(state).content.keys, names)
    answers = await ask_all(keys, lambda key: _diagnosis(state, key), state.debug, "diagnosed")
    return Diagnoses(keys=tuple(_diagnosed(key, answer) for key, answer in answers))


async def _diagnosis(state: State, key: Key) -> Diagnosis:
    # The demo leaves its sandbox for no other site.
    siblings = () if state.demo else siblings_of(key.profile)
    route = state.route(key.profile)

    async def open_line(other: Key) -> Line:
        # Another site of the same exchange is asked by the same way.
        profile = replace(other.profile, proxy=route.proxy, family=route.family)
        return await state.session(replace(other, profile=profile))

    stated = state.config.egress if route.proxy is None else ()
    addresses = stated or addresses_of(await egress_of(state, key))
    probes = Probes(open_line, siblings, addresses, state.clock)
    return await diagnose_key(key, probes)


def _diagnosed(key: Key, answer: Diagnosis | ErrorInfo) -> DiagnosedKey:
    """The row of a document; a defect of our own is a row too."""
    if isinstance(answer, ErrorInfo):
        step = DiagnosisStep(Step.RIGHTS, Outcome.FAILED, answer.message)
        answer = Diagnosis(
            FailureKind.BAD_REPLY, (), answer.message or answer.kind, answer.remedy, (step,)
        )
    return DiagnosedKey(
        name=key.name,
        exchange=key.profile.exchange,
        cause=answer.cause,
        candidates=answer.candidates,
        evidence=answer.evidence,
        remedy=answer.remedy,
        steps=answer.steps,
    )
