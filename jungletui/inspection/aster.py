"""Aster: `GET /fapi/v3/agent`, all agents of the account, one boolean a right.

Fields: https://asterdex.github.io/aster-api-website/asterCode/endpoints/ (get-agents, 2026). Method
name: ccxt 4.5.90 aster.py, which signs with the agent's key; `user` is the account. The same path
with DELETE takes an agent away. `canTrade` and `canWithdraw` of `v3/account` are account flags.
"""

from __future__ import annotations

import re

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.account_keys import Columns, with_others
from jungletui.inspection.clues import any_of, denied, flag_clue, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.own import (
    not_listed,
    nothing_told,
    own_entry,
    same_address,
    wallet_itself,
)
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, answer_to, bad_reply
from jungletui.inspection.wallets import account_and_signer, account_in, signer_in

CALL = "fapiPrivateGetV3Agent"

_READ, _SPOT, _PERP, _WITHDRAW = "canRead", "canSpotTrade", "canPerpTrade", "canWithdraw"
_KNOWN = frozenset({
    _READ, _SPOT, _PERP, _WITHDRAW, "agentAddress", "agentName", "ipWhitelist", "expired", "source",
})  # fmt: skip

_LIST = Columns("agentAddress", label="agentName", rights=(_READ, _SPOT, _PERP, _WITHDRAW))


def requests(identity: str) -> tuple[Request, ...]:
    """The one call; any agent may make it. Without `user` ccxt takes the signer for the account."""
    account = account_in(identity)
    return (Request(CALL, {"user": account} if account else {}),)


def parse(replies: Replies, identity: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no list of agents."""
    listed = answer_to(replies, CALL)
    if not isinstance(listed, list):
        raise bad_reply(CALL, "a list of agents", listed)
    account, signer = account_in(identity), signer_in(identity)
    own = own_entry(listed, CALL, "agentAddress", signer, any_case=True)
    if own is not None:
        return with_others(_report(own), listed, _LIST, same_address(signer))
    if signer and account.lower() == signer.lower():
        return wallet_itself("the private key's address is the account's address")
    if not account:
        return nothing_told("the account's address (walletAddress) is not stored with the key")
    return not_listed(len(listed), "agents")


def _report(own: Fields) -> PermissionReport:
    strange = {name: value for name, value in own.values.items() if name not in _KNOWN}
    novelties = [
        Novelty(quote(name, value), concerned_by(name))
        for name, value in strange.items()
        if (value is True or name.startswith("can")) and value not in (False, "false", None)
    ]
    return PermissionReport(
        capabilities=doubted(_capabilities(own), novelties),
        ip=_ip(own),
        source=Source.REPORTED,
        expires_at=own.milliseconds("expired"),
        label=own.text("agentName") or None,
        unrecognised=tuple(quote(name, value) for name, value in strange.items()),
    )


def _capabilities(own: Fields) -> dict[Capability, CapabilityGrant]:
    def flag(name: str) -> CapabilityGrant:
        return any_of(flag_clue(own, name))

    acts = any_of(*(flag_clue(own, name) for name in (_SPOT, _PERP, _WITHDRAW)))
    untold = (
        denied(acts.evidence)
        if acts.grant is Grant.DENIED
        else unknown(f"no field tells about this; {acts.evidence}")
    )
    return {
        **dict.fromkeys(Capability, untold),
        Capability.READ: flag(_READ),
        Capability.TRADE_SPOT: flag(_SPOT),
        Capability.TRADE_DERIVATIVES: flag(_PERP),
        Capability.WITHDRAW: flag(_WITHDRAW),
    }


def _ip(own: Fields) -> IpRestriction:
    """Blanks or commas between addresses; an empty text means: from anywhere."""
    text = own.text("ipWhitelist")
    if text is None:
        return IpRestriction(None, None, "ipWhitelist is missing")
    addresses = tuple(filter(None, re.split(r"[\s,]+", text)))
    return IpRestriction(bool(addresses), addresses, quote("ipWhitelist", own.raw("ipWhitelist")))


INSPECTOR = Inspector(requests, parse, identity=account_and_signer)
