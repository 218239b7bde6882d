"""Rights told as a list of words: what each word does, and what nobody has a word for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from jungletui.domain.capabilities import Capability, CapabilityGrant
from jungletui.inspection.clues import denied, granted, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields

_ABOUT_RIGHTS = ("perm", "scope", "right", "role", "withdraw", "transfer")


@dataclass(frozen=True, slots=True)
class Effect:
    """What one word brings along: `grants` for certain; `doubts` are capabilities that it may bring
    and that the documentation leaves open. `because` is added to the evidence of either."""

    grants: tuple[Capability, ...] = ()
    doubts: tuple[Capability, ...] = ()
    because: str = ""


def by_words(
    name: str,
    words: tuple[str, ...] | None,
    effects: Mapping[str, Effect],
    concerns: Callable[[str], tuple[Capability, ...]] = concerned_by,
) -> tuple[dict[Capability, CapabilityGrant], tuple[Novelty, ...]]:
    """The nine capabilities from the words in the field `name`, and the words that are in no table.

    A capability is denied only where the list has words and none of them is, or may be, about it;
    a missing list and an empty one tell nothing. `concerns` says what a new word may be about.
    """
    if not words:
        evidence = f"{name} is missing" if words is None else f"{quote(name, [])}: no right named"
        return dict.fromkeys(Capability, unknown(evidence)), ()
    held = {word: effects[word] for word in words if word in effects}
    capabilities = {c: _grant(name, words, held, c) for c in Capability}
    strange = (word for word in words if word not in effects)
    novelties = tuple(Novelty(quote(name, word), concerns(word)) for word in strange)
    return dict(doubted(capabilities, novelties)), novelties


def novel_fields(fields: Fields, known: Collection[str]) -> tuple[Novelty, ...]:
    """The fields that nobody knows and whose names are about rights."""
    return tuple(
        Novelty(quote(name, value), concerned_by(f"{name} {value}"))
        for name, value in fields.values.items()
        if name not in known and any(word in name.lower() for word in _ABOUT_RIGHTS)
    )


def _grant(
    name: str, words: tuple[str, ...], held: Mapping[str, Effect], capability: Capability
) -> CapabilityGrant:
    sure = {word: e for word, e in held.items() if capability in e.grants}
    if sure:
        return granted(_evidence(name, sure))
    open_ = {word: e for word, e in held.items() if capability in e.doubts}
    if open_:
        return unknown(_evidence(name, open_))
    return denied(quote(name, list(words)))


def _evidence(name: str, found: Mapping[str, Effect]) -> str:
    reasons = "; ".join(dict.fromkeys(e.because for e in found.values() if e.because))
    quoted = quote(name, list(found))
    return f"{quoted}: {reasons}" if reasons else quoted
