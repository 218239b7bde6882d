"""KuCoin: `GET /api/v1/user/api-key`, whose `permission` lists the rights of the calling key.

Fields and words: https://www.kucoin.com/docs-new/api-3470130 and Kucoin/kucoin-universal-sdk
@78c90c7. Method name: ccxt 4.5.90 kucoin.py, the same for spot and futures. `Transfer` is the right
to withdraw ("API key transfers WILL BYPASS two-factor authentication"), `InnerTransfer` the one
that its page calls FlexTransfers.
"""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import denied, unknown
from jungletui.inspection.commas import comma_addresses, comma_list
from jungletui.inspection.facts import note_on_writing
from jungletui.inspection.novelties import doubted, unseen
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to
from jungletui.inspection.words import Effect, by_words

CALL = "privateGetUserApiKey"

_C = Capability
_MARKETS = (_C.TRADE_SPOT, _C.TRADE_MARGIN, _C.TRADE_DERIVATIVES, _C.TRADE_OPTIONS)
_VAGUE = Effect((), _MARKETS, "what this word comprises is not documented")
_EFFECTS = {
    "General": Effect((_C.READ,)),
    "Spot": Effect((_C.TRADE_SPOT,)),
    "Margin": Effect((_C.TRADE_MARGIN,)),
    "Futures": Effect((_C.TRADE_DERIVATIVES,)),
    "Earn": Effect((_C.TRADE_OTHER,)),
    "InnerTransfer": Effect((_C.TRANSFER_INTERNAL,)),
    "Transfer": Effect((_C.WITHDRAW,), because="KuCoin's word for withdrawal"),
    "Trade": _VAGUE,  # old keys
    "Unified": _VAGUE,  # keys of unified accounts, in recorded answers
}
_TRADES = frozenset({"Spot", "Margin", "Futures", "Trade", "Unified"})
# region, kycStatus and siteType: only on the unified twin of the endpoint.
_KNOWN = frozenset({
    "remark", "apiKey", "apiVersion", "permission", "ipWhitelist", "createdAt", "uid", "isMaster",
    "subName", "region", "kycStatus", "siteType",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; it needs General, which every key has."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no key."""
    key = reply_to(replies, CALL).fields("data")
    if key is None or not _KNOWN & key.values.keys():
        raise bad_reply(f"{CALL}.data", "the description of a key", None)
    words = comma_list(key, "permission")
    capabilities, novelties = by_words("permission", words, _EFFECTS)
    # Its "Transfer" withdraws: no new word of KuCoin's is believed to be about less than that.
    doubts = [replace(n, concerns=(*n.concerns, Capability.WITHDRAW)) for n in novelties]
    trades = _TRADES & set(words or ())
    ip = _ip(key)
    return PermissionReport(
        capabilities=doubted({**capabilities, **_adjusted(key, words, capabilities)}, doubts),
        ip=ip,
        source=Source.REPORTED,
        created_at=key.milliseconds("createdAt"),
        expires_note=note_on_writing("kucoin", ip, writes=bool(trades)),
        label=key.text("remark") or None,
        account_id=key.text("uid"),
        unrecognised=unseen(key, _KNOWN, novelties),
    )


def _adjusted(
    key: Fields, words: tuple[str, ...] | None, found: dict[Capability, CapabilityGrant]
) -> dict[Capability, CapabilityGrant]:
    """What the words alone do not tell."""
    if not words:
        return {}
    changed = {Capability.ADMIN: _admin(key)}
    evidence = quote("permission", key.raw("permission"))
    if found[Capability.READ].grant is not Grant.GRANTED:
        changed[Capability.READ] = unknown(f"{evidence}, yet this call needs General")
    if found[Capability.TRANSFER_INTERNAL].grant is Grant.DENIED and _TRADES & set(words):
        # kucoin-universal-sdk api_transfer.py: inner-transfer and sub-transfer ask for SPOT,
        # transfer-out for FUTURES; all are deprecated.
        changed[Capability.TRANSFER_INTERNAL] = unknown(
            f"{evidence}: no InnerTransfer, but KuCoin's documentation has deprecated transfer "
            "calls that need only Spot or Futures; not tried"
        )
    return changed


def _admin(key: Fields) -> CapabilityGrant:
    """kucoin-universal-sdk api_sub_account.py: adding a sub-account and its keys needs GENERAL.
    Such keys can trade and transfer, never withdraw; nothing lets a key change itself."""
    master = key.raw("isMaster")
    told = quote("isMaster", master) if key.has("isMaster") else "isMaster is missing"
    if master is False or master == "false":
        return denied(f"{told}: a sub-account's key")
    return unknown(
        f"{told}: KuCoin's documentation lets any key of a main account make keys of its "
        "sub-accounts; not tried"
    )


def _ip(key: Fields) -> IpRestriction:
    """Addresses are partly masked (`203.**.154`). A key without a list has an empty text, or, on
    the unified twin of the endpoint, no such field (recorded answer)."""
    if not key.has("ipWhitelist"):
        return IpRestriction(False, (), "ipWhitelist is not there, as for a key without a list")
    return comma_addresses(key, "ipWhitelist")


INSPECTOR = Inspector(requests, parse)
