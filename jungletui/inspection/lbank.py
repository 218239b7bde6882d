"""LBank: `POST /v2/supplement/api_Restrictions.do`, one boolean a right. A POST that only reads.

Fields: https://www.lbank.com/en-US/docs ("Query user API Key permissions"); JKorf/LBank.Net has two
more, enableTransfer and enableFuturesTrading, and everything inside `data`; ccxt takes a reply
without that envelope for an error. Method name: ccxt 4.5.90 lbank.py.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import any_of, denied, flag_clue, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "spotPrivatePostSupplementApiRestrictions"

_READ, _SPOT, _WITHDRAW = "enableReading", "enableSpotTrading", "enableWithdrawals"
_FUTURES, _TRANSFER = "enableFuturesTrading", "enableTransfer"
_RIGHTS = frozenset({_READ, _SPOT, _WITHDRAW, _FUTURES, _TRANSFER})
_KNOWN = _RIGHTS | {"ipRestrict", "createTime"}


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; reading is presumed to be enough."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report, from the bare reply of the documentation or the one inside `data` that others
    recorded; ExchangeError (`bad-reply`) where it holds no right."""
    reply = reply_to(replies, CALL)
    fields = reply.fields("data") if reply.has("data") else reply
    if fields is None or not _RIGHTS & fields.values.keys():
        raise bad_reply(CALL, "the restrictions of a key", None)
    strange = {name: value for name, value in fields.values.items() if name not in _KNOWN}
    novelties = [
        Novelty(quote(name, value), concerned_by(name))
        for name, value in strange.items()
        if (value is True or name.startswith("enable")) and value not in (False, "false", None)
    ]
    ip = flag_clue(fields, "ipRestrict")
    return PermissionReport(
        capabilities=doubted(_capabilities(fields), novelties),
        ip=IpRestriction(ip.state, None, ip.evidence),
        source=Source.REPORTED,
        created_at=fields.milliseconds("createTime"),
        unrecognised=tuple(quote(name, value) for name, value in strange.items()),
    )


def _capabilities(fields: Fields) -> dict[Capability, CapabilityGrant]:
    def flag(name: str) -> CapabilityGrant:
        return any_of(flag_clue(fields, name))

    acts = any_of(*(flag_clue(fields, n) for n in (_SPOT, _FUTURES, _TRANSFER, _WITHDRAW)))
    spot = flag(_SPOT)
    return {
        Capability.READ: flag(_READ),
        Capability.TRADE_SPOT: spot,
        # OctoBot counts margin under spot trading; LBank does not say.
        Capability.TRADE_MARGIN: _untold(spot, "margin"),
        Capability.TRADE_DERIVATIVES: flag(_FUTURES),
        Capability.TRADE_OPTIONS: _untold(acts, "options"),
        Capability.TRADE_OTHER: _untold(acts, "other products"),
        Capability.TRANSFER_INTERNAL: flag(_TRANSFER),
        Capability.WITHDRAW: flag(_WITHDRAW),
        Capability.ADMIN: _untold(acts, "sub-accounts"),
    }


def _untold(wider: CapabilityGrant, what: str) -> CapabilityGrant:
    """No field tells about `what`; only a key without the wider right surely lacks it."""
    if wider.grant is Grant.DENIED:
        return denied(wider.evidence)
    return unknown(f"no field tells about {what}; {wider.evidence}")


INSPECTOR = Inspector(requests, parse)
