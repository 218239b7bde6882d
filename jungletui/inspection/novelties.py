"""Rights that nobody has seen before: what they may concern is unknown, not denied."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from jungletui.domain.capabilities import TRADES, Capabilities, Capability, CapabilityGrant, Grant
from jungletui.domain.capabilities import Source as Origin
from jungletui.inspection.cleaning import LABEL_LIMIT
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields


@dataclass(frozen=True, slots=True)
class Novelty:
    """A right in a reply that no parser knows, as `path = value`, and what it may concern."""

    quoted: str
    concerns: tuple[Capability, ...]


# The word narrows down what to doubt; it never decides anything (names deceive).
_WORDS: tuple[tuple[tuple[str, ...], tuple[Capability, ...]], ...] = (
    (("withdraw", "payout", "cashout", "address", "fund"), (Capability.WITHDRAW,)),
    (("transfer", "fund", "wallet"), (Capability.TRANSFER_INTERNAL,)),
    (("spot",), (Capability.TRADE_SPOT,)),
    (("margin", "loan", "borrow"), (Capability.TRADE_MARGIN,)),
    (("future", "swap", "perp", "contract", "derivative"), (Capability.TRADE_DERIVATIVES,)),
    (("option",), (Capability.TRADE_OPTIONS,)),
    (("earn", "stak", "lend", "convert", "copy"), (Capability.TRADE_OTHER,)),
    (("p2p", "fiat", "pay", "card"), (Capability.TRADE_OTHER, Capability.WITHDRAW)),
    (("account", "member", "admin", "manage", "apikey", "api-key"), (Capability.ADMIN,)),
    (("read", "query", "view", "export"), (Capability.READ,)),
)
_TRADE_WORDS = ("trade", "trading", "order")
_ANYTHING = (
    Capability.WITHDRAW,
    Capability.ADMIN,
    Capability.TRANSFER_INTERNAL,
    Capability.TRADE_OTHER,
)


def concerned_by(name: str) -> tuple[Capability, ...]:
    """What a right of this name may be about; everything grave where its name says nothing, and
    everything at all where it is too long to be a name."""
    if len(name) > LABEL_LIMIT:
        return tuple(Capability)
    low = name.lower()
    found = {c for words, concerns in _WORDS if any(w in low for w in words) for c in concerns}
    if any(word in low for word in _TRADE_WORDS) and not found.intersection(TRADES):
        found.update(TRADES)
    return tuple(c for c in Capability if c in found) or _ANYTHING


def doubted(capabilities: Capabilities, novelties: Iterable[Novelty]) -> Capabilities:
    """The capabilities, each denial that a novelty may concern turned into `unknown`."""
    result = dict(capabilities)
    for novelty in novelties:
        for capability in novelty.concerns:
            result[capability] = _doubted(result[capability], novelty)
    return result


def unseen(fields: Fields, known: Collection[str], novelties: Iterable[Novelty]) -> tuple[str, ...]:
    """What a report lists as not recognised: novelties, then fields that are not `known`."""
    return (
        *(novelty.quoted for novelty in novelties),
        *(quote(name, value) for name, value in fields.values.items() if name not in known),
    )


def _doubted(grant: CapabilityGrant, novelty: Novelty) -> CapabilityGrant:
    if grant.grant is not Grant.DENIED:
        return grant
    evidence = f"{grant.evidence}; but {novelty.quoted} is not understood"
    return replace(grant, grant=Grant.UNKNOWN, evidence=evidence, source=Origin.NONE)
