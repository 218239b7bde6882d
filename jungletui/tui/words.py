"""Words and tones for what the domain says: access, grants, severities, addresses, times.

One place, so that every screen says the same thing in the same words. Nothing here is told by
colour alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from jungletui.domain.capabilities import Access, Capability, Grant
from jungletui.domain.findings import Finding, Severity, Status
from jungletui.domain.reports import IpRestriction
from jungletui.domain.times import age_text
from jungletui.tui.glyphs import Glyphs
from jungletui.tui.widgets.table_rows import Tone

ACCESS_TONES: dict[Access, Tone] = {
    Access.WITHDRAW: "bad",
    Access.TRANSFER: "warn",
    Access.TRADE: "plain",
    Access.READ_ONLY: "good",
    Access.NONE: "dim",
    Access.UNKNOWN: "warn",
}
VERDICTS = {
    Access.WITHDRAW: "Funds can leave with this key, or it can give itself that right.",
    Access.TRANSFER: "This key can move funds between own wallets or sub-accounts; not out.",
    Access.TRADE: "This key can trade. It cannot withdraw or move funds.",
    Access.READ_ONLY: "This key can only look. It cannot trade, move or withdraw.",
    Access.NONE: "This key can do nothing: not even read.",
    Access.UNKNOWN: "Whether this key can withdraw is not known.",
}
SEVERITY_TONES: dict[Severity, Tone] = {
    Severity.CRITICAL: "bad",
    Severity.HIGH: "bad",
    Severity.MEDIUM: "warn",
    Severity.LOW: "plain",
    Severity.INFO: "dim",
}
GRANT_TONES: dict[Grant, Tone] = {
    Grant.GRANTED: "strong",
    Grant.DENIED: "dim",
    Grant.UNKNOWN: "warn",
}
CAPABILITY_WORDS = {
    Capability.READ: "read balances and orders",
    Capability.TRADE_SPOT: "trade spot",
    Capability.TRADE_MARGIN: "trade on margin",
    Capability.TRADE_DERIVATIVES: "trade futures and swaps",
    Capability.TRADE_OPTIONS: "trade options",
    Capability.TRADE_OTHER: "convert, earn, copy, P2P",
    Capability.TRANSFER_INTERNAL: "move between own wallets",
    Capability.WITHDRAW: "withdraw funds",
    Capability.ADMIN: "manage keys, sub-accounts",
}
SOON = timedelta(days=14)
MINUTE = timedelta(minutes=1)
NOT_ANSWERED = (
    "unreachable",
    "maintenance",
    "rate-limited",
    "banned",
    "bad-reply",
    "not-supported",
)
"""Kinds of failure in which the exchange said nothing about the key itself."""


def access_text(access: Access, glyphs: Glyphs) -> str:
    """A sign and the word of the access class."""
    signs = {
        Access.WITHDRAW: glyphs.bad,
        Access.UNKNOWN: glyphs.unknown,
        Access.NONE: glyphs.denied,
        Access.READ_ONLY: glyphs.good,
    }
    return f"{signs.get(access, glyphs.granted)} {access.value}"


def failure_text(kind: str, glyphs: Glyphs) -> str:
    """Whether the exchange refused the key, or nothing was learnt about it."""
    return f"{glyphs.unknown} not read" if kind in NOT_ANSWERED else f"{glyphs.bad} refused"


def grant_text(grant: Grant, glyphs: Glyphs) -> str:
    """A sign and the word of a grant."""
    signs = {Grant.GRANTED: glyphs.granted, Grant.DENIED: glyphs.denied}
    return f"{signs.get(grant, glyphs.unknown)} {grant.value}"


def open_findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What did not pass, gravest first, failures before doubts."""
    doubts = (Status.FAIL, Status.MANUAL, Status.UNKNOWN, Status.PASS)
    left = (f for f in findings if f.status is not Status.PASS)
    return tuple(sorted(left, key=lambda f: (f.severity.rank, doubts.index(f.status), f.id)))


def failures_of(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What failed, gravest first."""
    return tuple(f for f in open_findings(findings) if f.status is Status.FAIL)


def worst_failure(findings: tuple[Finding, ...]) -> Severity | None:
    """How grave the gravest is that failed; None where none did."""
    failed = {finding.severity for finding in findings if finding.status is Status.FAIL}
    return next((severity for severity in Severity if severity in failed), None)


def ip_text(ip: IpRestriction) -> str:
    """From where the key works, in one or two words."""
    if ip.restricted is None:
        return "not known"
    if not ip.restricted:
        return "any address"
    if ip.allowed is None:
        return "restricted"
    return ip.allowed[0] if len(ip.allowed) == 1 else f"{len(ip.allowed)} addresses"


def ip_tone(ip: IpRestriction) -> Tone:
    """Open to the world is worth a look; not known is not good either."""
    if ip.restricted is None:
        return "dim"
    return "good" if ip.restricted else "warn"


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago: `3 min ago`, `<1 min ago` (which stays true without being written anew every
    second); empty where there is no time."""
    if moment is None:
        return ""
    if now - moment < MINUTE:
        return "<1 min ago"
    return f"{age_text(now - moment)} ago"


def until(moment: datetime | None, now: datetime) -> str:
    """How long until: `in 9 d`, `expired 2 d ago`; empty where there is no time."""
    if moment is None:
        return ""
    if moment <= now:
        return f"expired {age_text(now - moment)} ago"
    return f"in {age_text(moment - now)}"


def about(moment: datetime | None, now: datetime) -> str:
    """The same for an estimate, which claims no end: `~ in 9 d`, `~ due`."""
    if moment is None:
        return ""
    return "~ due" if moment <= now else f"~ {until(moment, now)}"


def local_time(moment: datetime) -> str:
    """A time as the clock on the wall here shows it, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
