"""Gate: `GET /account/main_keys` lists all keys of a main account, `GET /account/detail` has the
addresses of the calling key. Both need the right for the group `account`.

Fields: https://www.gate.io/docs/developers/apiv4/en/#query-all-main-account-key-information
(v4.105, 2025-11) and gateapi-python @744afea. Method names: ccxt 4.5.90 gate.py. The listed ids are
cut short (12 characters and stars), and "withdrawal" is a group of its own that the documented
words of the list do not have.
"""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.capabilities import (
    Capability,
    CapabilityGrant,
    Grant,
    Source,
    unknown_capabilities,
)
from jungletui.domain.failures import FailureKind
from jungletui.domain.json import Json
from jungletui.domain.reports import UNKNOWN_IP, IpRestriction, PermissionReport
from jungletui.inspection.account_keys import Columns, with_others
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.clues import proved, unknown
from jungletui.inspection.facts import end_by_rule, lifetime_note
from jungletui.inspection.novelties import unseen
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import (
    Fields,
    Replies,
    answer_to,
    bad_reply,
    fields_of,
    refusal_of,
    reply_to,
)
from jungletui.inspection.words import Effect, by_words

KEYS = "privateAccountGetMainKeys"
DETAIL = "privateAccountGetDetail"
BALANCES = "privateSpotGetAccounts"
CALLS = (KEYS, DETAIL, BALANCES)

_REFUSED = frozenset({FailureKind.PERMISSION})
SHORTEST_PREFIX = 8

_C = Capability
_OUT = Effect((_C.TRADE_OTHER,), (_C.TRANSFER_INTERNAL, _C.WITHDRAW),
              "whether it also moves funds out is not documented")  # fmt: skip
_OTHER = Effect((_C.TRADE_OTHER,))
_WRITING = {
    "spot": Effect((_C.TRADE_SPOT, _C.TRADE_MARGIN)),  # "spot/margin"
    "margin": Effect((_C.TRADE_MARGIN,)),
    "unified": Effect((_C.TRADE_MARGIN,)),
    "futures": Effect((_C.TRADE_DERIVATIVES,)),
    "delivery": Effect((_C.TRADE_DERIVATIVES,)),
    "options": Effect((_C.TRADE_OPTIONS,)),
    "wallet": Effect((_C.TRANSFER_INTERNAL,)),
    "account": Effect(),
    "withdrawal": Effect((_C.WITHDRAW,)),
    **dict.fromkeys(("earn", "loan", "copy", "pilot", "alpha"), _OTHER),
    **dict.fromkeys(("custody", "otc", "crossx"), _OUT),
}
_UNTOLD = "read_only is not told"
_EFFECTS = {
    **{name: replace(e, grants=(_C.READ, *e.grants)) for name, e in _WRITING.items()},
    **{f"{name} read-only": Effect((_C.READ,)) for name in _WRITING},
    **{
        f"{name}, {_UNTOLD}": Effect((_C.READ,), (*e.grants, *e.doubts))
        for name, e in _WRITING.items()
    },
}
_LIST = Columns(
    "key", label="name", rights=("perms", "state"), created="created_at", used="last_access",
    time=Fields.seconds,
)  # fmt: skip
_KNOWN = frozenset({
    "state", "mode", "name", "user_id", "perms", "ip_whitelist", "currency_pairs", "key",
    "created_at", "update_at", "updated_at", "last_access",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The list and the calling key's own addresses."""
    return (Request(KEYS, answers=_REFUSED), Request(DETAIL, answers=_REFUSED))


def then(replies: Replies, _public_id: str) -> tuple[Request, ...]:
    """Without the right for `account` only a harmless read shows whether the key reads."""
    return (Request(BALANCES, answers=_REFUSED),) if refusal_of(replies, KEYS) else ()


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where a reply is not what the protocol says."""
    refusal = refusal_of(replies, KEYS)
    if refusal is not None:
        return _unlisted(replies, refusal.message, reads=not refusal_of(replies, BALANCES))
    listed = answer_to(replies, KEYS)
    # The schema has one object, the sample a list of them.
    entries = listed if isinstance(listed, list) else [listed]
    keys = [fields_of(entry, f"{KEYS}[{index}]") for index, entry in enumerate(entries)]
    if any("perms" not in key.values for key in keys):
        raise bad_reply(KEYS, "descriptions of keys", None)
    own = [key for key in keys if _matches(key.raw("key"), public_id)]
    if len(own) != 1:
        evidence = f"{len(own)} of the {len(keys)} keys that Gate listed match this key's id"
        return _unlisted(replies, f"{evidence}; it lists main accounts only", reads=True)
    return with_others(_report(own[0]), entries, _LIST, lambda listed: _matches(listed, public_id))


def _matches(listed: Json, public_id: str) -> bool:
    """The whole id, or its visible beginning before the stars."""
    if not isinstance(listed, str):
        return False
    visible = listed.rstrip("*")
    if visible == listed:
        return listed == public_id
    return len(visible) >= SHORTEST_PREFIX and public_id.startswith(visible)


def _report(key: Fields) -> PermissionReport:
    groups = _groups(key)
    found, novelties = by_words("perms", groups, _EFFECTS)
    ip = listed_addresses(key, "ip_whitelist", empty_is_open=True)
    pairs = key.texts("currency_pairs")
    created = key.seconds("created_at")
    return PermissionReport(
        capabilities={**found, **_untold(groups, found)},
        ip=ip,
        source=Source.REPORTED,
        created_at=created,
        last_used_at=key.seconds("last_access"),
        expires_note=lifetime_note("gate", "unrestricted") if ip.restricted is False else None,
        ends_by_rule=(
            end_by_rule("gate", "unrestricted", created) if ip.restricted is False else None
        ),
        label=key.text("name") or None,
        account_id=key.text("user_id"),
        symbols=pairs or None,
        unrecognised=(
            *unseen(key, _KNOWN, novelties),
            # 1 is normal; 2 and 3 are locked and frozen, in either order.
            *([] if key.raw("state") in (None, 1, "1") else [quote("state", key.raw("state"))]),
        ),
    )


def _groups(key: Fields) -> tuple[str, ...] | None:
    """Each group as a word: its name alone writes, `… read-only` does not."""
    items = key.items("perms")
    if items is None:
        return None
    words = []
    for index, item in enumerate(items):
        group = fields_of(item, f"{key.path}.perms[{index}]")
        name = group.text("name")
        if name is None:
            raise bad_reply(f"{group.path}.name", "a text", None)
        endings = {True: f"{name} read-only", False: name, None: f"{name}, {_UNTOLD}"}
        words.append(endings[group.flag("read_only")])
    return tuple(words)


def _untold(
    groups: tuple[str, ...] | None, found: dict[Capability, CapabilityGrant]
) -> dict[Capability, CapabilityGrant]:
    """What the list may keep back: withdrawing, and managing sub-accounts, whose calls name no
    group in the documentation."""
    if not groups:
        return {}
    evidence = quote("perms", list(groups))
    changed = {}
    if found[_C.WITHDRAW].grant is Grant.DENIED and "withdrawal read-only" not in groups:
        changed[_C.WITHDRAW] = unknown(
            f"{evidence}: no withdrawal there, but Gate does not document that this list shows it"
        )
    if any(not group.endswith(" read-only") for group in groups):
        changed[_C.ADMIN] = unknown(
            f"{evidence}: which group manages sub-accounts and their keys is not documented"
        )
    return changed


def _unlisted(replies: Replies, evidence: str, *, reads: bool) -> PermissionReport:
    """Nothing but reading, and what `account/detail` says."""
    detail = None if refusal_of(replies, DETAIL) else reply_to(replies, DETAIL)
    capabilities = unknown_capabilities(evidence)
    if reads:
        answered = KEYS if not refusal_of(replies, KEYS) else BALANCES
        capabilities[_C.READ] = proved(f"{answered} was answered")
    return PermissionReport(
        capabilities=capabilities,
        ip=_detail_ip(detail),
        source=Source.PROBED if reads else Source.NONE,
        account_id=None if detail is None else detail.text("user_id"),
    )


def _detail_ip(detail: Fields | None) -> IpRestriction:
    if detail is None:
        return UNKNOWN_IP
    return listed_addresses(detail, "ip_whitelist", empty_is_open=True)


INSPECTOR = Inspector(requests, parse, then=then)
