"""Upbit: a list of all keys with their end, and for keys that manage pockets a list with rights.

`GET /v1/api_keys`: https://docs.upbit.com/kr/reference/list-api-keys tells no rights. `GET
/v1/pockets/api_keys` (since 2026-06): https://docs.upbit.com/kr/reference/list-pocket-api-keys
tells them, but only to a key of the main pocket that may manage pockets. Method names: ccxt 4.5.90
upbit.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.failures import FailureKind
from jungletui.domain.json import Json
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.account_keys import Columns, with_others
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.own import not_listed, nothing_told, own_entry
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import (
    Fields,
    Replies,
    answer_to,
    bad_reply,
    fields_of,
    refusal_of,
)
from jungletui.inspection.words import Effect, by_words

CALL = "privateGetApiKeys"
POCKETS = "privateGetPocketsApiKeys"

_C = Capability
_EFFECTS = {
    "view_account": Effect((_C.READ,)),
    "view_orders": Effect((_C.READ,)),
    "view_withdrawals": Effect((_C.READ,)),
    "view_deposits": Effect((_C.READ,)),
    "make_orders": Effect((_C.TRADE_SPOT,)),
    "deposit": Effect((_C.TRADE_OTHER,), (), "makes deposit addresses"),
    "transfer": Effect((_C.TRANSFER_INTERNAL,)),
    "manage_pockets": Effect(
        (_C.TRANSFER_INTERNAL, _C.ADMIN), (), "moves assets between pockets and lists their keys"
    ),
    "withdraw": Effect((_C.WITHDRAW,)),
}
# `out_of_scope` comes with 401 or 403. A key that is not known at all is refused by the first call.
_NOT_FOR_THIS_KEY = frozenset({
    FailureKind.PERMISSION, FailureKind.KEY_UNKNOWN, FailureKind.NOT_SUPPORTED,
})  # fmt: skip
_KNOWN = frozenset({"access_key", "permissions", "allowed_ips", "created_at", "expired_at"})
_PLAIN = frozenset({"access_key", "expire_at"})
_LIST = Columns("access_key", rights=("permissions",), created="created_at", time=Fields.moment)
_PLAIN_LIST = Columns("access_key")
_SILENT = "Upbit tells the rights of a key only to one that may manage pockets"


def requests(_public_id: str) -> tuple[Request, ...]:
    """Both lists. The second is refused to a key that may not manage pockets: an answer too."""
    return (
        Request(CALL),
        Request(POCKETS, answers=_NOT_FOR_THIS_KEY),
    )


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where a reply is no list of keys."""
    listed = _list(answer_to(replies, CALL), CALL)
    plain = own_entry(listed, CALL, "access_key", public_id)
    if refusal_of(replies, POCKETS) is None and POCKETS in replies:
        keys = list(_pocket_keys(_list(answer_to(replies, POCKETS), POCKETS)))
        own = own_entry(keys, f"{POCKETS}.keys", "access_key", public_id)
        if own is not None:
            return with_others(_told(own), keys, _LIST, public_id.__eq__)
    if plain is None:
        return not_listed(len(listed))
    report = replace(
        nothing_told(_SILENT),
        expires_at=plain.moment("expire_at"),
        unrecognised=_strange(plain, _PLAIN),
    )
    return with_others(report, listed, _PLAIN_LIST, public_id.__eq__)


def _told(own: Fields) -> PermissionReport:
    capabilities, novelties = by_words("permissions", own.texts("permissions"), _EFFECTS)
    return PermissionReport(
        capabilities=capabilities,
        # Upbit wants addresses for every key, so what an empty list means is not documented.
        ip=listed_addresses(own, "allowed_ips", empty_is_open=False),
        source=Source.REPORTED,
        created_at=own.moment("created_at"),
        expires_at=own.moment("expired_at"),
        unrecognised=(*(novelty.quoted for novelty in novelties), *_strange(own, _KNOWN)),
    )


def _pocket_keys(pockets: list[Json]) -> Iterator[Json]:
    for index, pocket in enumerate(pockets):
        yield from fields_of(pocket, f"{POCKETS}[{index}]").items("keys") or ()


def _list(reply: Json, path: str) -> list[Json]:
    if isinstance(reply, list):
        return reply
    raise bad_reply(path, "a list of keys", reply)


def _strange(own: Fields, known: frozenset[str]) -> tuple[str, ...]:
    return tuple(quote(name, value) for name, value in own.values.items() if name not in known)


INSPECTOR = Inspector(requests, parse)
