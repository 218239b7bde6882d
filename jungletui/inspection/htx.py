"""HTX: `GET /v2/user/uid`, then with that uid `GET /v2/user/api-key`, which a main account may ask.

Fields: huobiapi/docs v1_en "API key query" and https://www.htx.com/en-us/opend/newApiPages/
?id=7ec52c92-7773-11ed-9966-0242ac110003 (2025-11). Method names: ccxt 4.5.90 htx.py. "trade" is to
place orders, to cancel them and to transfer; there is no key that trades and cannot transfer.
BitTrade has the same calls by its origin and documents neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.failures import FailureKind
from jungletui.domain.json import Json
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.account_keys import Columns, with_others
from jungletui.inspection.clues import granted, proved, unknown
from jungletui.inspection.commas import comma_addresses, comma_list
from jungletui.inspection.facts import note_on_writing
from jungletui.inspection.novelties import unseen
from jungletui.inspection.own import not_listed, nothing_told, own_entry
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import (
    Fields,
    Replies,
    bad_reply,
    fields_of,
    refusal_of,
    reply_to,
)
from jungletui.inspection.words import Effect, by_words

UID = "v2PrivateGetUserUid"
KEYS = "v2PrivateGetUserApiKey"
ACCOUNTS = "privateGetAccountAccounts"
CALLS = (UID, KEYS)

# 1002 "forbidden" is what the key of a sub-account gets.
_SUB = frozenset({FailureKind.PERMISSION})
_UNDOCUMENTED = frozenset({
    FailureKind.PERMISSION, FailureKind.NOT_SUPPORTED, FailureKind.BAD_REPLY,
    FailureKind.KEY_UNKNOWN,
})  # fmt: skip
_AS_HTX = "read as HTX documents it; BitTrade does not document this call"

_C = Capability
_EFFECTS = {
    "readOnly": Effect((_C.READ,)),
    "trade": Effect((_C.TRADE_SPOT, _C.TRADE_MARGIN, _C.TRADE_DERIVATIVES, _C.TRANSFER_INTERNAL)),
    "withdraw": Effect((_C.WITHDRAW,)),
}
_LIST = Columns("accessKey", label="note", rights=("permission", "status"), created="createTime")
_KNOWN = frozenset({
    "accessKey", "status", "note", "permission", "ipAddresses", "validDays", "createTime",
    "updateTime",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The account's uid, which the call for its keys wants."""
    return (Request(UID),)


def then(replies: Replies, public_id: str) -> tuple[Request, ...]:
    """All keys of the account, once the uid is known: the parameter for one key is optional."""
    del public_id
    return _keys_of(replies, {}, _SUB)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where a reply is not what the protocol says."""
    uid = _uid(replies)
    if uid is None:
        raise bad_reply(f"{UID}.data", "a uid", None)
    refusal = refusal_of(replies, KEYS)
    if refusal is not None:
        return _reads_only(nothing_told(f"only main accounts may ask: {refusal.message}"), UID, uid)
    listed = reply_to(replies, KEYS).items("data")
    if listed is None:
        raise bad_reply(f"{KEYS}.data", "a list of keys", None)
    own = own_entry(listed, f"{KEYS}.data", "accessKey", public_id)
    if own is None:
        return _reads_only(not_listed(len(listed)), UID, uid)
    return with_others(_report(own, uid, "htx"), listed, _LIST, public_id.__eq__)


def bittrade_requests(_public_id: str) -> tuple[Request, ...]:
    """A documented read that proves the right to read, and the uid, which may not be there."""
    return (Request(ACCOUNTS), Request(UID, answers=_UNDOCUMENTED))


def bittrade_then(replies: Replies, public_id: str) -> tuple[Request, ...]:
    """The key itself, if there was a uid."""
    return _keys_of(replies, {"accessKey": public_id}, _UNDOCUMENTED)


def bittrade_parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the documented read is not answered."""
    accounts = reply_to(replies, ACCOUNTS).items("data")
    if accounts is None:
        raise bad_reply(f"{ACCOUNTS}.data", "a list of accounts", None)
    for index, account in enumerate(accounts):
        fields_of(account, f"{ACCOUNTS}.data[{index}]")
    uid, listed = _uid(replies), _data(replies, KEYS)
    entries = listed if isinstance(listed, list) else []
    objects = [entry for entry in entries if isinstance(entry, dict)]
    own = own_entry(objects, f"{KEYS}.data", "accessKey", public_id)
    if own is None:
        silent = nothing_told("BitTrade documents no call that tells the rights of a key")
        return _reads_only(silent, ACCOUNTS, uid)
    report = _report(own, uid, "bittrade")
    return replace(
        report,
        capabilities={
            c: replace(grant, evidence=f"{grant.evidence} ({_AS_HTX})")
            for c, grant in report.capabilities.items()
        },
        ip=replace(report.ip, evidence=f"{report.ip.evidence} ({_AS_HTX})"),
    )


def _keys_of(
    replies: Replies, more: Mapping[str, Json], answers: frozenset[FailureKind]
) -> tuple[Request, ...]:
    uid = _uid(replies)
    if uid is None:
        return ()
    return (Request(KEYS, {"uid": uid, **more}, answers=answers),)


def _uid(replies: Replies) -> str | None:
    """The uid as text; None where none was told."""
    data = _data(replies, UID)
    if isinstance(data, bool) or not isinstance(data, int | str):
        return None
    digits = str(data)
    return digits if digits.isascii() and digits.isdigit() else None


def _report(own: Fields, uid: str | None, exchange: str) -> PermissionReport:
    words = comma_list(own, "permission")
    found, novelties = by_words("permission", words, _EFFECTS)
    ip = comma_addresses(own, "ipAddresses")
    writes = {"trade", "withdraw"} & set(words or ())
    return PermissionReport(
        capabilities={**found, **_adjusted(own, words, found)},
        ip=ip,
        source=Source.REPORTED,
        created_at=own.milliseconds("createTime"),
        expires_note=_note(own) or note_on_writing(exchange, ip, writes=bool(writes)),
        days_left=_days_left(own),
        label=own.text("note") or None,
        account_id=uid,
        unrecognised=unseen(own, _KNOWN, novelties),
    )


def _adjusted(
    own: Fields, words: tuple[str, ...] | None, found: dict[Capability, CapabilityGrant]
) -> dict[Capability, CapabilityGrant]:
    """What the words alone do not tell."""
    if not words:
        return {}
    evidence = quote("permission", own.raw("permission"))
    changed = {}
    if found[_C.READ].grant is not Grant.GRANTED:
        changed[_C.READ] = unknown(f"{evidence}, yet this call needs readOnly")
    if "trade" in words:
        changed[_C.TRANSFER_INTERNAL] = granted(
            f"{evidence}: part of trade on this exchange", _C.TRADE_SPOT
        )
        changed[_C.TRADE_OTHER] = unknown(f"{evidence}: whether trade comprises earn is not told")
        # huobiapi/docs: creating sub-users needs trade, keys of sub-users a Google code as well.
        changed[_C.ADMIN] = unknown(
            f"{evidence}: a main account's trading key may make sub-users, and with a code from "
            "its Google Authenticator their keys"
        )
    return changed


def _note(own: Fields) -> str | None:
    status, days = own.text("status"), _days_left(own)
    if status not in (None, "normal"):
        return quote("status", status)
    return None if days is None else f"{quote('validDays', days)}: -1 would be for ever"


def _days_left(own: Fields) -> int | None:
    """`validDays`: "If it is -1, it means permanently valid" (the same document)."""
    days = own.number("validDays")
    return None if days is None or days < 0 else days


def _reads_only(report: PermissionReport, call: str, uid: str | None) -> PermissionReport:
    """Nothing told, but `call`, which needs the right to read, was answered."""
    reading = {Capability.READ: proved(f"{call} was answered")}
    return replace(
        report,
        capabilities={**report.capabilities, **reading},
        source=Source.PROBED,
        account_id=uid,
    )


def _data(replies: Replies, call: str) -> Json:
    """The `data` of a reply; None where there is none, or no such reply."""
    body = replies.get(call)
    return body.get("data") if isinstance(body, dict) else None


INSPECTOR = Inspector(requests, parse, then=then)
BITTRADE = Inspector(bittrade_requests, bittrade_parse, then=bittrade_then)
