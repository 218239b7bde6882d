"""What is said of a key on an exchange that tells nothing about it: unknown, and where to look."""

from __future__ import annotations

from jungletui.domain.capabilities import Source, unknown_capabilities
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.facts import ExchangeFacts


def untold_report(facts: ExchangeFacts) -> PermissionReport:
    """A report with nothing known; its evidence says what can be chosen there and where to look,
    and its note on expiry names the exchange's rules, for whichever keys they hold."""
    look = f"look at {facts.place}" if facts.place else "the page where keys are made is not known"
    told = (
        f"no endpoint of {facts.name} that JungleTUI can read tells what a key can do",
        facts.remark,
        _choice(facts),
        look,
    )
    return PermissionReport(
        capabilities=unknown_capabilities("; ".join(part for part in told if part)),
        ip=IpRestriction(None, None, f"{_addresses(facts)}; {look}"),
        source=Source.NONE,
        expires_note="; ".join(rule.sentence for rule in facts.lifetimes) or None,
    )


def _choice(facts: ExchangeFacts) -> str:
    """Which rights a person could choose when the key was made."""
    words = dict.fromkeys(word for boxes in facts.boxes.values() for word in boxes)
    if facts.full_access:
        return "there are no rights to choose: every key has all of them"
    if words:
        return f"rights to choose there: {', '.join(words)}"
    return "which rights can be chosen there is not known"


def _addresses(facts: ExchangeFacts) -> str:
    if facts.ip_list is None:
        return f"whether keys of {facts.name} can be bound to addresses is not known"
    if not facts.ip_list:
        return f"keys of {facts.name} cannot be bound to addresses"
    box = f" (“{facts.ip_box}”)" if facts.ip_box else ""
    return f"keys of {facts.name} can be bound to addresses{box}; nothing tells whether this one is"
