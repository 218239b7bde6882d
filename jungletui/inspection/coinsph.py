"""Coins.ph: `GET /openapi/v1/api-keys`, all keys of the account with their boxes.

Fields: https://coins-docs.github.io/rest-api (added 2025-10-15). Method name: ccxt 4.5.90
coinsph.py. Which calls each box covers is not spelled out there; the sections of the documentation
carry the names of the boxes. `canWithdraw` of `openapi/v1/account` is a flag of the account.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.account_keys import Columns
from jungletui.inspection.addresses import listed_addresses
from jungletui.inspection.own import report_in
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, answer_to
from jungletui.inspection.words import Effect, by_words

CALL = "privateGetOpenapiV1ApiKeys"

_C = Capability
_SECTION = "by the documentation's section of that name"
_EFFECTS = {
    "Read only": Effect((_C.READ,)),
    "Enable Spot": Effect((_C.READ, _C.TRADE_SPOT)),
    "Enable Convert": Effect((_C.TRADE_OTHER,), (_C.READ,), _SECTION),
    "Enable Crypto Wallet": Effect((_C.WITHDRAW,), (_C.READ,), f"sends coins, {_SECTION}"),
    "Enable Fiat": Effect((_C.WITHDRAW,), (_C.READ,), f"cashes out, {_SECTION}"),
    "Enable Account": Effect(
        (),
        (_C.READ, _C.TRADE_OTHER, _C.TRANSFER_INTERNAL, _C.WITHDRAW, _C.ADMIN),
        "sub-accounts, transfers and payment requests; how far it reaches is not documented",
    ),
}
_LIST = Columns("apiKey", label="apiName", rights=("apiType",), created="createTime")
_KNOWN = frozenset({
    "apiKey", "apiName", "apiType", "createTime", "ipAccessRestrictions", "status",
})  # fmt: skip


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; any key may make it."""
    return (Request(CALL),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no list of keys."""
    return report_in(answer_to(replies, CALL), CALL, _LIST, public_id, _report)


def _report(own: Fields) -> PermissionReport:
    capabilities, novelties = by_words("apiType", own.texts("apiType"), _EFFECTS)
    status = own.text("status")
    return PermissionReport(
        capabilities=capabilities,
        # What a key without restriction shows is not documented.
        ip=listed_addresses(own, "ipAccessRestrictions", empty_is_open=False),
        source=Source.REPORTED,
        created_at=own.milliseconds("createTime"),
        label=own.text("apiName") or None,
        unrecognised=(
            *(novelty.quoted for novelty in novelties),
            *(quote(name, value) for name, value in own.values.items() if name not in _KNOWN),
            *([quote("status", status)] if status not in ("ENABLE", None) else []),
        ),
    )


INSPECTOR = Inspector(requests, parse)
