"""Bybit: `GET /v5/user/query-api`, groups of rights; any key may call it.

Fields: https://bybit-exchange.github.io/docs/v5/user/apikey-info (bybit-exchange/docs @072c197).
Method name: ccxt 4.5.90 bybit.py. A key with a Wallet right can rewrite its own rights: `POST
/v5/user/update-api` (docs/v5/user/modify-master-apikey.mdx).
"""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.clues import Clue, all_of, any_of, denied, granted, unknown
from jungletui.inspection.facts import end_by_rule, lifetime_note
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, bad_reply, reply_to

CALL = "privateGetV5UserQueryApi"

_TRANSFERS = ("AccountTransfer", "SubMemberTransfer", "SubMemberTransferList")
# Groups beside trading. Older replies lack the later ones, so a missing one is no statement.
# `FaitPayOrder` is Bybit's own spelling.
_OTHER = {
    "Exchange": ("ExchangeHistory",),
    "Earn": ("Earn",),
    "FiatP2P": ("FiatP2POrder", "Advertising"),
    "FiatBitPay": ("FaitPayOrder",),
    "FiatConvertBroker": ("FiatConvertBrokerOrder",),
    "FiatGlobalPay": (),
    "BitCard": ("BitCard",),
    "ByXPost": ("ByXPost",),
    "BlockTrade": ("BlockTrade",),
    "NFT": (),
    "CopyTrading": (),
    "Affiliate": ("Affiliate",),
}
_PAYING = ("FiatP2P", "FiatBitPay", "FiatGlobalPay", "BitCard")
# Payment products. Bybit Pay has calls that pay out and refund (bybit-exchange.github.io/pay-docs,
# changelog 2025-07-04); which group they need is not documented, so these may take funds out. P2P
# is a trade against money: `trade.other`.
_PAYMENTS = ("FiatBitPay", "FiatGlobalPay", "BitCard")
_GROUPS = {
    "ContractTrade": ("Order", "Position"),
    "Spot": ("SpotTrade",),
    "Wallet": (*_TRANSFERS, "Withdraw"),
    "Options": ("OptionsTrade",),
    "Derivatives": ("DerivativesTrade",),
    **_OTHER,
}
_CONCERNS = {
    "ContractTrade": (Capability.TRADE_DERIVATIVES,),
    "Spot": (Capability.TRADE_SPOT, Capability.TRADE_MARGIN),
    "Wallet": (Capability.WITHDRAW, Capability.TRANSFER_INTERNAL, Capability.ADMIN),
    "Options": (Capability.TRADE_OPTIONS, Capability.TRADE_DERIVATIVES),
    "Derivatives": (Capability.TRADE_DERIVATIVES,),
    **dict.fromkeys(_OTHER, (Capability.TRADE_OTHER,)),
}
_KNOWN = frozenset({
    "id", "note", "apiKey", "readOnly", "secret", "permissions", "ips", "type", "deadlineDay",
    "expiredAt", "createdAt", "unified", "uta", "userID", "inviterID", "vipLevel", "mktMakerLevel",
    "affiliateID", "rsaPublicKey", "isMaster", "parentUid", "kycLevel", "kycRegion", "userIDInt64",
    "inviterIDInt64", "affiliateIDInt64",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; it needs no right."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no key."""
    result = reply_to(replies, CALL).fields("result")
    if result is None or not result.values:
        raise bad_reply(f"{CALL}.result", "the description of a key", None)
    groups = result.fields("permissions") or Fields({}, f"{CALL}.result.permissions")
    novelties = _novelties(groups)
    writes = _writes(result)
    doubts = [] if writes.state is False else novelties
    ip = _ip(result)
    created_at, expires_at = result.moment("createdAt"), result.moment("expiredAt")
    days = _days_left(result)
    return PermissionReport(
        capabilities=doubted(_capabilities(result, groups, writes), doubts),
        ip=ip,
        source=Source.REPORTED,
        created_at=created_at,
        expires_at=expires_at,
        expires_note=None if expires_at else _note(ip, days),
        days_left=days,
        ends_by_rule=(
            end_by_rule("bybit", "unrestricted", created_at) if ip.restricted is False else None
        ),
        label=result.text("note") or None,
        account_id=result.text("userID"),
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in result.values.items() if name not in _KNOWN),
        ),
    )


def _writes(result: Fields) -> Clue:
    """`readOnly` is 0 or 1 here and a boolean in the list of a sub-account's keys."""
    if not result.has("readOnly"):
        return Clue(None, "readOnly is missing")
    value = result.raw("readOnly")
    states: dict[object, bool] = {"0": True, "1": False, "false": True, "true": False}
    state = states.get(str(value).lower()) if isinstance(value, bool | int | str) else None
    return Clue(state, quote("readOnly", value))


def _capabilities(
    result: Fields, groups: Fields, writes: Clue
) -> dict[Capability, CapabilityGrant]:
    def right(group: str, *entries: str) -> Clue:
        return _right(groups, group, entries)

    spot = right("Spot", "SpotTrade")
    options = right("Options", "OptionsTrade")  # USDC options and USDC perpetuals
    derivatives = any_of(
        right("ContractTrade", "Order", "Position"),
        right("Derivatives", "DerivativesTrade"),
        options,
    )
    rights = {
        Capability.TRADE_SPOT: any_of(spot),
        Capability.TRADE_MARGIN: all_of(spot, _unified(result)) if spot.state else any_of(spot),
        Capability.TRADE_DERIVATIVES: derivatives,
        Capability.TRADE_OPTIONS: any_of(options),
        Capability.TRADE_OTHER: _other(groups),
        Capability.TRANSFER_INTERNAL: any_of(right("Wallet", *_TRANSFERS)),
        Capability.WITHDRAW: _withdraw(groups, right("Wallet", "Withdraw")),
        Capability.ADMIN: _admin(result, groups),
    }
    reading = (
        unknown(writes.evidence)
        if writes.state is None
        else granted(f"{writes.evidence}: every key can read")
    )
    return {
        Capability.READ: reading,
        **{capability: _written(grant, writes) for capability, grant in rights.items()},
    }


def _written(grant: CapabilityGrant, writes: Clue) -> CapabilityGrant:
    """With `readOnly = 1` the same groups only allow looking."""
    if writes.state is False:
        return denied(writes.evidence)
    if writes.state is None and grant.grant == "granted":
        return unknown(f"{grant.evidence}, but {writes.evidence}")
    return grant


def _right(groups: Fields, group: str, entries: tuple[str, ...]) -> Clue:
    held = groups.texts(group)
    if held is None:
        return Clue(None, f"permissions.{group} is missing")
    return Clue(any(e in held for e in entries), quote(f"permissions.{group}", list(held)))


def _other(groups: Fields) -> CapabilityGrant:
    # Affiliate only shows referrals; NFT and CopyTrading are retired and always empty.
    acting = [name for name in _OTHER if name != "Affiliate" and groups.texts(name) is not None]
    if not acting:
        return unknown("permissions.Exchange is missing")
    grant = any_of(*(_right(groups, name, _OTHER[name]) for name in acting))
    if any(groups.texts(name) for name in _PAYING):
        return replace(grant, evidence=f"{grant.evidence}: can pay others")
    return grant


def _withdraw(groups: Fields, by_wallet: Clue) -> CapabilityGrant:
    """Denied only where no group is held that may pay others either."""
    held = [name for name in _PAYMENTS if groups.texts(name)]
    if not held or by_wallet.state:
        return any_of(by_wallet)
    paying = ", ".join(quote(f"permissions.{name}", groups.raw(name)) for name in held)
    return unknown(f"{by_wallet.evidence}, but {paying}: whether it pays out is not documented")


def _unified(result: Fields) -> Clue:
    """Spot margin is sure only on a unified account (`uta = 1`)."""
    value = result.raw("uta")
    if value is None:
        return Clue(None, "uta is missing")
    sure = True if value in (1, "1") and value is not True else None
    return Clue(sure, quote("uta", value) + ("" if sure else ": a classic account"))


def _admin(result: Fields, groups: Fields) -> CapabilityGrant:
    held = groups.texts("Wallet")
    if held is None:
        return unknown("permissions.Wallet is missing")
    evidence = quote("permissions.Wallet", list(held))
    if not held:
        return denied(evidence)
    master = result.raw("isMaster")
    told = f"{evidence}, {quote('isMaster', master)}"
    if master is True:
        return granted(f"{told}: any Wallet right lets a key change its own rights")
    if master is False and "AccountTransfer" not in held:
        return denied(told)
    if master is False:
        # docs/v5/user/modify-sub-apikey.mdx: update-sub-api, but never to Withdraw.
        return unknown(f"{told}: such a key can change its own rights, though not to Withdraw")
    return unknown(told)


def _ip(result: Fields) -> IpRestriction:
    addresses = result.texts("ips")
    if addresses is None:
        return IpRestriction(None, None, "ips is missing")
    evidence = quote("ips", list(addresses))
    if "*" in addresses:
        return IpRestriction(False, (), evidence)
    allowed = tuple(address for address in addresses if address)
    if not allowed:
        # Only ["*"] is documented as "not bound".
        return IpRestriction(None, None, f"{evidence}: not a documented answer")
    return IpRestriction(True, allowed, evidence)


def _days_left(result: Fields) -> int | None:
    """`deadlineDay`, -2 where there is none."""
    days = result.number("deadlineDay")
    return None if days is None or days < 0 else days


def _note(ip: IpRestriction, days: int | None) -> str | None:
    if days is not None:
        return f"{quote('deadlineDay', days)}: days that are left"
    return lifetime_note("bybit", "unrestricted") if ip.restricted is False else None


def _novelties(groups: Fields) -> list[Novelty]:
    """Groups and entries that the documentation does not have."""
    found = []
    for group, value in groups.values.items():
        path = f"permissions.{group}"
        if group not in _GROUPS:
            if value not in ([], None, "", False):
                found.append(Novelty(quote(path, value), concerned_by(f"{group} {value}")))
            continue
        strange = [entry for entry in groups.texts(group) or () if entry not in _GROUPS[group]]
        if strange:
            found.append(Novelty(quote(path, list(strange)), _CONCERNS[group]))
    return found


INSPECTOR = Inspector(requests, parse)
