"""OKX's envelope: code, msg and data, with an HTTP status of its own for what fails at the door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.desk import Params, json_response

Item = TypeVar("Item")
LIMIT = 100
"""Rows of a page at most, and where nothing is asked for (every list of the trade section)."""

PROBLEMS = {
    "50001": (503, "Service temporarily unavailable. Please try again later."),
    "50002": (400, "JSON syntax error"),
    "50011": (
        429,
        "Rate limit reached. Please refer to API documentation and throttle requests accordingly.",
    ),
    "50026": (500, "System error. Try again later"),
    "50101": (401, "APIKey does not match current environment."),
    "50102": (401, "Timestamp request expired."),
    "50103": (401, 'Request header "OK-ACCESS-KEY" cannot be empty.'),
    "50104": (401, 'Request header "OK-ACCESS-PASSPHRASE" cannot be empty.'),
    "50105": (401, 'Request header "OK-ACCESS-PASSPHRASE" incorrect.'),
    "50106": (401, 'Request header "OK-ACCESS-SIGN" cannot be empty.'),
    "50107": (401, 'Request header "OK-ACCESS-TIMESTAMP" cannot be empty.'),
    "50110": (401, "Your IP {detail} is not included in your API key's IP whitelist."),
    "50111": (401, "Invalid OK-ACCESS-KEY."),
    "50112": (401, "Invalid OK-ACCESS-TIMESTAMP."),
    "50113": (401, "Invalid signature."),
    "50119": (200, "API key doesn't exist"),
    "50120": (200, "This API key doesn't have permission to use this function"),
    "51000": (400, "Parameter {detail} error"),
    "51001": (200, "Instrument ID, Instrument ID code or Spread ID doesn't exist."),
    "51008": (200, "Order failed. Insufficient balance in account."),
    "51020": (200, "Your order should meet or exceed the minimum order amount."),
    "51121": (200, "Order quantity must be a multiple of the lot size."),
    "51169": (
        200,
        "Order failed because you don't have any positions in this direction for this contract to "
        "reduce or close.",
    ),
    "51400": (
        200,
        "Order cancellation failed as the order has been filled, canceled or does not exist.",
    ),
    "51603": (200, "Order does not exist."),
    "58127": (
        200,
        "Main account API key does not support current transfer 'type' parameter. "
        "Please refer to the API documentation.",
    ),
    "58350": (200, "Insufficient balance."),
}
"""okx.com/docs-v5/en, "Error Code": HTTP status and text of each code used here, compared with a
copy of March 2026 (github:rektibus/exchange-docs okx.md), which lacks the text of 51008."""


def reply(rows: Iterable[Mapping[str, Any] | list[str] | msgspec.Raw]) -> web.Response:
    """A success with these rows."""
    return json_response({"code": "0", "data": list(rows), "msg": ""}, 200)


def refusal(code: str, detail: str = "") -> web.Response:
    """A refusal with its documented status and text; `detail` fills the text's blank."""
    return json_response(
        {"code": code, "data": [], "msg": text_of(code, detail)}, PROBLEMS[code][0]
    )


def outcome(rows: list[dict[str, str]]) -> web.Response:
    """What became of each order of a batch: code 1 where all failed, 2 where some did."""
    failed = sum(row["sCode"] != "0" for row in rows)
    if failed == 0:
        return reply(rows)
    code = "1" if failed == len(rows) else "2"
    text = "All operations failed" if code == "1" else "Bulk operation partially succeeded."
    return json_response({"code": code, "data": rows, "msg": text}, 200)


def text_of(code: str, detail: str = "") -> str:
    """The documented text of a code."""
    return PROBLEMS[code][1].format(detail=detail)


def error_text(status: int) -> str:
    """What comes with an HTTP error status of the servers in front."""
    code = {418: "50011", 429: "50011", 500: "50026"}.get(status, "50001")
    return json.dumps({"code": code, "data": [], "msg": text_of(code)})


def moment(at: datetime) -> str:
    """Milliseconds as text."""
    return str(to_milliseconds(at))


def integer_of(params: Params, name: str) -> int | None:
    """A whole number of the request, None where it is not asked for. Raises ValueError."""
    text = params.get(name, "")
    if text and not text.isdecimal():
        raise ValueError(name)
    return int(text) if text else None


def page(items: Iterable[Item], id_of: Callable[[Item], int], params: Params) -> list[Item]:
    """Newest first: older than the id `after`, newer than the id `before`, `limit` of them.

    With `before` alone the rows nearest to it come, as the documents say of newer pages.
    """
    after, before = integer_of(params, "after"), integer_of(params, "before")
    limit = min(integer_of(params, "limit") or LIMIT, LIMIT)
    found = sorted(items, key=id_of, reverse=True)
    if after is not None:
        found = [item for item in found if id_of(item) < after]
    if before is not None:
        found = [item for item in found if id_of(item) > before]
        return found[-limit:] if after is None else found[:limit]
    return found[:limit]
