"""Bitfinex: `POST /v2/auth/r/permissions`, a list of `[scope, read, write]`.

Scopes: https://docs.bitfinex.com/reference/key-permissions (2026); what the boxes do:
https://support.bitfinex.com 115003363429. Method name: ccxt 4.5.90 bitfinex.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.json import Json
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.cleaning import clean
from jungletui.inspection.clues import Clue, any_of, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Replies, answer_to, bad_reply

CALL = "privatePostAuthRPermissions"

_READS = ("account", "history", "orders", "positions", "funding", "wallets")
_WRITES = ("orders", "positions", "funding", "wallets", "withdraw", "ui_withdraw")
_SCOPES = frozenset({*_READS, *_WRITES, "settings", "bfxpay"})
_BITS: Mapping[object, bool] = {0: False, 1: True, "0": False, "1": True}


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; no scope is documented as needed."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no list of scopes."""
    rows = _rows(answer_to(replies, CALL))
    strange = {name: row for name, row in rows.items() if name not in _SCOPES}
    novelties = [
        Novelty(quote(name, row), concerned_by(name))
        for name, row in strange.items()
        if row[2] not in (0, "0", False, None)
    ]
    return PermissionReport(
        capabilities=doubted(_capabilities(rows), novelties),
        ip=UNKNOWN_IP,  # the website has IP access restrictions; no reply shows them
        source=Source.REPORTED,
        unrecognised=tuple(quote(name, row) for name, row in strange.items()),
    )


def _rows(reply: Json) -> dict[str, list[Json]]:
    """Each scope to its whole row."""
    if not isinstance(reply, list) or not reply:
        raise bad_reply(CALL, "a list of scopes", reply)
    rows: dict[str, list[Json]] = {}
    for index, row in enumerate(reply):
        if not isinstance(row, list) or len(row) < 3 or not isinstance(row[0], str):
            raise bad_reply(f"{CALL}[{index}]", "[scope, read, write]", row)
        rows[clean(row[0])] = row
    return rows


def _capabilities(rows: Mapping[str, list[Json]]) -> dict[Capability, CapabilityGrant]:
    def writes(*scopes: str) -> CapabilityGrant:
        return any_of(*(_clue(rows, scope, 2) for scope in scopes))

    orders = writes("orders")
    leveraged = writes("orders", "positions")  # one call orders on every market
    return {
        Capability.READ: any_of(*(_clue(rows, scope, 1) for scope in _READS)),
        Capability.TRADE_SPOT: orders,
        Capability.TRADE_MARGIN: leveraged,
        Capability.TRADE_DERIVATIVES: leveraged,
        Capability.TRADE_OPTIONS: _open(orders, "no scope tells options apart"),
        Capability.TRADE_OTHER: writes("funding", "bfxpay"),  # lending; invoices
        Capability.TRANSFER_INTERNAL: writes("wallets"),
        Capability.WITHDRAW: _withdraw(rows),
        Capability.ADMIN: _open(writes("settings"), "what it may change is not documented"),
    }


def _withdraw(rows: Mapping[str, list[Json]]) -> CapabilityGrant:
    own = any_of(_clue(rows, "withdraw", 2), _clue(rows, "ui_withdraw", 2))
    pay = any_of(_clue(rows, "bfxpay", 2))
    if own.grant is Grant.DENIED and pay.grant is not Grant.DENIED:
        return unknown(f"{own.evidence}; {pay.evidence}: whether it can pay out is not documented")
    return own


def _open(grant: CapabilityGrant, why: str) -> CapabilityGrant:
    """A right that reaches further than the documentation says; its absence is sure."""
    return unknown(f"{grant.evidence}: {why}") if grant.grant is Grant.GRANTED else grant


def _clue(rows: Mapping[str, list[Json]], scope: str, place: int) -> Clue:
    row = rows.get(scope)
    if row is None:
        return Clue(None, f"{scope} is missing")
    value = row[place]
    known = isinstance(value, int | str) and not isinstance(value, bool)
    return Clue(_BITS.get(value) if known else None, quote(scope, row))


INSPECTOR = Inspector(requests, parse)
