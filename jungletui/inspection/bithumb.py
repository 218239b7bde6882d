"""Bithumb: `GET /v1/api_keys`, all keys of the account with their end, and nothing about rights.

Fields: https://apidocs.bithumb.com/reference/api-키-리스트-조회 (v2.1.5). Method name: ccxt 4.5.90
bithumb.py. Pages of others show `permissions` and `ip_addresses` here; the documentation does not.
"""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.reports import PermissionReport
from jungletui.inspection.account_keys import Columns
from jungletui.inspection.own import nothing_told, report_in
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields, Replies, answer_to

CALL = "privateGetV1ApiKeys"

_LIST = Columns("access_key")
_KNOWN = frozenset({"access_key", "expire_at"})


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; no right is documented as needed."""
    return (Request(CALL),)


def parse(replies: Replies, public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no list of keys."""
    return report_in(answer_to(replies, CALL), CALL, _LIST, public_id, _report)


def _report(own: Fields) -> PermissionReport:
    return replace(
        nothing_told("Bithumb tells when a key ends, but not what it can do"),
        expires_at=own.moment("expire_at"),
        unrecognised=tuple(
            quote(name, value) for name, value in own.values.items() if name not in _KNOWN
        ),
    )


INSPECTOR = Inspector(requests, parse)
