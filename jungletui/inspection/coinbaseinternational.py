"""Coinbase International: the login at its Deribit gateway, `POST public/auth`, tells a `scope`.

Fields: https://docs.cdp.coinbase.com/api-reference/coinbase-deribit-app-api/rest-api/authentication/
post-publicauth (2026). Method name: ccxt 4.5.90 coinbaseinternational.py, which sends a token that
it signed with the key; the secret is not in it. The login makes an access token for a quarter of an
hour, which is dropped, and changes no account and no key. The scope is that of this login: the
same CDP key may reach more elsewhere at Coinbase, and the whole list of scopes is not documented
there, so what is not in it is unknown, not denied. Words: https://docs.cdp.coinbase.com/coinbase-app/
oauth2-integration/scopes; those of Deribit stand in `deribit`.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection import deribit
from jungletui.inspection.clues import unknown
from jungletui.inspection.novelties import concerned_by
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Replies, bad_reply, reply_to
from jungletui.inspection.words import Effect, by_words

CALL = "publicPostAuth"

_C = Capability
_READS = (
    *("accounts", "addresses", "buys", "checkouts", "deposits", "notifications", "orders"),
    *("payment-methods", "sells", "supported-assets", "trades", "transactions", "user"),
    "withdrawals",
)
_SAME_CALLS = "whether the gateway trades derivatives by it is not documented"
_EFFECTS = {
    **deribit.SCOPES,
    **{f"wallet:{name}:read": Effect((_C.READ,)) for name in _READS},
    "wallet:user:email": Effect((_C.READ,)),
    "wallet:payment-methods:limits": Effect((_C.READ,)),
    "wallet:buys:create": Effect((_C.TRADE_SPOT,), (_C.TRADE_DERIVATIVES,), _SAME_CALLS),
    "wallet:sells:create": Effect((_C.TRADE_SPOT,), (_C.TRADE_DERIVATIVES,), _SAME_CALLS),
    "wallet:trades:create": Effect((_C.TRADE_OTHER,), (_C.TRADE_DERIVATIVES,), _SAME_CALLS),
    "wallet:deposits:create": Effect((_C.TRADE_OTHER,)),
    "wallet:addresses:create": Effect((_C.TRADE_OTHER,)),
    "wallet:transactions:request": Effect((_C.TRADE_OTHER,)),
    "wallet:transactions:transfer": Effect((_C.TRANSFER_INTERNAL,), (_C.WITHDRAW,)),
    "wallet:transactions:send": Effect((_C.WITHDRAW,)),
    "wallet:withdrawals:create": Effect((_C.WITHDRAW,)),
}
_KNOWN = frozenset({"access_token", "refresh_token", "expires_in", "scope", "token_type"})


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call, which every CDP key may make."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no login."""
    result = reply_to(replies, CALL).fields("result")
    if result is None or not result.raw("access_token"):
        raise bad_reply(f"{CALL}.result", "a login", None)
    scope = result.text("scope")
    words = None if scope is None else tuple(scope.split())
    capabilities, novelties = by_words("scope", words, _EFFECTS, _concerned)
    return PermissionReport(
        capabilities={c: _of_this_login(grant) for c, grant in capabilities.items()},
        ip=UNKNOWN_IP,
        source=Source.REPORTED,
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in result.values.items() if name not in _KNOWN),
        ),
    )


def _of_this_login(grant: CapabilityGrant) -> CapabilityGrant:
    if grant.grant is Grant.DENIED:
        return unknown(f"{grant.evidence}: what the same key may do elsewhere is not told")
    return grant


def _concerned(scope: str) -> tuple[Capability, ...]:
    """What a scope that is in no table may be about: one that ends in `:read` only reads."""
    return (Capability.READ,) if scope.endswith(":read") else concerned_by(scope)


INSPECTOR = Inspector(requests, parse)
