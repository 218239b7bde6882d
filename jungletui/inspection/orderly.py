"""WOOFi Pro and Mode Trade, both on Orderly Network: `GET /v1/client/key_info`, the account's keys.

Fields: OrderlyNetwork/documentation-public @3a6e561, orderly.openapi.yaml; effects of the scopes:
wallet-authentication.mdx there. Method name: ccxt 4.5.90 woofipro.py and modetrade.py.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.account_keys import Columns
from jungletui.inspection.own import report_among
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to
from jungletui.inspection.words import Effect, by_words

CALL = "v1PrivateGetClientKeyInfo"

_C = Capability
# `read` deceives: it also changes the leverage. The call that rewrites a key's addresses exists
# too, and which scope it needs is not documented.
_READ = "on this exchange it also changes leverage; what else it changes is not documented"
_EFFECTS = {
    "read": Effect((_C.READ,), (_C.ADMIN,), _READ),
    "trading": Effect((_C.TRADE_DERIVATIVES,), (_C.TRADE_SPOT, _C.TRADE_OTHER)),
    "asset": Effect(
        (_C.TRANSFER_INTERNAL, _C.WITHDRAW),
        (_C.ADMIN,),
        "transfers, and requests for withdrawals, which the wallet has to sign too",
    ),
}
_LIST = Columns("orderly_key", label="tag", rights=("scope",))
_KNOWN = frozenset({
    "orderly_key", "key_status", "ip_restriction_list", "ip_restriction_status", "expiration",
    "scope", "tag",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; the scope `read` is presumed to be enough."""
    return (Request(CALL),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no list of keys."""
    data = reply_to(replies, CALL).fields("data")
    rows = None if data is None else data.items("rows")
    if rows is None:
        raise bad_reply(f"{CALL}.data.rows", "a list of keys", None)
    return report_among(rows, f"{CALL}.data.rows", _LIST, public_id, _report)


def _report(own: Fields) -> PermissionReport:
    text = own.text("scope")
    scopes = None if text is None else tuple(p.strip() for p in text.split(",") if p.strip())
    capabilities, novelties = by_words("scope", scopes, _EFFECTS)
    status = own.text("key_status")
    return PermissionReport(
        capabilities=capabilities,
        ip=_ip(own),
        source=Source.REPORTED,
        expires_at=own.milliseconds("expiration"),
        label=own.text("tag") or None,
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in own.values.items() if name not in _KNOWN),
            *([quote("key_status", status)] if status not in ("ACTIVE", None) else []),
        ),
    )


def _ip(own: Fields) -> IpRestriction:
    """The status decides: an empty list also stands beside DISALLOW_ALL_IPS."""
    status = own.text("ip_restriction_status")
    addresses = tuple(address for address in own.texts("ip_restriction_list") or () if address)
    evidence = quote("ip_restriction_status", status)
    if status == "ALLOW_ALL_IPS":
        return IpRestriction(False, (), evidence)
    if status == "ALLOW_RESTRICTION_LIST":
        return IpRestriction(True, addresses, f"{evidence}, {quote('list', list(addresses))}")
    if status == "DISALLOW_ALL_IPS":
        return IpRestriction(True, (), evidence)
    if status is None:
        return IpRestriction(None, None, "ip_restriction_status is missing")
    return IpRestriction(None, None, f"{evidence}: not a documented answer")


INSPECTOR = Inspector(requests, parse)
