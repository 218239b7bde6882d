"""Kraken spot: `POST /0/private/GetApiKeyInfo`, which any key may call.

Fields: https://docs.kraken.com/api-reference/account-data/get-api-key-info has them in camelCase,
recorded answers (JKorf/Kraken.Net @e597f1d) in snake_case: both are read. Method name: ccxt
4.5.90 kraken.py. Kraken Futures has keys of its own.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import denied, granted, unknown
from jungletui.inspection.facts import lifetime_note
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "privatePostGetApiKeyInfo"

_READS = ("query-funds", "query-open-trades", "query-closed-trades", "query-ledger", "export-data")
_WITHDRAWS = ("withdraw-funds", "add-withdraw-address", "update-withdraw-address")
_ORDERS = ("modify-trades", "close-trades")
_RIGHTS = frozenset({
    *_READS, *_WITHDRAWS, *_ORDERS, "add-funds", "earn-funds", "create-ws-token",
})  # fmt: skip
_NAMES = (
    "apiKeyName", "apiKey", "nonce", "nonceWindow", "permissions", "iban", "validUntil",
    "queryFrom", "queryTo", "createdTime", "modifiedTime", "ipAllowlist", "lastUsed",
)  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; it needs no right."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no key."""
    result = reply_to(replies, CALL).fields("result")
    if result is None or not result.values:
        raise bad_reply(f"{CALL}.result", "the description of a key", None)
    spelled = _spelled(result)
    rights = result.texts(spelled["permissions"])
    strange = tuple(right for right in rights or () if right not in _RIGHTS)
    novelties = [Novelty(quote("permissions", right), concerned_by(right)) for right in strange]
    expires_at = result.seconds(spelled["validUntil"])
    known = frozenset(spelled.values())
    return PermissionReport(
        capabilities=doubted(_capabilities(rights, spelled["permissions"]), novelties),
        ip=_ip(result, spelled["ipAllowlist"]),
        source=Source.REPORTED,
        created_at=result.seconds(spelled["createdTime"]),
        expires_at=expires_at,
        # Without an end of its own, only dormancy ends a key.
        expires_note=None if expires_at else lifetime_note("kraken", "all"),
        last_used_at=result.seconds(spelled["lastUsed"]),
        never_used=_never_used(result, spelled["lastUsed"]),
        label=result.text(spelled["apiKeyName"]) or None,
        account_id=result.text(spelled["iban"]),
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in result.values.items() if name not in known),
        ),
    )


def _spelled(result: Fields) -> dict[str, str]:
    """Each documented name to the spelling that this reply uses."""
    present = {name.replace("_", "").lower(): name for name in result.values}
    return {name: present.get(name.lower(), name) for name in _NAMES}


def _never_used(result: Fields, name: str) -> str | None:
    """The documentation: "null if never used". A missing field says nothing."""
    return quote(name, None) if result.has(name) and result.raw(name) is None else None


def _capabilities(rights: tuple[str, ...] | None, name: str) -> dict[Capability, CapabilityGrant]:
    if rights is None:
        return dict.fromkeys(Capability, unknown(f"{name} is missing"))
    none = denied(quote(name, list(rights)))

    def by(*wanted: str) -> CapabilityGrant:
        found = [right for right in rights if right in wanted]
        return granted(quote(name, list(found))) if found else none

    return {
        Capability.READ: by(*_READS),
        Capability.TRADE_SPOT: by(*_ORDERS),
        Capability.TRADE_MARGIN: by("modify-trades"),
        Capability.TRADE_DERIVATIVES: none,
        Capability.TRADE_OPTIONS: none,
        Capability.TRADE_OTHER: by("earn-funds"),
        Capability.TRANSFER_INTERNAL: _transfer(rights, name, none),
        Capability.WITHDRAW: by(*_WITHDRAWS),
        Capability.ADMIN: _admin(rights, name, none),
    }


def _transfer(rights: tuple[str, ...], name: str, none: CapabilityGrant) -> CapabilityGrant:
    """docs.kraken.com/api-reference/funding/request-wallet-transfer (2026) names "Funds permissions
    - Query" as the right that WalletTransfer needs. Nobody has tried it: no claim either way."""
    found = [right for right in rights if right in {"query-funds", "withdraw-funds"}]
    if not found:
        return none
    return unknown(
        f"{quote(name, list(found))}: Kraken's documentation lets Funds - Query move funds to its "
        "futures wallet; not tried"
    )


def _admin(rights: tuple[str, ...], name: str, none: CapabilityGrant) -> CapabilityGrant:
    """docs.kraken.com/exchange/guides/general/subaccounts: CreateSubaccount needs "Create & Modify
    Orders" and is for institutions; no call of Kraken's changes a key."""
    if "modify-trades" not in rights:
        return none
    return unknown(
        f"{quote(name, ['modify-trades'])}: lets institutional clients create sub-accounts"
    )


def _ip(result: Fields, name: str) -> IpRestriction:
    addresses = result.texts(name)
    if addresses is None:
        return IpRestriction(None, None, f"{name} is missing")
    # `[]` (documentation) and `[""]` (recorded) both mean: from anywhere.
    allowed = tuple(address for address in addresses if address)
    return IpRestriction(bool(allowed), allowed, quote(name, list(addresses)))


INSPECTOR = Inspector(requests, parse)
