"""Gemini: `POST /v1/roles`, the roles of the calling key, which any key may ask for.

Fields and the table of endpoints by role: https://developer.gemini.com/rest-api/common/admin/
roles-endpoint (2026-02). Method name: ccxt 4.5.90 gemini.py, which signs with keys of one account
only, not with master keys.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.clues import any_of, denied, flag_clue, granted, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "privatePostV1Roles"

_ROLES = ("isAuditor", "isFundManager", "isTrader")
_ADMIN = "isAccountAdmin"  # only in the reply to a master key
_KNOWN = frozenset({*_ROLES, _ADMIN, "counterparty_id"})


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; it needs no role."""
    return (Request(CALL),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no role."""
    fields = reply_to(replies, CALL)
    if not {*_ROLES, _ADMIN} & fields.values.keys():
        raise bad_reply(CALL, "the roles of a key", None)
    strange = {name: value for name, value in fields.values.items() if name not in _KNOWN}
    novelties = [
        Novelty(quote(name, value), concerned_by(name))
        for name, value in strange.items()
        if value is True or (name.startswith("is") and value not in (False, "false", None))
    ]
    return PermissionReport(
        capabilities=doubted(_capabilities(fields, public_id), novelties),
        ip=UNKNOWN_IP,  # trusted IPs are a setting of the group; no reply shows them
        source=Source.REPORTED,
        account_id=fields.text("counterparty_id") or None,
        unrecognised=tuple(quote(name, value) for name, value in strange.items()),
    )


def _capabilities(fields: Fields, public_id: str) -> dict[Capability, CapabilityGrant]:
    auditor, manager, trader = (flag_clue(fields, name) for name in _ROLES)
    trading, funds = any_of(trader), any_of(manager)
    undivided = (
        unknown(f"{trading.evidence}: the role is the same for all products")
        if trading.grant is Grant.GRANTED
        else trading
    )
    return {
        Capability.READ: any_of(auditor, trader, manager),
        Capability.TRADE_SPOT: trading,
        Capability.TRADE_MARGIN: undivided,
        Capability.TRADE_DERIVATIVES: trading,
        Capability.TRADE_OPTIONS: undivided,
        Capability.TRADE_OTHER: trading,  # clearing and instant orders
        # Withdrawals, the list of approved addresses, and transfers: one role.
        Capability.TRANSFER_INTERNAL: funds,
        Capability.WITHDRAW: funds,
        Capability.ADMIN: _admin(fields, public_id),
    }


def _admin(fields: Fields, public_id: str) -> CapabilityGrant:
    """Creating and renaming accounts is for master keys; an account's key says so by its name."""
    clue = flag_clue(fields, _ADMIN)
    if clue.state:
        return granted(clue.evidence)
    if clue.state is False:
        return denied(clue.evidence)
    if not fields.has(_ADMIN) and public_id.startswith("account-"):
        return denied("the key's name begins with account-: only master keys administer")
    return unknown(clue.evidence)


INSPECTOR = Inspector(requests, parse)
