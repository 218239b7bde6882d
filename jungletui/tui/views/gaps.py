"""What could not be read: one line for each key that failed and each wallet that was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jungletui.domain.accounts import KeyFailure, NotRead


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing on the screen: which key, what, why, and what to do about it."""

    key: str
    what: str
    reason: str
    remedy: str
    failed: bool


def gaps_of(errors: Iterable[KeyFailure], not_read: Iterable[NotRead]) -> tuple[Gap, ...]:
    """Keys that failed first, then the wallets and markets that were not read."""
    failed = tuple(Gap(e.key, e.kind, e.message, e.remedy, failed=True) for e in errors)
    left_out = tuple(Gap(n.key, n.what, n.reason, "", failed=False) for n in not_read)
    return failed + left_out


def gap_line(gap: Gap) -> str:
    """The gap as one line of text."""
    if not gap.failed:
        return f"{gap.key}: {gap.what} not read: {gap.reason}"
    remedy = f" → {gap.remedy}" if gap.remedy else ""
    return f"! {gap.key}: {gap.what}: {gap.reason}{remedy}"


def gap_title(gaps: Iterable[Gap]) -> str:
    """How many of each there are: `1 key failed, 2 wallets not read`; empty without gaps."""
    known = tuple(gaps)
    failed = sum(gap.failed for gap in known)
    rest = len(known) - failed
    parts = []
    if failed:
        parts.append(f"{failed} {'key' if failed == 1 else 'keys'} failed")
    if rest:
        parts.append(f"{rest} not read")
    return ", ".join(parts)
