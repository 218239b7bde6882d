"""Coinbase Advanced Trade: `GET /api/v3/brokerage/key_permissions`, one boolean a right.

Fields: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/
get-api-key-permissions (2026). Method name: ccxt 4.5.90 coinbase.py. A key is of one portfolio.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.clues import any_of, flag_clue, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "v3PrivateGetBrokerageKeyPermissions"

_VIEW, _TRADE, _TRANSFER = "can_view", "can_trade", "can_transfer"
# can_receive (newer) makes addresses for incoming funds: nothing that can leave.
_RIGHTS = frozenset({_VIEW, _TRADE, _TRANSFER, "can_receive"})
_KNOWN = _RIGHTS | {"portfolio_uuid", "portfolio_type"}


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; no right is documented as needed."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds none of the rights."""
    fields = reply_to(replies, CALL)
    if not _RIGHTS & fields.values.keys():
        raise bad_reply(CALL, "the rights of a key", None)
    strange = {name: value for name, value in fields.values.items() if name not in _KNOWN}
    novelties = [
        Novelty(quote(name, value), concerned_by(name))
        for name, value in strange.items()
        if name.startswith("can_") and value not in (False, "false", None)
    ]
    return PermissionReport(
        capabilities=doubted(_capabilities(fields), novelties),
        ip=UNKNOWN_IP,  # an allowlist exists on the website; no reply shows it
        source=Source.REPORTED,
        account_id=fields.text("portfolio_uuid") or None,
        unrecognised=tuple(quote(name, value) for name, value in strange.items()),
    )


def _capabilities(fields: Fields) -> dict[Capability, CapabilityGrant]:
    view, trade, transfer = (flag_clue(fields, name) for name in (_VIEW, _TRADE, _TRANSFER))
    trading, moving = any_of(trade), any_of(transfer)
    return {
        Capability.READ: any_of(view),
        Capability.TRADE_SPOT: trading,
        # Futures and perpetuals are ordered by the same calls in the same portfolio.
        Capability.TRADE_DERIVATIVES: trading,
        Capability.TRADE_MARGIN: _undivided(trading, "margin"),
        Capability.TRADE_OPTIONS: _undivided(trading, "options"),
        Capability.TRADE_OTHER: _undivided(trading, "conversions"),
        # One right for both: sends to anywhere, and moves between portfolios.
        Capability.TRANSFER_INTERNAL: moving,
        Capability.WITHDRAW: moving,
        Capability.ADMIN: _undivided(any_of(trade, transfer), "managing portfolios"),
    }


def _undivided(grant: CapabilityGrant, what: str) -> CapabilityGrant:
    """Only a key without the wider right surely lacks what no field tells apart."""
    if grant.grant is Grant.GRANTED:
        return unknown(f"{grant.evidence}: no field tells {what} apart")
    return grant


INSPECTOR = Inspector(requests, parse)
