"""OKX: `GET /api/v5/account/config`, whose `perm` lists the rights of the calling key.

Fields and effects: https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-account-configuration
and "API key security" there (2026-03). Method name: ccxt 4.5.90 okx.py. "Trade" includes "funding
transfer"; there is no key that trades and cannot move funds between the account's own wallets.
"""

from __future__ import annotations

from jungletui.domain.capabilities import TRADES, Capability, CapabilityGrant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import denied, granted, unknown
from jungletui.inspection.facts import note_on_writing
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, fields_of, reply_to

CALL = "privateGetAccountConfig"

_READ = ("read_only", "read")  # documents about sub-accounts spell it `read`
_RIGHTS = frozenset({*_READ, "trade", "withdraw"})
# Everything else in the reply is configuration of the account, not a right of the key.
_KNOWN = frozenset({
    "perm", "ip", "label", "uid", "mainUid", "type", "opAuth", "kycLv", "acctLv", "acctStpMode",
    "posMode", "autoLoan", "greeksType", "feeType", "level", "levelTmp", "ctIsoMode", "mgnIsoMode",
    "liquidationGear", "enableSpotBorrow", "spotBorrowAutoRepay", "roleType", "traderInsts",
    "spotRoleType", "spotTraderInsts", "spotOffsetType", "stgyType", "settleCcy", "settleCcyList",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; it needs the right to read."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no configuration."""
    reply = reply_to(replies, CALL)
    entries = reply.items("data")
    if not entries:
        raise bad_reply(f"{CALL}.data", "a configuration", entries)
    config = fields_of(entries[0], f"{CALL}.data[0]")
    perms = _list(config, "perm")
    ip = _ip(config)
    strange = tuple(perm for perm in perms or () if perm not in _RIGHTS)
    novelties = [Novelty(quote("perm", perm), concerned_by(perm)) for perm in strange]
    writes = {"trade", "withdraw"} & set(perms or ())
    return PermissionReport(
        capabilities=doubted(_capabilities(config, perms, ip), novelties),
        ip=ip,
        source=Source.REPORTED,
        expires_note=note_on_writing("okx", ip, writes=bool(writes)),
        label=config.text("label") or None,
        account_id=config.text("uid"),
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in config.values.items() if name not in _KNOWN),
        ),
    )


def _list(fields: Fields, name: str) -> tuple[str, ...] | None:
    """A comma list; the order is not fixed. None where the field is missing."""
    text = fields.text(name)
    return None if text is None else tuple(p.strip() for p in text.split(",") if p.strip())


def _capabilities(
    config: Fields, perms: tuple[str, ...] | None, ip: IpRestriction
) -> dict[Capability, CapabilityGrant]:
    if not perms:
        # Even an empty list says nothing: the call itself needs Read.
        evidence = "perm is missing" if perms is None else f"{quote('perm', '')}: no right named"
        return dict.fromkeys(Capability, unknown(evidence))
    evidence = quote("perm", config.raw("perm"))
    trade = granted(evidence) if "trade" in perms else denied(evidence)
    reads = any(word in perms for word in _READ)
    return {
        Capability.READ: (
            granted(evidence) if reads else unknown(f"{evidence}, yet this call needs Read")
        ),
        **dict.fromkeys(TRADES, trade),
        Capability.TRANSFER_INTERNAL: (
            granted(f"{evidence}: part of trade on this exchange", Capability.TRADE_SPOT)
            if "trade" in perms
            else denied(evidence)
        ),
        Capability.WITHDRAW: granted(evidence) if "withdraw" in perms else denied(evidence),
        Capability.ADMIN: _admin(config, perms, ip),
    }


def _admin(config: Fields, perms: tuple[str, ...], ip: IpRestriction) -> CapabilityGrant:
    """Only a main account's trading key with linked addresses can make keys of sub-accounts (error
    50035 otherwise), and these never withdraw; nothing lets a key change itself."""
    evidence = quote("perm", config.raw("perm"))
    uid, main = config.text("uid"), config.text("mainUid")
    if "trade" not in perms:
        return denied(evidence)
    if uid and main and uid != main:
        return denied("uid differs from mainUid: a sub-account's key")
    if ip.restricted is False:
        return denied(f"{ip.evidence}: managing sub-accounts needs linked addresses")
    return unknown(f"{evidence}: a main account may make read and trade keys of its sub-accounts")


def _ip(config: Fields) -> IpRestriction:
    addresses = _list(config, "ip")
    if addresses is None:
        return IpRestriction(None, None, "ip is missing")
    evidence = quote("ip", config.raw("ip"))
    return IpRestriction(bool(addresses), addresses, evidence)


INSPECTOR = Inspector(requests, parse)
