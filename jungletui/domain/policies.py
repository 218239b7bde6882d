"""A policy: what a key is allowed to be."""

from __future__ import annotations

from dataclasses import dataclass

from jungletui.domain.capabilities import TRADES, Capability

NEVER = (Capability.WITHDRAW, Capability.TRANSFER_INTERNAL, Capability.ADMIN)


@dataclass(frozen=True, slots=True)
class Policy:
    """`required`: at least one of each inner group must be granted; `forbidden`: none may be."""

    name: str
    required: tuple[tuple[Capability, ...], ...]
    forbidden: tuple[Capability, ...]
    ip_required: bool


BOT = Policy("bot", required=((Capability.READ,), TRADES), forbidden=NEVER, ip_required=True)
READ_ONLY = Policy(
    "read-only", required=((Capability.READ,),), forbidden=(*TRADES, *NEVER), ip_required=False
)
BUILT_IN = {policy.name: policy for policy in (BOT, READ_ONLY)}
