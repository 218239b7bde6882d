"""Toobit and HashKey: `GET /api/v1/account/checkApiKey`, which tells the type of account only.

Toobit: https://toobit-docs.github.io/apidocs ("Get API KEY Type"): `accountType` is master, spot or
contract. HashKey's page for the same path was not found; it is its sister platform. Method name:
ccxt 4.5.90 toobit.py and hashkey.py.
"""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.reports import PermissionReport
from jungletui.inspection.own import nothing_told
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Replies, reply_to

CALL = "privateGetApiV1AccountCheckApiKey"


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; reading is presumed to be enough."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no object."""
    reply = reply_to(replies, CALL)
    told = quote("accountType", reply.raw("accountType")) if reply.has("accountType") else "nothing"
    return replace(
        nothing_told(f"the exchange tells the type of the account, not the rights ({told})"),
        unrecognised=tuple(
            quote(name, value) for name, value in reply.values.items() if name != "accountType"
        ),
    )


INSPECTOR = Inspector(requests, parse)
