"""Kraken Futures: the call that tells a key's rights is out of reach, one read proves reading.

`GET https://futures.kraken.com/api/auth/v1/api-keys/v3/check` tells them
(https://docs.kraken.com/api-reference/api-keys/check-v3-api-key); ccxt 4.5.90 krakenfutures.py does
not have it. `GET /accounts` needs General API at Read only or more.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, Source, unknown_capabilities
from jungletui.domain.failures import FailureKind
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.clues import disproved, proved
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.replies import Replies, bad_reply, refusal_of, reply_to

CALL = "privateGetAccounts"
UNTOLD = (
    "Kraken Futures tells this at api-keys/v3/check, a call that JungleTUI cannot make yet: look "
    "at the page"
)


def requests(_public_id: str) -> tuple[Request, ...]:
    """A harmless read; a refusal for the right is an answer."""
    return (Request(CALL, answers=frozenset({FailureKind.PERMISSION})),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply holds no accounts."""
    refusal = refusal_of(replies, CALL)
    if refusal is None and reply_to(replies, CALL).fields("accounts") is None:
        raise bad_reply(f"{CALL}.accounts", "the accounts", None)
    reading = disproved(refusal.message) if refusal else proved(f"{CALL} was answered")
    return PermissionReport(
        capabilities={**unknown_capabilities(UNTOLD), Capability.READ: reading},
        ip=UNKNOWN_IP,
        source=Source.PROBED,
    )


INSPECTOR = Inspector(requests, parse)
