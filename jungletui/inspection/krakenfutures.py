"""Kraken Futures: `GET /api/auth/v1/api-keys/v3/check`, two levels of the calling key.

Fields: https://docs.kraken.com/api-reference/api-keys/check-v3-api-key (2026). ccxt 4.5.90 has no
such call: it is added to it (exchanges/additions.py), signed as its others. What `general` and
`transfer` open: support.kraken.com 360022839451 and the help of haasonline (third party). Where the
call is refused, `GET /accounts`, which needs General API at Read only or more, proves reading.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source, unknown_capabilities
from jungletui.domain.failures import FailureKind
from jungletui.domain.reports import UNKNOWN_IP, IpRestriction, PermissionReport
from jungletui.inspection.clues import denied, disproved, granted, proved, unknown
from jungletui.inspection.novelties import Novelty, doubted, unseen
from jungletui.inspection.own import nothing_told
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, refusal_of, reply_to

CALL = "authGetApiKeysV3Check"
READ = "privateGetAccounts"
UNTOLD = "the call that tells the rights was refused ({}): look at the page"

_C = Capability
# Whether this call takes a signature without a nonce, as the others do, is not documented: its "no"
# to the key is believed only where the other read gives the same.
_REFUSED = frozenset({
    FailureKind.PERMISSION, FailureKind.KEY_UNKNOWN, FailureKind.SIGNATURE, FailureKind.CLOCK,
    FailureKind.NOT_SUPPORTED, FailureKind.BAD_REPLY, FailureKind.GEO_BLOCKED,
})  # fmt: skip
_LEVELS = {"NO_ACCESS": 0, "READ_ONLY": 1, "FULL_ACCESS": 2}
_KNOWN = frozenset({
    "apiKey", "accountUid", "iiban", "createdAt", "permissions", "allowedCidrBlock",
    "allowedCidrBlocks",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The call about the key; any key may make it."""
    return (Request(CALL, answers=_REFUSED),)


def then(replies: Replies, _public_id: str) -> tuple[Request, ...]:
    """Where that was refused, a harmless read; a refusal for the right is an answer."""
    if refusal_of(replies, CALL) is None:
        return ()
    return (Request(READ, answers=frozenset({FailureKind.PERMISSION})),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no rights, or no accounts."""
    refusal = refusal_of(replies, CALL)
    if refusal is not None:
        return _by_reading(replies, refusal.kind)
    reply = reply_to(replies, CALL)
    if reply.text("apiKey") not in (None, public_id):
        return nothing_told("the reply is about another key than this one")
    levels = reply.fields("permissions")
    if levels is None:
        raise bad_reply(f"{CALL}.permissions", "the rights", None)
    novelties = [
        Novelty(quote(f"permissions.{name}", value), tuple(_C))
        for name, value in levels.values.items()
        if name not in ("general", "transfer")
    ]
    return PermissionReport(
        capabilities=doubted(_capabilities(levels), novelties),
        ip=_addresses(reply),
        source=Source.REPORTED,
        created_at=reply.moment("createdAt"),
        unrecognised=unseen(reply, _KNOWN, novelties),
    )


def _capabilities(levels: Fields) -> dict[Capability, CapabilityGrant]:
    general, told = _level(levels, "general")
    transfer, paying = _level(levels, "transfer")
    if general is None:
        ordinary = dict.fromkeys(Capability, unknown(told))
    elif general < 2:
        ordinary = dict.fromkeys(Capability, denied(told))
        ordinary[_C.READ] = granted(told) if general else denied(told)
    else:
        ordinary = dict.fromkeys(Capability, unknown(f"{told}: what else it opens is not told"))
        ordinary[_C.READ] = ordinary[_C.TRADE_DERIVATIVES] = granted(told)
        ordinary[_C.TRANSFER_INTERNAL] = granted(
            f"{told}: part of trade on this exchange", _C.TRADE_DERIVATIVES
        )
    if transfer is None:
        return {**ordinary, _C.WITHDRAW: unknown(paying)}
    return {**ordinary, _C.WITHDRAW: granted(paying) if transfer == 2 else denied(paying)}


def _level(levels: Fields, name: str) -> tuple[int | None, str]:
    """0 to 2, or None for what is missing or a word that nobody knows; and the evidence."""
    if not levels.has(name):
        return None, f"permissions.{name} is missing"
    word = levels.raw(name)
    level = _LEVELS.get(word) if isinstance(word, str) else None
    evidence = quote(f"permissions.{name}", word)
    return level, evidence if level is not None else f"{evidence}: not a documented level"


def _addresses(reply: Fields) -> IpRestriction:
    """Networks; how a key without any is shown is not documented."""
    single = reply.text("allowedCidrBlock")
    blocks = (*(reply.texts("allowedCidrBlocks") or ()), *((single,) if single else ()))
    allowed = tuple(dict.fromkeys(block for block in blocks if block))
    evidence = quote("allowedCidrBlocks", list(allowed))
    if allowed:
        return IpRestriction(True, allowed, evidence)
    return IpRestriction(None, None, f"{evidence}: what this means is not documented")


def _by_reading(replies: Replies, why: str) -> PermissionReport:
    refusal = refusal_of(replies, READ)
    if refusal is None and reply_to(replies, READ).fields("accounts") is None:
        raise bad_reply(f"{READ}.accounts", "the accounts", None)
    reading = disproved(refusal.message) if refusal else proved(f"{READ} was answered")
    return PermissionReport(
        capabilities={**unknown_capabilities(UNTOLD.format(why)), _C.READ: reading},
        ip=UNKNOWN_IP,
        source=Source.PROBED,
    )


INSPECTOR = Inspector(requests, parse, then=then)
