"""Binance.US: nothing tells the rights of a key; one read proves reading.

`GET /sapi/v1/account/apiRestrictions` is in ccxt 4.5.90 binanceus.py, which extends binance, and
answers 404 there (Drakkar-Software/trading-backend binanceus.py); binance-us-api-docs @6b62304 does
not have it. `canTrade` and `canWithdraw` of the read are flags of the account and are never read.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source, unknown_capabilities
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.clues import proved
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.replies import Replies, bad_reply, reply_to

CALL = "privateGetAccount"
UNTOLD = "Binance.US has no call that tells the rights of a key: look at the page"


def requests(_public_id: str) -> tuple[Request, ...]:
    """A harmless read. A refusal is no answer: -2015 has several causes."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no balances."""
    if reply_to(replies, CALL).items("balances") is None:
        raise bad_reply(f"{CALL}.balances", "a list of balances", None)
    return PermissionReport(
        capabilities={
            **unknown_capabilities(UNTOLD),
            Capability.READ: proved(f"{CALL} was answered"),
        },
        ip=UNKNOWN_IP,
        source=Source.PROBED,
    )


INSPECTOR = Inspector(requests, parse)
