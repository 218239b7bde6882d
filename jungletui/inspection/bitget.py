"""Bitget: `GET /api/v3/account/info` of a unified account, `GET /api/v2/spot/account/info` of a
classic one; the wrong one is refused (40084, 40085), so the second is asked after the first.

Fields: https://www.bitget.com/api-doc/uta/account/Get-Account-Info and
https://www.bitget.com/api-doc/spot/account/Get-Account-Info (2025-11). Method names: ccxt 4.5.90
bitget.py. The sample of the classic page has words that its own table of codes has not.
"""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.failures import FailureKind
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.clues import Clue, denied, unknown
from jungletui.inspection.commas import comma_addresses
from jungletui.inspection.novelties import Novelty, unseen
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, refusal_of, reply_to
from jungletui.inspection.words import Effect, by_words

UNIFIED = "privateUtaGetV3AccountInfo"
CLASSIC = "privateSpotGetV2SpotAccountInfo"
CALLS = (UNIFIED, CLASSIC)

# A classic account gets 40084 from a call that "needs no permission" (recorded answers of 2026);
# other refusals of that call still leave the classic one worth trying.
_NOT_HERE = frozenset({FailureKind.NOT_SUPPORTED, FailureKind.PERMISSION, FailureKind.BAD_REPLY})

_C = Capability
_COPIES = Effect((_C.TRADE_OTHER,), because="copy trading")
_UNIFIED = {
    "uta_trade": Effect((_C.READ, _C.TRADE_SPOT, _C.TRADE_MARGIN, _C.TRADE_DERIVATIVES)),
    # Creating keys of sub-accounts needs "Unified account management read and write".
    "uta_mgt": Effect((_C.READ, _C.TRANSFER_INTERNAL, _C.ADMIN), because="transfers, sub-accounts"),
    "withdraw": Effect((_C.WITHDRAW,)),
    "copy_futures_position": _COPIES,
    "copy_futures_order": _COPIES,
}
_READS = Effect((_C.READ,))
_SAMPLE = Effect(
    (), tuple(Capability), "a word of Bitget's sample that its table of codes does not have"
)
_P2P = Effect((_C.TRADE_OTHER,), because="P2P, can pay others")
_CLASSIC = {
    **dict.fromkeys(
        ("stor", "smor", "coor", "cpor", "ttor", "wtor", "taxr", "chor", "p2pr", "pllr"), _READS
    ),
    "stow": Effect((_C.TRADE_SPOT,)),
    "smow": Effect((_C.TRADE_MARGIN,)),
    "coow": Effect((_C.TRADE_DERIVATIVES,)),
    "cpow": Effect((_C.TRADE_DERIVATIVES,)),
    "ttow": _COPIES,
    "pllw": Effect((_C.TRADE_OTHER,), because="loans"),
    "p2p": _P2P,
    "p2pw": _P2P,
    "wtow": Effect((_C.TRANSFER_INTERNAL,)),
    "wwow": Effect((_C.WITHDRAW,)),
    "chow": Effect((_C.ADMIN,), because="manages sub-accounts"),
    "taxw": Effect(),
    "trade": _SAMPLE,
    "readonly": replace(_SAMPLE, grants=(_C.READ,)),
}
_KNOWN = frozenset({
    "uid", "userId", "inviterId", "parentId", "channelCode", "channel", "ips", "permType",
    "permissions", "authorities", "traderType", "regisTime",
})  # fmt: skip
_Found = tuple[dict[Capability, CapabilityGrant], tuple[Novelty, ...]]


def requests(_public_id: str) -> tuple[Request, ...]:
    """First the call of unified accounts, which needs no right."""
    return (Request(UNIFIED, answers=_NOT_HERE),)


def then(replies: Replies, _public_id: str) -> tuple[Request, ...]:
    """The call of classic accounts, which needs the right to read spot."""
    return (Request(CLASSIC),) if refusal_of(replies, UNIFIED) else ()


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where no reply describes a key."""
    unified = not refusal_of(replies, UNIFIED)
    call, name = (UNIFIED, "permissions") if unified else (CLASSIC, "authorities")
    info = reply_to(replies, call).fields("data")
    if info is None or not {name, "ips", "permType"} & info.values.keys():
        raise bad_reply(f"{call}.data", "the description of a key", None)
    capabilities, novelties = _unified(info) if unified else _classic(info)
    kind = "a unified account" if unified else "a classic account"
    reading = capabilities[Capability.READ]
    return PermissionReport(
        capabilities={
            **capabilities,
            Capability.READ: replace(reading, evidence=f"{reading.evidence} ({kind})"),
        },
        ip=comma_addresses(
            info, "ips", doubt="taken as no list, as elsewhere; Bitget does not document it"
        ),
        source=Source.REPORTED,
        # `regisTime` is when the account was made, not the key.
        account_id=info.text("uid") or info.text("userId"),
        unrecognised=unseen(info, _KNOWN, novelties),
    )


def _unified(info: Fields) -> _Found:
    words = info.texts("permissions")
    found, novelties = by_words("permissions", words, _UNIFIED)
    if not words:
        return found, novelties
    writes = _writes(info)
    told = quote("permissions", list(words))
    grants = {c: _written(grant, writes) for c, grant in found.items()}
    grants[Capability.READ] = (
        found[Capability.READ]
        if found[Capability.READ].grant is Grant.GRANTED
        else unknown(f"{told}: no word for reading")
    )
    if writes.state is not False and "uta_trade" in words:
        other = found[Capability.TRADE_OTHER]
        if other.grant is Grant.DENIED:
            grants[Capability.TRADE_OTHER] = unknown(
                f"{told}: whether trade comprises convert or earn is not told"
            )
    if grants[Capability.ADMIN].grant is Grant.GRANTED and info.text("parentId"):
        grants[Capability.ADMIN] = unknown(
            f"{grants[Capability.ADMIN].evidence}, {quote('parentId', info.raw('parentId'))}: what "
            "it manages from a sub-account is not told"
        )
    if writes.state is False and "withdraw" in words:
        grants[Capability.WITHDRAW] = unknown(f"{told}, yet {writes.evidence}")
    return grants, novelties


def _writes(info: Fields) -> Clue:
    """`permType`, with hyphens in the documentation and underscores elsewhere."""
    text = info.text("permType")
    if text is None:
        return Clue(None, "permType is missing")
    word = text.lower().replace("_", "").replace("-", "")
    states = {"readandwrite": True, "readwrite": True, "readonly": False}
    return Clue(states.get(word), quote("permType", text))


def _written(grant: CapabilityGrant, writes: Clue) -> CapabilityGrant:
    """With `read-only` the same words only allow looking."""
    if writes.state is False:
        return denied(writes.evidence)
    if grant.grant is not Grant.GRANTED:
        return grant
    if writes.state is None:
        return unknown(f"{grant.evidence}, but {writes.evidence}")
    return replace(grant, evidence=f"{grant.evidence}, {writes.evidence}")


def _classic(info: Fields) -> _Found:
    words = info.texts("authorities")
    found, novelties = by_words("authorities", words, _CLASSIC)
    if words and found[Capability.READ].grant is not Grant.GRANTED:
        told = quote("authorities", list(words))
        found[Capability.READ] = unknown(f"{told}, yet this call needs the right to read spot")
    return found, novelties


INSPECTOR = Inspector(requests, parse, then=then)
