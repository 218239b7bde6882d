"""A policy: what a key is allowed to be."""

from __future__ import annotations

from dataclasses import dataclass

from jungletui.domain.capabilities import TRADES, Capability

NEVER = (Capability.WITHDRAW, Capability.TRANSFER_INTERNAL, Capability.ADMIN)


@dataclass(frozen=True, slots=True)
class Policy:
    """`required`: at least one of each inner group must be granted; `forbidden`: none may be.

    Ages are in days: `max_age` is when a key must be replaced, `attestation_age` when a statement
    of a person counts no longer, `unused_age` when a key that does nothing should go; None: never.
    `symbols`: the key may trade these and no others; None: whatever it likes.
    """

    name: str
    required: tuple[tuple[Capability, ...], ...]
    forbidden: tuple[Capability, ...]
    ip_required: bool
    max_age: int | None = 180
    attestation_age: int | None = 90
    unused_age: int | None = 30
    symbols: tuple[str, ...] | None = None


BOT = Policy("bot", required=((Capability.READ,), TRADES), forbidden=NEVER, ip_required=True)
READ_ONLY = Policy(
    "read-only", required=((Capability.READ,),), forbidden=(*TRADES, *NEVER), ip_required=False
)
BUILT_IN = {policy.name: policy for policy in (BOT, READ_ONLY)}
