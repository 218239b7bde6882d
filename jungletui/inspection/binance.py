"""Binance: `GET /sapi/v1/account/apiRestrictions`, one boolean a right.

Fields: https://developers.binance.com/docs/wallet/account/api-key-permission (2026-07). The method
name is that of ccxt 4.5.90 binance.py. `canTrade` and `canWithdraw` of `GET /api/v3/account` are
flags of the account and are never read.
"""

from __future__ import annotations

from datetime import datetime

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.keys import Environment
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import (
    Clue,
    all_of,
    any_of,
    denied,
    flag_clue,
    granted,
    unknown,
)
from jungletui.inspection.facts import lifetime_note
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "sapiGetAccountApiRestrictions"

_SPOT = "enableSpotAndMarginTrading"
_FIX = "enableFixApiTrade"  # FIX order entry is for spot; documented since 2026
_TRADES = (_SPOT, "enableMargin", "enableFutures", "enablePortfolioMarginTrading",
           "enableVanillaOptions", _FIX)  # fmt: skip
_MOVES = ("enableInternalTransfer", "permitsUniversalTransfer", "enableWithdrawals")
_READS = ("enableReading", "enableFixReadOnly")
# tradingAuthorityExpirationTime: older documentation only (binanceRapi InlineResponse20045).
_EXPIRY = "tradingAuthorityExpirationTime"
_KNOWN = frozenset({*_TRADES, *_MOVES, *_READS, _EXPIRY, "ipRestrict", "createTime"})
_RIGHT_PREFIXES = ("enable", "permits", "can", "allow")

_SILENT = "{} has no /sapi endpoint, so nothing tells the rights of its keys"
SILENT = {
    Environment.TESTNET: _SILENT.format("Binance's testnet"),
    Environment.DEMO: _SILENT.format("Binance's demo trading"),
}


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; it needs the right to read."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds none of the known fields."""
    fields = reply_to(replies, CALL)
    if not _KNOWN & fields.values.keys():
        raise bad_reply(CALL, "the restrictions of a key", None)
    novelties = _novelties(fields)
    ip = _ip(fields)
    expires_at, expires_note = _expiry(fields, ip)
    return PermissionReport(
        capabilities=doubted(_capabilities(fields), novelties),
        ip=ip,
        source=Source.REPORTED,
        created_at=fields.milliseconds("createTime"),
        expires_at=expires_at,
        expires_note=expires_note,
        unrecognised=tuple(
            quote(name, value) for name, value in fields.values.items() if name not in _KNOWN
        ),
    )


def _capabilities(fields: Fields) -> dict[Capability, CapabilityGrant]:
    def flag(name: str) -> Clue:
        return flag_clue(fields, name)

    # Older replies lack the FIX fields; then the other field alone tells about spot.
    spot = [flag(_SPOT)] if flag(_FIX).state is None else [flag(_SPOT), flag(_FIX)]
    margin = all_of(flag(_SPOT), flag("enableMargin"))
    return {
        Capability.READ: any_of(flag("enableReading")),
        Capability.TRADE_SPOT: any_of(*spot),
        Capability.TRADE_MARGIN: margin,
        Capability.TRADE_DERIVATIVES: any_of(
            flag("enableFutures"), flag("enablePortfolioMarginTrading")
        ),
        Capability.TRADE_OPTIONS: any_of(flag("enableVanillaOptions")),
        Capability.TRADE_OTHER: _other(fields),
        Capability.TRANSFER_INTERNAL: _transfer(fields, margin),
        Capability.WITHDRAW: any_of(flag("enableWithdrawals")),
        Capability.ADMIN: _without_a_field(fields, (*_TRADES, *_MOVES), "sub-accounts"),
    }


def _other(fields: Fields) -> CapabilityGrant:
    fix = flag_clue(fields, _FIX)
    if fix.state:
        return granted(fix.evidence)
    return _without_a_field(fields, _TRADES, "convert, earn and the like")


def _without_a_field(fields: Fields, rights: tuple[str, ...], what: str) -> CapabilityGrant:
    """The reply has no field for `what`; only a key without any right to act surely lacks it."""
    together = any_of(*(flag_clue(fields, name) for name in rights))
    if together.grant is Grant.DENIED:
        return denied(together.evidence)
    return unknown(f"no field tells about {what}; {together.evidence}")


def _transfer(fields: Fields, margin: CapabilityGrant) -> CapabilityGrant:
    own = any_of(*(flag_clue(fields, name) for name in _MOVES[:2]))
    loans = flag_clue(fields, "enableMargin")
    if own.grant is Grant.GRANTED:
        return own
    if loans.state:
        # "Margin Loan, Repay & Transfer" is one box: collateral moves between spot and margin.
        inseparable = Capability.TRADE_MARGIN if margin.grant is Grant.GRANTED else None
        return granted(f"{loans.evidence}: part of margin loans on this exchange", inseparable)
    if loans.state is None and own.grant is Grant.DENIED:
        return unknown(loans.evidence)
    return own


def _ip(fields: Fields) -> IpRestriction:
    clue = flag_clue(fields, "ipRestrict")
    # False means open to all. The addresses of a restricted key are not in the reply.
    return IpRestriction(clue.state, None, clue.evidence)


def _expiry(fields: Fields, ip: IpRestriction) -> tuple[datetime | None, str | None]:
    trading_until = fields.milliseconds(_EXPIRY)
    if trading_until:
        evidence = quote(_EXPIRY, fields.raw(_EXPIRY))
        return trading_until, f"{evidence}: the trading right ends then, the key stays"
    if ip.restricted is False and flag_clue(fields, _SPOT).state is not False:
        return None, lifetime_note("binance", "unrestricted")
    return None, None


def _novelties(fields: Fields) -> list[Novelty]:
    """Unknown fields that look like a right and are not plainly off."""
    return [
        Novelty(quote(name, value), concerned_by(name))
        for name, value in fields.values.items()
        if name not in _KNOWN
        and (value is True or name.lower().startswith(_RIGHT_PREFIXES))
        and value not in (False, "false", None)
    ]


INSPECTOR = Inspector(requests, parse, SILENT)
