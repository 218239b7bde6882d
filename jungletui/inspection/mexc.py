"""MEXC: `GET /api/v3/apiKeyInfo?accessKey=<the key itself>`, a comma list of rights.

Fields and words: https://www.mexc.com/api-docs/spot-v3/spot-account-trade/query-api-key-info, 2026.
Method name: ccxt 4.5.90 mexc.py. The same path with POST rewrites the key's list of addresses, and
SPOT_ACCOUNT_WRITE is enough for it. `canTrade` and `canWithdraw` of `GET /api/v3/account` are flags
of the account and are never read.
"""

from __future__ import annotations

from datetime import datetime

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import unknown
from jungletui.inspection.commas import comma_addresses, comma_list
from jungletui.inspection.facts import end_by_rule, lifetime_note
from jungletui.inspection.novelties import unseen
from jungletui.inspection.own import nothing_told
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to
from jungletui.inspection.words import Effect, by_words

CALL = "spotPrivateGetApiKeyInfo"

_C = Capability
_EFFECTS = {
    **dict.fromkeys(
        (
            "SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "CONTRACT_ACCOUNT_READ", "CONTRACT_DEAL_READ",
            "SPOT_WITHDRAW_READ", "SPOT_TRANSFER_READ", "SPOT_DEPOSIT_READ",
        ),
        Effect((_C.READ,)),
    ),
    "SPOT_DEAL_WRITE": Effect((_C.TRADE_SPOT,)),
    "CONTRACT_DEAL_WRITE": Effect((_C.TRADE_DERIVATIVES,)),
    "CONTRACT_ACCOUNT_WRITE": Effect((_C.TRADE_DERIVATIVES,)),
    "SPOT_TRANSFER_WRITE": Effect((_C.TRANSFER_INTERNAL,)),
    "SPOT_WITHDRAW_WRITE": Effect((_C.WITHDRAW,)),
    "SPOT_DEPOSIT_WRITE": Effect(),  # makes deposit addresses
    "SPOT_ACCOUNT_WRITE": Effect((_C.ADMIN,), because="can rewrite the key's own list of IPs"),
}  # fmt: skip
_KNOWN = frozenset({
    "note", "accessKey", "createTime", "permissions", "remainingValidity", "ipWhiteList", "status",
})  # fmt: skip


def requests(public_id: str) -> tuple[Request, ...]:
    """The one call, about the key itself; which right it needs is not documented."""
    return (Request(CALL, {"accessKey": public_id}),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no key."""
    key = reply_to(replies, CALL)
    if not {"accessKey", "permissions"} & key.values.keys():
        raise bad_reply(CALL, "the description of a key", None)
    if key.has("accessKey") and key.raw("accessKey") != public_id:
        return nothing_told("MEXC answered about another key than this one")
    words = comma_list(key, "permissions")
    found, novelties = by_words("permissions", words, _EFFECTS)
    ip = comma_addresses(key, "ipWhiteList")
    created, days = _created(key), _days_left(key)
    return PermissionReport(
        capabilities={**found, **_adjusted(key, words, found)},
        ip=ip,
        source=Source.REPORTED,
        created_at=created,
        expires_note=_note(ip, days),
        days_left=days,
        ends_by_rule=(
            end_by_rule("mexc", "unrestricted", created) if ip.restricted is False else None
        ),
        label=key.text("note") or None,
        unrecognised=(
            *unseen(key, _KNOWN, novelties),
            *([] if key.raw("status") in (None, "VALID") else [quote("status", key.raw("status"))]),
        ),
    )


def _adjusted(
    key: Fields, words: tuple[str, ...] | None, found: dict[Capability, CapabilityGrant]
) -> dict[Capability, CapabilityGrant]:
    """https://www.mexc.com/api-docs/spot-v3 "Create an APIKey for a sub-account" names
    SPOT_ACCOUNT_READ as the right that it needs: a slip of the pen, or the truth."""
    if "SPOT_ACCOUNT_READ" not in (words or ()) or found[_C.ADMIN].grant is not Grant.DENIED:
        return {}
    evidence = quote("permissions", key.raw("permissions"))
    return {
        _C.ADMIN: unknown(
            f"{evidence}: MEXC's documentation lets SPOT_ACCOUNT_READ of a main account make keys "
            "of its sub-accounts; not tried"
        )
    }


def _created(key: Fields) -> datetime | None:
    """ISO 8601 in the documentation, milliseconds in other revisions of it."""
    value = key.raw("createTime")
    if isinstance(value, int) or (isinstance(value, str) and value.isdigit()):
        return key.milliseconds("createTime")
    return key.moment("createTime")


def _days_left(key: Fields) -> int | None:
    """`remainingValidity`, for keys without a list of addresses."""
    days = key.number("remainingValidity")
    return None if days is None or days < 0 else days


def _note(ip: IpRestriction, days: int | None) -> str | None:
    if days is not None:
        return f"{quote('remainingValidity', days)}: days that are left"
    return lifetime_note("mexc", "unrestricted") if ip.restricted is False else None


INSPECTOR = Inspector(requests, parse)
