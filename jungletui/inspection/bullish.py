"""Bullish: `GET /v1/users/hmac/login`, which an HMAC key answers; such keys trade and cannot more.

Kinds of keys: bullish-trading-api.yml (2026), "can only be used for Trading … JWT only valid for
trading endpoints"; ECDSA keys also reach custody, but ccxt 4.5.90 bullish.py signs with HMAC only.

The login counts as a read: every private call of Bullish begins with it (ccxt's `sign_in` does the
same), it changes no account, key, order or balance, and a key that may do nothing else may do this.
What it leaves is a session of 24 hours, bound to this host's address; its `token` is a secret, is
kept nowhere, and nothing is sent with it. `users/logout` is not called: it would be a change.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.clues import disproved, proved, unknown
from jungletui.inspection.novelties import doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Replies, bad_reply, reply_to
from jungletui.inspection.words import novel_fields

CALL = "privateGetV1UsersHmacLogin"

_KNOWN = frozenset({"authorizer", "ownerAuthorizer", "token"})
_TOLD = "the login for HMAC keys answered; Bullish documents these for trading endpoints only"


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; every HMAC key may make it."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no login."""
    reply = reply_to(replies, CALL)
    if not isinstance(reply.raw("token"), str) or not reply.raw("token"):
        raise bad_reply(f"{CALL}.token", "a token", reply.raw("token"))
    trades = proved(_TOLD)
    return PermissionReport(
        capabilities=doubted(
            {
                **dict.fromkeys(Capability, unknown(f"{_TOLD}; no field tells about this")),
                Capability.READ: trades,
                Capability.TRADE_SPOT: trades,
                Capability.TRADE_MARGIN: trades,
                Capability.TRADE_DERIVATIVES: trades,
                Capability.WITHDRAW: disproved(f"{_TOLD}, and withdrawals are custody"),
            },
            novel_fields(reply, _KNOWN),
        ),
        ip=UNKNOWN_IP,  # checked at login, never shown
        source=Source.PROBED,
        unrecognised=tuple(
            quote(name, value) for name, value in reply.values.items() if name not in _KNOWN
        ),
    )


INSPECTOR = Inspector(requests, parse)
