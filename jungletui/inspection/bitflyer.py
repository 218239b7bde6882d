"""bitFlyer: `GET /v1/me/getpermissions`, the paths that the calling key may call.

Paths: https://lightning.bitflyer.com/docs (2026). Method name: ccxt 4.5.90 bitflyer.py. The list is
complete, so a path that is not there cannot be called.
"""

from __future__ import annotations

from jungletui.domain.capabilities import Capability, CapabilityGrant, Source
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport
from jungletui.inspection.cleaning import clean
from jungletui.inspection.clues import denied, granted, unknown
from jungletui.inspection.novelties import Novelty, concerned_by, doubted
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Replies, answer_to, bad_reply

CALL = "privateGetGetpermissions"

_ROOT = "/v1/me/"
_SELF = f"{_ROOT}getpermissions"
_ORDERS = tuple(
    _ROOT + name
    for name in (
        *("sendchildorder", "sendparentorder"),
        *("cancelchildorder", "cancelparentorder", "cancelallchildorders"),
    )
)
_WITHDRAW = f"{_ROOT}withdraw"  # yen to the registered bank account, with a 2FA code
_READS = tuple(
    _ROOT + name
    for name in (
        *("getbalance", "getcollateral", "getcollateralaccounts", "getaddresses", "getcoinins"),
        *("getcoinouts", "getbankaccounts", "getdeposits", "getwithdrawals", "getchildorders"),
        *("getparentorders", "getparentorder", "getexecutions", "getbalancehistory"),
        *("getpositions", "getcollateralhistory", "gettradingcommission"),
    )
)
_KNOWN = frozenset({*_ORDERS, _WITHDRAW, *_READS, _SELF})


def requests(_public_id: str) -> tuple[Request, ...]:
    """The one call; its own path is a right of its own."""
    return (Request(CALL),)


def parse(replies: Replies, _public_id: str) -> PermissionReport:
    """The report; ExchangeError (`bad-reply`) where the reply is no list of paths."""
    reply = answer_to(replies, CALL)
    if not isinstance(reply, list):
        raise bad_reply(CALL, "a list of paths", reply)
    paths = []
    for index, path in enumerate(reply):
        if not isinstance(path, str):
            raise bad_reply(f"{CALL}[{index}]", "a path", path)
        paths.append(clean(path))
    strange = [path for path in paths if path not in _KNOWN]
    novelties = [Novelty(quote("path", path), _concerned(path)) for path in strange]
    return PermissionReport(
        capabilities=doubted(_capabilities(paths), novelties),
        ip=UNKNOWN_IP,
        source=Source.REPORTED,
        unrecognised=tuple(quote("path", path) for path in strange),
    )


def _concerned(path: str) -> tuple[Capability, ...]:
    """bitFlyer's reads all begin with `get`; anything else may act."""
    name = path.removeprefix(_ROOT)
    return (Capability.READ,) if name.startswith("get") else concerned_by(name)


def _capabilities(paths: list[str]) -> dict[Capability, CapabilityGrant]:
    if not paths:
        # Not even the path of this call: nobody has seen that.
        return dict.fromkeys(Capability, unknown("paths = []: no path named"))
    none = denied(f"not among the {len(paths)} paths that this key may call")

    def by(*wanted: str) -> CapabilityGrant:
        found = [path for path in paths if path in wanted]
        return granted(quote("paths", list(found))) if found else none

    orders = by(*_ORDERS)
    return {
        **dict.fromkeys(Capability, none),
        Capability.READ: by(*_READS),
        # The same calls trade spot and FX_BTC_JPY; the market is a parameter.
        Capability.TRADE_SPOT: orders,
        Capability.TRADE_DERIVATIVES: orders,
        Capability.WITHDRAW: by(_WITHDRAW),
    }


INSPECTOR = Inspector(requests, parse)
