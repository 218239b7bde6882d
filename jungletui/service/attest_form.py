"""What of a key only a person can tell: the questions, and where on the website one looks."""

from __future__ import annotations

from collections.abc import Sequence

from jungletui.domain.capabilities import TRADES, Capability, Grant
from jungletui.domain.documents import InspectedKey
from jungletui.domain.statements import AttestationForm, Question
from jungletui.inspection.facts import ExchangeFacts, facts_of
from jungletui.service.inspecting import inspected
from jungletui.service.keys import named
from jungletui.service.state import State, opened


async def keys_attest_form(state: State, name: str) -> AttestationForm:
    """Inspect a key; what is still unknown then, or was only stated so far, are the questions.
    UsageError for an unknown name, LockedError where the vault is."""
    (key,) = named(opened(state).content.keys, (name,))
    (row,) = await inspected(state, (key,), deep=False)
    facts = facts_of(key.profile.exchange)
    # The row has what was stated so far; what the exchange itself told was remembered.
    told = None if row.error else state.inspected.get(row.fingerprint)
    open_rights = tuple(c for c in Capability if told is None or told.grants[c] is Grant.UNKNOWN)
    asked = _questions(row, open_rights, facts)
    covered = {c for question in asked for c in question.capabilities}
    return AttestationForm(
        name=key.name,
        exchange=facts.name if facts else key.profile.exchange,
        place=facts.place if facts else "",
        questions=asked,
        rest=tuple(c for c in open_rights if c not in covered),
        asks_ip=told is None or told.ip_restricted is None,
        ip_box=facts.ip_box if facts else "",
        attestation=key.attested,
        error=row.error,
    )


def _questions(
    row: InspectedKey, open_rights: Sequence[Capability], facts: ExchangeFacts | None
) -> tuple[Question, ...]:
    """One for each set of boxes; trading is one question where no box for it is known."""
    boxes = facts.boxes if facts else {}
    groups: dict[tuple[str, ...] | str, list[Capability]] = {}
    trades_by_box = any(c in boxes for c in TRADES)
    for capability in open_rights:
        if boxes.get(capability):
            groups.setdefault(tuple(boxes[capability]), []).append(capability)
        elif capability in TRADES and not trades_by_box:
            groups.setdefault("trade", []).append(capability)
        elif capability in (Capability.READ, Capability.WITHDRAW):
            groups.setdefault(capability.value, []).append(capability)
    return tuple(
        Question(
            capabilities=tuple(rights),
            boxes=group if isinstance(group, tuple) else (),
            evidence=row.capabilities[rights[0]].evidence,
        )
        for group, rights in groups.items()
    )
