"""Derive: `POST /v3/private/session_keys`, all session keys of the wallet. A POST that only reads.

Fields: https://docs.derive.xyz/api-reference/session-keys/privatesession_keys.md; scopes:
https://docs.derive.xyz/authentication/access-scopes (2026). Keys of the second version of the API
have one `scope`, those of the third lists of scopes; both are read. Method name: ccxt 4.5.90
derive.py, which signs with the session key.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.account_keys import Columns, with_others
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.clues import denied, granted, unknown
from jungletui.inspection.own import (
    not_listed,
    nothing_told,
    own_entry,
    same_address,
    wallet_itself,
)
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to
from jungletui.inspection.wallets import account_and_signer, account_in, signer_in
from jungletui.inspection.words import Effect, by_words

CALL = "privatePostSessionKeys"

_C = Capability
_ALL = Effect(tuple(Capability), (), "the root of all scopes")
_OLD = {
    "read_only": Effect((_C.READ,)),
    "account": Effect(
        (_C.READ,),
        tuple(c for c in Capability if c is not _C.READ),
        "account settings and cancelling; what else is not documented",
    ),
    "admin": _ALL,
}
_PRODUCTS = {
    "spot": (_C.TRADE_SPOT,),
    "perp": (_C.TRADE_DERIVATIVES,),
    "option": (_C.TRADE_OPTIONS,),
    "all": (_C.TRADE_SPOT, _C.TRADE_DERIVATIVES, _C.TRADE_OPTIONS),
}
_ROOTS = {
    "admin": _ALL,
    "withdraw": Effect((_C.WITHDRAW,)),
    "set_session_key": Effect((_C.ADMIN,), (), "can make a stronger key"),
    "vault": Effect((_C.TRADE_OTHER,), (_C.WITHDRAW,), "whether vaults pay out is not documented"),
    "liquidate": Effect((_C.TRADE_OTHER,)),
}
_LIST = Columns(
    "public_session_key", label="label", rights=("scope", "protocol_scopes", "offchain_scopes"),
    created="registered_sec", time=Fields.seconds,
)  # fmt: skip
_KNOWN = frozenset({
    "public_session_key", "label", "scope", "expiry_sec", "registered_sec", "ip_whitelist",
    "offchain_scopes", "protocol_scopes", "subaccount_ids",
})  # fmt: skip


def requests(identity: str) -> tuple[Request, ...]:
    """The one call; which scope it needs is not documented. Without the owner's address there is
    nothing to ask."""
    account = account_in(identity)
    return (Request(CALL, {"wallet": account}),) if account else ()


def parse(replies: Replies, identity: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no list of keys."""
    account, signer = account_in(identity), signer_in(identity)
    if not account:
        return nothing_told("the owner's address (walletAddress) is not stored with the key")
    result = reply_to(replies, CALL).fields("result")
    listed = None if result is None else result.items("public_session_keys")
    if listed is None:
        raise bad_reply(f"{CALL}.result.public_session_keys", "a list of keys", None)
    path = f"{CALL}.result.public_session_keys"
    own = own_entry(listed, path, "public_session_key", signer, any_case=True)
    if own is not None:
        return with_others(_report(own), listed, _LIST, same_address(signer))
    if signer and account.lower() == signer.lower():
        return wallet_itself("the private key's address is the wallet's address")
    return not_listed(len(listed), "session keys")


def _report(own: Fields) -> PermissionReport:
    if own.has("protocol_scopes") or own.has("offchain_scopes"):
        capabilities, strange = _by_lists(own)
    else:
        scope = own.text("scope")
        capabilities, found = by_words("scope", None if scope is None else (scope,), _OLD)
        strange = tuple(novelty.quoted for novelty in found)
    return PermissionReport(
        capabilities=capabilities,
        ip=listed_addresses(own, "ip_whitelist", empty_is_open=True),
        source=Source.REPORTED,
        created_at=own.seconds("registered_sec"),
        expires_at=own.seconds("expiry_sec"),
        label=own.text("label") or None,
        unrecognised=(
            *strange,
            *(quote(name, value) for name, value in own.values.items() if name not in _KNOWN),
        ),
    )


def _by_lists(own: Fields) -> tuple[dict[Capability, CapabilityGrant], tuple[str, ...]]:
    """`protocol_scopes` are rights on the chain, `offchain_scopes` rights to read."""
    scopes, reads = own.texts("protocol_scopes"), own.texts("offchain_scopes")
    strange: tuple[str, ...] = ()
    if scopes == ():
        # Documented: "A session key with no protocol scopes is read-only".
        capabilities = dict.fromkeys(Capability, denied(quote("protocol_scopes", [])))
    else:
        effects = {scope: effect for scope in scopes or () if (effect := _effect(scope))}
        capabilities, found = by_words("protocol_scopes", scopes, effects)
        strange = tuple(novelty.quoted for novelty in found)
    return capabilities | {_C.READ: _reading(capabilities[_C.READ], reads)}, strange


def _effect(scope: str) -> Effect | None:
    """Scopes are a tree, `trade:orderbook:perp`, and `all` at any level covers what is below."""
    root, *rest = scope.split(":")
    if root == "trade":
        product = "all" if "all" in rest[:1] else rest[1] if len(rest) > 1 else ""
        if product in _PRODUCTS:
            return Effect(_PRODUCTS[product])
        return Effect((), _PRODUCTS["all"], "which products is not told")
    if root == "transfer":
        if rest == ["existing_subaccount"]:
            return Effect((_C.TRANSFER_INTERNAL,))
        return Effect(
            (_C.TRANSFER_INTERNAL,), (_C.WITHDRAW,), "whether to other wallets is not documented"
        )
    return _ROOTS.get(root)


def _reading(by_scope: CapabilityGrant, reads: tuple[str, ...] | None) -> CapabilityGrant:
    if by_scope.grant == "granted":
        return by_scope
    if reads is None:
        return unknown("offchain_scopes is missing")
    evidence = quote("offchain_scopes", list(reads))
    if "account_info" in reads or "all" in reads:
        return granted(evidence)
    return unknown(evidence)


INSPECTOR = Inspector(requests, parse, identity=account_and_signer)
