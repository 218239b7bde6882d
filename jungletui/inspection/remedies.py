"""What to do about a finding, in the exchange's own words for its menu and check boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jungletui.domain.capabilities import Capability
from jungletui.domain.catalogue import Check
from jungletui.domain.policies import NEVER, Policy
from jungletui.guides import guide_ids
from jungletui.inspection.facts import ExchangeFacts, facts_of

Boxes = Mapping[Capability, tuple[str, ...]]

_PLAIN_WORDS = {
    Capability.READ: "reading",
    Capability.TRADE_SPOT: "spot trading",
    Capability.TRADE_MARGIN: "margin trading",
    Capability.TRADE_DERIVATIVES: "futures trading",
    Capability.TRADE_OPTIONS: "options trading",
    Capability.TRADE_OTHER: "other trading",
    Capability.TRANSFER_INTERNAL: "transfers",
    Capability.WITHDRAW: "withdrawals",
    Capability.ADMIN: "managing keys and sub-accounts",
}


def remedy_for(check: Check, exchange: str, concerned: Iterable[Capability], policy: Policy) -> str:
    """The remedy text of `check` for a key of `exchange` and the capabilities it is about, and the
    guide that has the way step by step, where there is one."""
    facts = facts_of(exchange)
    where = _where(facts, exchange)
    guide = f" Step by step: `jungletui guide {exchange}`." if exchange in guide_ids() else ""
    if facts and (instead := _where_nothing_can_be_chosen(check, facts)):
        return f"{where}: {instead}{guide}"
    wanted = [group[0] for group in policy.required]
    if facts and facts.reads_by_itself and len(wanted) > 1:
        wanted = [capability for capability in wanted if capability is not Capability.READ]
    remedy = check.remedy.format(
        where=where,
        boxes=_boxes(facts, tuple(concerned)),
        wanted=_boxes(facts, tuple(wanted)),
        ip_box=f"“{facts.ip_box}”" if facts and facts.ip_box else "the IP restriction",
    )
    return f"{remedy}{guide}"


def _where(facts: ExchangeFacts | None, exchange: str) -> str:
    """The exchange and the page where its keys are made, as far as that is known."""
    if facts is None:
        return f"{exchange}, API keys"
    return f"{facts.name}, {facts.place or 'API keys'}"


def _where_nothing_can_be_chosen(check: Check, facts: ExchangeFacts) -> str | None:
    """What is left to do where the exchange has no boxes, or binds no key to addresses."""
    if facts.full_access and "{boxes}" in check.remedy:
        return (
            "there are no boxes, every key has every right. Delete the keys that nobody needs, and "
            "hand the others to nobody who should not have all of it."
        )
    if facts.ip_list is False and check.id == "JT-IP-001":
        return (
            "keys there cannot be bound to addresses. Keep the key on as few machines as you can."
        )
    return None


def _boxes(facts: ExchangeFacts | None, capabilities: tuple[Capability, ...]) -> str:
    """The check boxes of these rights in the exchange's words. A right without a box of its own is
    shown by the boxes of the rights that a key should never have; but where the row does not know
    every box, no other is named in its place."""
    if facts is None or not facts.reveals:
        return _boxes_as_far_as_known(facts.boxes if facts else {}, capabilities)
    for choice in (capabilities, NEVER):
        words = _words(facts.boxes, choice)
        if words:
            return ", ".join(words)
    return "the box of that right"


def _boxes_as_far_as_known(boxes: Boxes, capabilities: tuple[Capability, ...]) -> str:
    """The words that are known, and plain ones for withdrawals, or for all, where none are."""
    words = _words(boxes, capabilities)
    plain = tuple({Capability.WITHDRAW} & set(capabilities) - set(boxes))
    if not words and not plain:
        plain = capabilities
    if plain:
        words = [*words, "the box for " + ", ".join(_PLAIN_WORDS[c] for c in plain)]
    return ", ".join(words)


def _words(boxes: Boxes, capabilities: Iterable[Capability]) -> list[str]:
    """Each box of these rights once, in quotes."""
    words = (f"“{word}”" for capability in capabilities for word in boxes.get(capability, ()))
    return list(dict.fromkeys(words))
