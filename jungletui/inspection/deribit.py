"""Deribit: `GET /private/list_api_keys`, all keys of the account, each with its `max_scope`.

Fields: https://docs.deribit.com/api-reference (private-list_api_keys) and
https://docs.deribit.com/articles/access-scope (2026). Method name: ccxt 4.5.90 deribit.py, which
signs it with `deri-hmac-sha256`: the secret is not in the request. `public/auth` tells the scope
too, but there client id and secret are in the address, so it is never called here. The reply may
hold `client_secret`s.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.failures import FailureKind
from jungletui.domain.json import Json
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.account_keys import Columns
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.clues import granted
from jungletui.inspection.novelties import concerned_by
from jungletui.inspection.own import nothing_told, report_among
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, refusal_of, reply_to
from jungletui.inspection.words import Effect, by_words

CALL = "privateGetListApiKeys"

_C = Capability
_ORDERS = (_C.TRADE_SPOT, _C.TRADE_DERIVATIVES, _C.TRADE_OPTIONS)
_ALL_ORDERS = "no scope tells products apart"
_READ = Effect((_C.READ,))
_SECRETS = "the documentation lets it show the secrets of other keys up to its own scope"
# "none" and a kind that is not named are the same: the scope is the list of all that is allowed.
_EFFECTS = {
    "account:read": Effect((_C.READ,), (_C.ADMIN,), _SECRETS),
    "account:read_write": Effect((_C.READ, _C.ADMIN), (), "manages keys and sub-accounts"),
    "trade:read": _READ,
    "trade:read_write": Effect((_C.READ, *_ORDERS), (_C.TRADE_MARGIN,), _ALL_ORDERS),
    "wallet:read": _READ,
    "wallet:read_write": Effect(
        (_C.READ, _C.TRANSFER_INTERNAL, _C.WITHDRAW), (), "withdraws and transfers"
    ),
    "block_trade:read": _READ,
    "block_trade:read_write": Effect((_C.READ, _C.TRADE_OTHER)),
    "block_rfq:read": _READ,
    "block_rfq:read_write": Effect((_C.READ, _C.TRADE_OTHER)),
    "custody:read": _READ,
    "custody:read_write": Effect(
        (_C.READ, _C.TRADE_OTHER), (_C.WITHDRAW,), "whether custody can pay out is not documented"
    ),
}
_LIST = Columns("client_id", label="name", rights=("max_scope", "enabled"))
_KINDS = ("account", "trade", "wallet", "block_trade", "block_rfq", "custody")
SCOPES = _EFFECTS | {f"{kind}:none": Effect() for kind in _KINDS}
"""Every documented scope and what it brings."""
# `timestamp` is of the creation or of the last change: not told which, so it is no creation time.
_KNOWN = frozenset({
    "id", "client_id", "client_secret", "public_key", "max_scope", "enabled", "default", "name",
    "enabled_features", "ip_whitelist", "timestamp",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; it needs account:read, and 2FA where the account has security keys."""
    return (Request(CALL, answers=frozenset({FailureKind.PERMISSION})),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is neither a list of keys nor the
    request for a second factor."""
    refused = refusal_of(replies, CALL)
    if refused is not None:
        return nothing_told(f"Deribit lists keys to keys with account:read only: {refused.message}")
    reply = reply_to(replies, CALL)
    result = reply.raw("result")
    if isinstance(result, dict) and result.get("security_key_authorization_required") is True:
        return nothing_told("Deribit wants a second factor before it lists the account's keys")
    if not isinstance(result, list):
        raise bad_reply(f"{CALL}.result", "a list of keys", result)
    return report_among(
        result, f"{CALL}.result", _LIST, public_id, lambda own: _report(own, result)
    )


def _report(own: Fields, listed: list[Json]) -> PermissionReport:
    scope = own.text("max_scope")
    words = None if scope is None else tuple(scope.split())
    capabilities, novelties = by_words("max_scope", words, SCOPES, _concerned)
    return PermissionReport(
        capabilities=capabilities | {_C.ADMIN: _admin(capabilities[_C.ADMIN], own, listed)},
        ip=listed_addresses(own, "ip_whitelist", empty_is_open=True),
        source=Source.REPORTED,
        label=own.text("name") or None,
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in own.values.items() if name not in _KNOWN),
        ),
    )


def _concerned(scope: str) -> tuple[Capability, ...]:
    """What a scope of a new kind may be about: its kind says so, not `read_write`."""
    kind, _, level = scope.partition(":")
    return {"none": (), "read": (_C.READ,)}.get(level, concerned_by(kind))


def _admin(grant: CapabilityGrant, own: Fields, listed: list[Json]) -> CapabilityGrant:
    """A reply that holds the secret of another key settles it: this key can act as that one."""
    mine = own.raw("client_id")
    shown = [
        row for row in listed
        if isinstance(row, dict) and row.get("client_id") != mine and row.get("client_secret")
    ]  # fmt: skip
    if shown and grant.grant is not Grant.GRANTED:
        return granted(f"{grant.evidence}; the reply holds the secrets of {len(shown)} other keys")
    return grant


INSPECTOR = Inspector(requests, parse)
