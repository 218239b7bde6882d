"""XT: `GET /v4/user/account/api-key`, all keys of the account with their scopes.

Fields: https://doc.xt.com/docs/user-center/ApiKey/ (2026). Method name: ccxt 4.5.90 xt.py. The same
path makes, changes and deletes keys with other verbs. The reply has a `secretKey`; nothing here
reads it.
"""

from __future__ import annotations

import re

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.account_keys import Columns
from jungletui.inspection.own import report_among
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to
from jungletui.inspection.words import Effect, by_words

CALL = "privateUserGetUserAccountApiKey"

_C = Capability
_OLDER = (_C.TRADE_OTHER, _C.TRANSFER_INTERNAL, _C.WITHDRAW, _C.ADMIN)
_OLD = "an older word, which tells only whether the key trades"
# The API also makes and changes keys; which scope that needs is not documented.
_KEYS = (_C.ADMIN,)
_WIDE = "which scope may change keys is not documented"
_EFFECTS = {
    "QUERY": Effect((_C.READ,)),
    "QUERY_NO_TRADE": Effect((_C.READ,), _OLDER, _OLD),
    "QUERY_TRADE": Effect(
        (_C.READ, _C.TRADE_SPOT), (*_OLDER, _C.TRADE_MARGIN, _C.TRADE_DERIVATIVES), _OLD
    ),
    "TRADE": Effect((_C.TRADE_SPOT, _C.TRADE_MARGIN), _KEYS, _WIDE),
    "LEVER_LOAN": Effect((_C.TRADE_MARGIN,), _KEYS, _WIDE),
    "FUTURE": Effect((_C.TRADE_DERIVATIVES,), _KEYS, _WIDE),
    "TRANSFER": Effect(
        (_C.TRANSFER_INTERNAL,),
        (_C.WITHDRAW, _C.ADMIN),
        "whether it also sends to other users is not documented",
    ),
    "WITHDRAW": Effect((_C.WITHDRAW,), _KEYS, _WIDE),
}
_LIST = Columns("accessKey", label="keyName", rights=("roleScopes",))
# createTime and updateTime come without a time zone, so they are no times.
_KNOWN = frozenset({
    "id", "userAccountId", "userAccountLevel", "userId", "keyName", "bindIps", "accessKey",
    "secretKey", "isLock", "roleScopes", "tags", "createTime", "updateTime",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; which scope it needs is not documented."""
    return (Request(CALL),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no list of keys."""
    listed = reply_to(replies, CALL).items("result")
    if listed is None:
        raise bad_reply(f"{CALL}.result", "a list of keys", None)
    return report_among(listed, f"{CALL}.result", _LIST, public_id, _report)


def _report(own: Fields) -> PermissionReport:
    capabilities, novelties = by_words("roleScopes", _list(own, "roleScopes"), _EFFECTS)
    locked = own.raw("isLock")
    return PermissionReport(
        capabilities=capabilities,
        ip=_ip(own),
        source=Source.REPORTED,
        label=own.text("keyName") or None,
        account_id=own.text("userAccountId") or None,
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in own.values.items() if name not in _KNOWN),
            *([quote("isLock", locked)] if locked not in (0, "0", None, False) else []),
        ),
    )


def _list(own: Fields, name: str) -> tuple[str, ...] | None:
    """Parts of a text. The separator of scopes is not documented; that of addresses is a comma."""
    text = own.text(name)
    return None if text is None else tuple(filter(None, re.split(r"[\s,;|]+", text)))


def _ip(own: Fields) -> IpRestriction:
    """Null and an empty text both mean: from anywhere; a missing field means nothing."""
    if not own.has("bindIps"):
        return IpRestriction(None, None, "bindIps is missing")
    addresses = _list(own, "bindIps") or ()
    return IpRestriction(bool(addresses), addresses, quote("bindIps", own.raw("bindIps")))


INSPECTOR = Inspector(requests, parse)
