"""Bybit's envelope: HTTP 200 with retCode, retMsg, result and time, whatever happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import dropwhile
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import LARGEST, Params, json_response
from jungletui.sandbox.world import World

Item = TypeVar("Item")

MESSAGES = {
    10001: "params error",
    10002: "The request time exceeds the time window range.",
    10003: "API key is invalid.",
    10004: "Error sign, please check your signature generation algorithm.",
    10005: "Permission denied, please check your API key permissions.",
    10006: "Too many visits. Exceeded the API Rate Limit.",
    10007: "User authentication failed.",
    10010: "Unmatched IP, please check your API key's bound IP addresses.",
    10016: "Internal server error.",
    10017: "Route not found.",
    33004: "Your api key has expired",
    110001: "Order does not exist",
    110007: "Available balance is insufficient",
    110017: "Reduce-only rule not satisfied",
    110094: "Order notional value below the lower limit",
    131001: "openapi error",
    131002: "Parameter error",
    131211: "FromAccountType equal to toAccountType",
    131212: "Insufficient balance",
    170121: "Invalid symbol.",
    170131: "Insufficient balance.",
    170134: "Order price has too many decimals.",
    170140: "Order value exceeded lower limit.",
    170213: "Order does not exist.",
    170218: "The LIMIT-MAKER order is rejected due to invalid price.",
}
"""bybit-exchange.github.io/docs/v5/error"""


def reply(world: World, result: Mapping[str, Any]) -> web.Response:
    """A success with this result."""
    return json_response(enveloped(world, 0, "OK", result))


def refusal(world: World, code: int, message: str | None = None) -> web.Response:
    """A refusal; the documented text of `code` unless told."""
    text = MESSAGES[code] if message is None else message
    return json_response(enveloped(world, code, text, {}))


def enveloped(
    world: World, code: int, message: str, result: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What is around every result."""
    return {
        "retCode": code,
        "retMsg": message,
        "result": result,
        "retExtInfo": {},
        "time": to_milliseconds(world.now()),
    }


def error_text(status: int) -> str:
    """What comes with an HTTP error status of the servers in front."""
    code = 10006 if status in {403, 418, 429} else 10016
    return json.dumps({"retCode": code, "retMsg": MESSAGES[code], "result": {}, "retExtInfo": {}})


def needed(params: Params, name: str) -> str:
    """A parameter that must be there. Raises ValueError, which becomes 10001."""
    value = params.get(name, "")
    if not value:
        raise ValueError(f"params error: {name} is required")
    return value


def amount_of(params: Params, name: str) -> Decimal:
    """A positive number of the request. Raises ValueError, which becomes 10001."""
    try:
        value = Decimal(needed(params, name))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not 0 < value < LARGEST:
        raise ValueError(f"params error: {name} is invalid")
    return value


def page(
    items: Iterable[Item], id_of: Callable[[Item], str], params: Params, sizes: tuple[int, int]
) -> tuple[Sequence[Item], str]:
    """One page and the cursor of the next, empty on the last; `sizes` are default and maximum.

    A cursor names the last item of its page, so that what happens in between moves nothing.
    Raises ValueError for a limit that is no number.
    """
    default, maximum = sizes
    limit = max(1, min(int(params.get("limit") or default), maximum))
    after = unquote(params.get("cursor", "")).partition(":")[0]
    if after:
        items = list(dropwhile(lambda item: id_of(item) != after, items))[1:]
    rest = list(items)
    found = rest[:limit]
    cursor = quote(f"{id_of(found[-1])}:{len(rest)}", safe="") if len(rest) > limit else ""
    return found, cursor
