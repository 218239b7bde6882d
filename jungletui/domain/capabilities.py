"""The nine things a key may be able to do, and the class of a whole key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Capability(StrEnum):
    """One right of a key, the same on every exchange."""

    READ = "read"
    TRADE_SPOT = "trade.spot"
    TRADE_MARGIN = "trade.margin"
    TRADE_DERIVATIVES = "trade.derivatives"
    TRADE_OPTIONS = "trade.options"
    TRADE_OTHER = "trade.other"
    TRANSFER_INTERNAL = "transfer.internal"
    WITHDRAW = "withdraw"
    ADMIN = "admin"


TRADES = (
    Capability.TRADE_SPOT,
    Capability.TRADE_MARGIN,
    Capability.TRADE_DERIVATIVES,
    Capability.TRADE_OPTIONS,
    Capability.TRADE_OTHER,
)


class Grant(StrEnum):
    """What is known of one capability; `unknown` is never a guess in either direction."""

    GRANTED = "granted"
    DENIED = "denied"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where a piece of knowledge comes from."""

    REPORTED = "reported"
    PROBED = "probed"
    ATTESTED = "attested"
    NONE = "none"


class Access(StrEnum):
    """The class of a whole key: the highest that holds."""

    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    TRADE = "trade"
    READ_ONLY = "read-only"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CapabilityGrant:
    """One capability of one key.

    `evidence` quotes the exchange's own words. `part_of` names the capability that this one cannot
    be had apart from on this exchange; a transfer of this kind does not raise the access class. A
    withdrawal or an administration does, whatever it comes along with: funds can leave anyway.
    """

    grant: Grant
    evidence: str
    source: Source = Source.REPORTED
    part_of: Capability | None = None


Capabilities = Mapping[Capability, CapabilityGrant]


def unknown_capabilities(evidence: str) -> dict[Capability, CapabilityGrant]:
    """All nine, unknown, for a key about which nothing was learnt; `evidence` says why."""
    unknown = CapabilityGrant(Grant.UNKNOWN, evidence, Source.NONE)
    return dict.fromkeys(Capability, unknown)


def access_of(capabilities: Capabilities) -> Access:
    """The access class that these nine capabilities add up to. `part_of` excuses a transfer alone,
    and only where the right that it comes along with is granted."""
    if any(_granted(capabilities, c) for c in (Capability.WITHDRAW, Capability.ADMIN)):
        return Access.WITHDRAW
    if capabilities[Capability.WITHDRAW].grant is Grant.UNKNOWN:
        return Access.UNKNOWN
    transfer = capabilities[Capability.TRANSFER_INTERNAL]
    along = transfer.part_of is not None and _granted(capabilities, transfer.part_of)
    if transfer.grant is Grant.GRANTED and not along:
        return Access.TRANSFER
    if any(_granted(capabilities, c) for c in TRADES):
        return Access.TRADE
    if _granted(capabilities, Capability.READ):
        return Access.READ_ONLY
    if capabilities[Capability.READ].grant is Grant.UNKNOWN:
        return Access.UNKNOWN
    return Access.NONE


def _granted(capabilities: Capabilities, capability: Capability) -> bool:
    return capabilities[capability].grant is Grant.GRANTED
