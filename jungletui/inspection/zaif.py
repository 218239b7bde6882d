"""Zaif: `get_info2`, whose `rights` are those of the calling key. A POST that only reads.

Fields: https://zaif-api-document.readthedocs.io/ja/latest/TradingAPI.html. Method name: ccxt 4.5.90
zaif.py. The reply also has the balances, of which nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.clues import Clue, any_of, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "privatePostGetInfo2"

# personal_info and id_info show names, mail address and identity: reading, and private.
_READS = ("info", "personal_info", "id_info")
_RIGHTS = frozenset({*_READS, "trade", "withdraw"})
_BITS: Mapping[object, bool] = {"0": False, "1": True}


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; whether it needs `info` is not documented."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no rights."""
    result = reply_to(replies, CALL).fields("return")
    rights = None if result is None else result.fields("rights")
    if rights is None or not _RIGHTS & rights.values.keys():
        raise bad_reply(f"{CALL}.return.rights", "the rights of a key", None)
    strange = {name: value for name, value in rights.values.items() if name not in _RIGHTS}
    novelties = [
        Novelty(quote(f"rights.{name}", value), concerned_by(name))
        for name, value in strange.items()
        if value not in (0, "0", False, None)
    ]
    return PermissionReport(
        capabilities=doubted(_capabilities(rights), novelties),
        ip=UNKNOWN_IP,
        source=Source.REPORTED,
        unrecognised=tuple(quote(f"rights.{name}", value) for name, value in strange.items()),
    )


def _capabilities(rights: Fields) -> dict[Capability, CapabilityGrant]:
    trade, withdraw = any_of(_bit(rights, "trade")), any_of(_bit(rights, "withdraw"))
    undivided = _undivided(trade, "whether it covers leverage and futures is not documented")
    return {
        Capability.READ: any_of(*(_bit(rights, name) for name in _READS)),
        Capability.TRADE_SPOT: trade,
        Capability.TRADE_MARGIN: undivided,
        Capability.TRADE_DERIVATIVES: undivided,
        Capability.TRADE_OPTIONS: undivided,
        Capability.TRADE_OTHER: undivided,
        Capability.TRANSFER_INTERNAL: _undivided(
            any_of(_bit(rights, "trade"), _bit(rights, "withdraw")),
            "no right tells about transfers",
        ),
        Capability.WITHDRAW: withdraw,
        Capability.ADMIN: _undivided(
            any_of(_bit(rights, "trade"), _bit(rights, "withdraw")), "no right tells about keys"
        ),
    }


def _undivided(grant: CapabilityGrant, why: str) -> CapabilityGrant:
    return unknown(f"{grant.evidence}: {why}") if grant.grant is Grant.GRANTED else grant


def _bit(rights: Fields, name: str) -> Clue:
    if not rights.has(name):
        return Clue(None, f"rights.{name} is missing")
    value = rights.raw(name)
    plain = isinstance(value, int | str) and not isinstance(value, bool)
    return Clue(_BITS.get(str(value)) if plain else None, quote(f"rights.{name}", value))


INSPECTOR = Inspector(requests, parse)
