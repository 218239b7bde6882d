"""HitBTC, Bequant and FMFW.io: no call tells the rights, but three reads want one right each.

Rights: https://support.hitbtc.com 63000225027. `GET /spot/order` wants "Place/cancel orders" by the
doc-strings of client libraries of this API family (third parties; not in the public documentation).
Method names: ccxt 4.5.90 hitbtc.py. `GET /user/api-keys` is in ccxt but not documented, and is left
alone.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source
from jungletui.domain.failures import FailureKind
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.clues import disproved, proved, unknown
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.replies import Replies, answer_to, bad_reply, fields_of, refusal_of

CALL = "privateGetSpotBalance"
ORDERS = "privateGetSpotOrder"
WALLET = "privateGetWalletBalance"

_WORDS = {
    CALL: "GET spot/balance: “Order book, History, Trading balance”",
    ORDERS: "GET spot/order: “Place/cancel orders”, as client libraries document it",
    WALLET: "GET wallet/balance: “Payment information”",
}
_REFUSED = frozenset({FailureKind.PERMISSION})


def requests(_public_id: str) -> tuple[Request, ...]:
    """The three reads; a refusal for the right is an answer."""
    return tuple(Request(call, answers=_REFUSED) for call in _WORDS)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where a reply is no list."""
    answered = {call: _answered(replies, call) for call in _WORDS if call in replies}
    if CALL not in answered:
        raise bad_reply(CALL, "a list", None)
    trading = _by(answered, ORDERS)
    untold = unknown("no read shows this right")
    return PermissionReport(
        capabilities={
            **dict.fromkeys(Capability, untold),
            Capability.READ: _by(answered, *_WORDS),
            Capability.TRADE_SPOT: trading,
            Capability.TRADE_MARGIN: trading,
            Capability.TRADE_DERIVATIVES: trading,
        },
        ip=UNKNOWN_IP,
        source=Source.PROBED,
    )


def _by(answered: dict[str, bool], *calls: str) -> CapabilityGrant:
    """Any answer proves; only a refusal of all disproves."""
    asked = [call for call in calls if call in answered]
    served = [_WORDS[call] for call in asked if answered[call]]
    if served:
        return proved(f"answered {served[0]}")
    if not asked:
        return unknown("not asked")
    return disproved(f"refused {'; '.join(_WORDS[call] for call in asked)}")


def _answered(replies: Replies, call: str) -> bool:
    if refusal_of(replies, call) is not None:
        return False
    reply = answer_to(replies, call)
    if not isinstance(reply, list):
        raise bad_reply(call, "a list", reply)
    for index, row in enumerate(reply):
        fields_of(row, f"{call}[{index}]")
    return True


INSPECTOR = Inspector(requests, parse)
