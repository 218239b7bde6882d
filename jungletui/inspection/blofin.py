"""BloFin: `GET /api/v1/user/query-apikey`, which tells whether the calling key may write at all.

Fields: https://docs.blofin.com/index.html#get-api-key-info (2026-03). Method name: ccxt 4.5.90
blofin.py. The rights are READ, TRADE and TRANSFER, but the reply only has `readOnly`.
"""

from __future__ import annotations

from datetime import datetime

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.clues import Clue, denied, granted, unknown
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "privateGetUserQueryApikey"

_KNOWN = frozenset({
    "uid", "apiName", "apiKey", "readOnly", "ips", "type", "expireTime", "createTime",
    "referralCode", "parentUid",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; no right is documented as needed."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no key."""
    data = reply_to(replies, CALL).fields("data")
    if data is None or not data.values:
        raise bad_reply(f"{CALL}.data", "the description of a key", None)
    created = data.milliseconds("createTime")
    return PermissionReport(
        capabilities=_capabilities(_writes(data)),
        ip=_ip(data),
        source=Source.REPORTED,
        created_at=created,
        expires_at=_end(data, created),
        label=data.text("apiName") or None,
        account_id=data.text("uid") or None,
        unrecognised=tuple(
            quote(name, value) for name, value in data.values.items() if name not in _KNOWN
        ),
    )


def _writes(data: Fields) -> Clue:
    """`readOnly`: 0 is "Read and Write", 1 "Read only"."""
    if not data.has("readOnly"):
        return Clue(None, "readOnly is missing")
    value = data.raw("readOnly")
    states: dict[object, bool] = {"0": True, "1": False}
    plain = isinstance(value, int | str) and not isinstance(value, bool)
    return Clue(states.get(str(value)) if plain else None, quote("readOnly", value))


def _capabilities(writes: Clue) -> dict[Capability, CapabilityGrant]:
    if writes.state is None:
        return dict.fromkeys(Capability, unknown(writes.evidence))
    read = granted(f"{writes.evidence}: every key can read")
    if not writes.state:
        return {**dict.fromkeys(Capability, denied(writes.evidence)), Capability.READ: read}
    return {
        **dict.fromkeys(Capability, unknown(f"{writes.evidence}: which rights is not told")),
        Capability.READ: read,
        # BloFin is a futures exchange; its “Read and Write” is the right to trade there.
        Capability.TRADE_DERIVATIVES: granted(f"{writes.evidence}: Read and Write"),
    }


def _ip(data: Fields) -> IpRestriction:
    """What an unbound key shows is not documented."""
    return listed_addresses(data, "ips", empty_is_open=False)


def _end(data: Fields, created: datetime | None) -> datetime | None:
    """The documented sample has the creation time here too: that is no end."""
    end = data.milliseconds("expireTime")
    return end if end and (created is None or end > created) else None


INSPECTOR = Inspector(requests, parse)
