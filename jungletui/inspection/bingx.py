"""BingX: `GET /openApi/v1/account/apiPermissions`, rights as numbers.

Fields and numbers: https://bingx-api.github.io/docs-v3/ (BingX-API/docs-v3 @d84f954, 2025-10).
Method names: ccxt 4.5.90 bingx.py. `apiRestrictions`, of an older page of theirs, has no word about
withdrawing; it is asked for the key's age, and for what contradicts the numbers. 6 occurs and is
documented nowhere.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.failures import FailureKind
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.clues import flag_clue
from jungletui.inspection.facts import note_on_writing
from jungletui.inspection.novelties import Novelty, doubted, unseen
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

PERMISSIONS = "accountV1PrivateGetAccountApiPermissions"
RESTRICTIONS = "accountV1PrivateGetAccountApiRestrictions"
CALLS = (PERMISSIONS, RESTRICTIONS)

_OLDER_PAGE = frozenset({FailureKind.PERMISSION, FailureKind.NOT_SUPPORTED, FailureKind.BAD_REPLY})

_C = Capability
_EFFECTS = {
    "1": Effect((_C.TRADE_SPOT,), because="spot trading"),
    "2": Effect((_C.READ,), because="reading"),
    "3": Effect((_C.TRADE_DERIVATIVES,), because="perpetual futures"),
    "4": Effect((_C.TRANSFER_INTERNAL,), because="universal transfer"),
    "5": Effect((_C.WITHDRAW,), because="withdrawing"),
    "7": Effect((_C.TRANSFER_INTERNAL,), (_C.ADMIN,), "transfers among sub-accounts"),
}
_WRITES = frozenset({"1", "3", "4", "7"})
# Flags of the older page, and what each is about.
_FLAGS = {
    "permitsUniversalTransfer": (_C.TRANSFER_INTERNAL,),
    "enableFutures": (_C.TRADE_DERIVATIVES,),
    "enableSpotAndMarginTrading": (_C.TRADE_SPOT,),
    "enableReading": (_C.READ,),
}
_KNOWN = frozenset({"apiKey", "permissions", "ipAddresses", "note"})


def requests(_public_id: str) -> tuple[Request, ...]:
    """The numbers, and the older page, which may be gone."""
    return (Request(PERMISSIONS), Request(RESTRICTIONS, answers=_OLDER_PAGE))


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no key."""
    key = _inner(reply_to(replies, PERMISSIONS))
    if "permissions" not in key.values and "ipAddresses" not in key.values:
        raise bad_reply(PERMISSIONS, "the description of a key", None)
    older = _older(replies)
    numbers = _numbers(key)
    found, novelties = by_words("permissions", numbers, _EFFECTS)
    ip = _ip(key, older)
    writes = _WRITES & set(numbers or ())
    return PermissionReport(
        capabilities=doubted(found, _contradictions(older)),
        ip=ip,
        source=Source.REPORTED,
        created_at=older.milliseconds("createTime"),
        expires_note=note_on_writing("bingx", ip, writes=bool(writes)),
        label=key.text("note") or None,
        unrecognised=unseen(key, _KNOWN, novelties),
    )


def _inner(fields: Fields) -> Fields:
    """The reply itself or its `data`: both forms are documented."""
    return fields.fields("data") or fields


def _older(replies: Replies) -> Fields:
    """The reply of the older page, without fields where there is none."""
    body = replies.get(RESTRICTIONS)
    if refusal_of(replies, RESTRICTIONS) or not isinstance(body, dict):
        return Fields({}, RESTRICTIONS)
    return _inner(fields_of(body, RESTRICTIONS))


def _numbers(key: Fields) -> tuple[str, ...] | None:
    """The rights as texts of their numbers."""
    items = key.items("permissions")
    if items is None:
        return None
    inside = Fields(
        {str(index): item for index, item in enumerate(items)}, f"{key.path}.permissions"
    )
    return tuple(inside.text(name) or "nothing" for name in inside.values)


def _contradictions(older: Fields) -> list[Novelty]:
    """What the older page allows: where the numbers deny it, nobody knows."""
    return [
        Novelty(f"{RESTRICTIONS}: {quote(name, True)}", concerns)
        for name, concerns in _FLAGS.items()
        if flag_clue(older, name).state
    ]


def _ip(key: Fields, older: Fields) -> IpRestriction:
    listed = listed_addresses(key, "ipAddresses", empty_is_open=True)
    bound = flag_clue(older, "ipRestrict")
    if listed.restricted is None and bound.state is not None:
        return IpRestriction(bound.state, None, bound.evidence)
    if listed.restricted is False and bound.state:
        return IpRestriction(None, None, f"{listed.evidence}, but {bound.evidence}")
    return listed


INSPECTOR = Inspector(requests, parse)
