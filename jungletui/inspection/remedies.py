"""What to do about a finding, in the exchange's own words for its menu and check boxes."""

from __future__ import annotations

from collections.abc import Iterable

from jungletui.domain.capabilities import Capability
from jungletui.domain.policies import NEVER, Policy
from jungletui.inspection.catalogue import Check
from jungletui.inspection.facts import facts_of

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
    """The remedy text of `check` for a key of `exchange` and the capabilities it is about."""
    facts = facts_of(exchange)
    wanted = [group[0] for group in policy.required]
    if facts and facts.reads_by_itself and len(wanted) > 1:
        wanted = [capability for capability in wanted if capability is not Capability.READ]
    return check.remedy.format(
        where=f"{facts.name}, {facts.menu} ({facts.page})" if facts else f"{exchange}, API keys",
        boxes=_boxes(exchange, concerned),
        wanted=_boxes(exchange, wanted),
        ip_box=f"“{facts.ip_box}”" if facts else "the IP restriction",
    )


def _boxes(exchange: str, capabilities: Iterable[Capability]) -> str:
    """The check boxes of these rights in the exchange's words. A right without a box of its own is
    shown by the boxes of the rights that a key should never have."""
    facts = facts_of(exchange)
    capabilities = tuple(capabilities)
    if facts is None:
        return ", ".join(f"“{_PLAIN_WORDS[capability]}”" for capability in capabilities)
    for choice in (capabilities, NEVER):
        words = [word for capability in choice for word in facts.boxes.get(capability, ())]
        if words:
            return ", ".join(f"“{word}”" for word in dict.fromkeys(words))
    return "the box of that right"
