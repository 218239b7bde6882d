"""Hyperliquid: `POST /info` with `userRole`, public: what an address is, by which its key is known.

Roles: https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint (2026). What
agents (API wallets) may sign: docs.rs df-hyperliquid-core, Privy's documentation (third parties).
Method name: ccxt 4.5.90 hyperliquid.py. The end of a named agent is in another answer of the same
call (`extraAgents`), which is not asked for.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import disproved, proved, unknown
from jungletui.inspection.facts import lifetime_note
from jungletui.inspection.novelties import doubted
from jungletui.inspection.own import nothing_told, wallet_itself
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to
from jungletui.inspection.wallets import account_and_signer, account_in, signer_in
from jungletui.inspection.words import novel_fields

CALL = "publicPostInfo"

_KNOWN = frozenset({"role", "data"})
_OPEN = IpRestriction(False, (), "Hyperliquid has no restriction to addresses")
_NO_KEY = "the private key is not one of an Ethereum wallet"


def requests(identity: str) -> tuple[Request, ...]:
    """The one call, about the address of the private key; without one there is nothing to ask."""
    signer = signer_in(identity)
    return (Request(CALL, {"type": "userRole", "user": signer}),) if signer else ()


def parse(replies: Replies, identity: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply has no role."""
    if not signer_in(identity):
        return nothing_told(_NO_KEY)
    reply = reply_to(replies, CALL)
    role = reply.text("role")
    if not role:
        raise bad_reply(f"{CALL}.role", "a role", reply.raw("role"))
    evidence = quote("role", role)
    if role == "agent":
        return _agent(reply, account_in(identity))
    if role == "user":
        return wallet_itself(evidence)
    if role == "missing":
        return nothing_told(f"{evidence}: this agent was never approved, or has expired")
    return nothing_told(f"{evidence}: not a role of a key")


def _agent(reply: Fields, account: str) -> PermissionReport:
    data = reply.fields("data")
    master = None if data is None else data.text("user")
    evidence = "role = agent"
    if master and account and master.lower() != account.lower():
        evidence += " of another account than the one stored with the key"
    trades = proved(f"{evidence}: an agent signs orders")
    untold = unknown(f"{evidence}: whether an agent may do this is not documented")
    return PermissionReport(
        capabilities=doubted(
            {
                **dict.fromkeys(Capability, untold),
                Capability.READ: proved(f"{evidence}: accounts are public"),
                Capability.TRADE_SPOT: trades,
                Capability.TRADE_DERIVATIVES: trades,
                Capability.WITHDRAW: disproved(
                    f"{evidence}: by the documentation of others, only the wallet signs withdrawals"
                ),
            },
            novel_fields(reply, _KNOWN),
        ),
        ip=_OPEN,
        source=Source.PROBED,
        expires_note=lifetime_note("hyperliquid", "all"),
        unrecognised=tuple(
            quote(name, value) for name, value in reply.values.items() if name not in _KNOWN
        ),
    )


INSPECTOR = Inspector(requests, parse, identity=account_and_signer)
