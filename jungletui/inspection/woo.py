"""WOO X: `GET /v3/account/credentials`, the keys of the account, a page at a time.

Fields: https://developer.woox.io/api-reference/endpoint/account/credentials (2026). Method name:
ccxt 4.5.90 woo.py.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.account_keys import Columns, with_others
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.own import not_listed, nothing_told, own_entry
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to
from jungletui.inspection.words import Effect, by_words

CALL = "v3PrivateGetAccountCredentials"

_C = Capability
_WIDE = "whether it covers transfers, other products and sub-accounts is not documented"
_DOUBTS = (_C.TRADE_OTHER, _C.TRANSFER_INTERNAL, _C.ADMIN)
_EFFECTS = {
    "READ": Effect((_C.READ,)),
    "TRADE": Effect((_C.TRADE_SPOT, _C.TRADE_MARGIN, _C.TRADE_DERIVATIVES), _DOUBTS, _WIDE),
    "WITHDRAWAL": Effect((_C.WITHDRAW,), (_C.TRANSFER_INTERNAL, _C.ADMIN), _WIDE),
}
_LIST = Columns("apiKey", label="accountName", rights=("permissions",))
_KNOWN = frozenset({"accountName", "userId", "apiKey", "permissions", "allowedIPs"})


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call, first page; the right to read is presumed to be enough."""
    return (Request(CALL),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no list of keys."""
    data = reply_to(replies, CALL).fields("data")
    rows = None if data is None else data.items("rows")
    if data is None or rows is None:
        raise bad_reply(f"{CALL}.data.rows", "a list of keys", None)
    own = own_entry(rows, f"{CALL}.data.rows", "apiKey", public_id)
    if own is not None:
        return with_others(_report(own), rows, _LIST, public_id.__eq__)
    meta = data.fields("meta")
    total = None if meta is None else meta.number("total")
    if total is not None and total > len(rows):
        return nothing_told(
            f"this key is not among the first {len(rows)} of {total} keys that WOO X listed"
        )
    return not_listed(len(rows))


def _report(own: Fields) -> PermissionReport:
    capabilities, novelties = by_words("permissions", own.texts("permissions"), _EFFECTS)
    return PermissionReport(
        capabilities=capabilities,
        ip=_ip(own),
        source=Source.REPORTED,
        label=own.text("accountName") or None,
        account_id=own.text("userId"),
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in own.values.items() if name not in _KNOWN),
        ),
    )


def _ip(own: Fields) -> IpRestriction:
    """Documented: the field is absent where there is no restriction. An empty list is not."""
    if not own.has("allowedIPs"):
        return IpRestriction(False, (), "allowedIPs is missing, which WOO X documents as open")
    return listed_addresses(own, "allowedIPs", empty_is_open=False)


INSPECTOR = Inspector(requests, parse)
