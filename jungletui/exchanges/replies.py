"""An answer as it came, and as JSON: exact, and of the shape that the protocol promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from jungletui.domain.failures import ExchangeError
from jungletui.domain.json import Json
from jungletui.exchanges import large
from jungletui.exchanges.codebooks import CodeBook
from jungletui.exchanges.statuses import bad_reply, by_status

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "list": list,
    "dict": dict,
    "number": (int, str),
    "any": object,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer, as it came."""

    status: int
    content_type: str
    headers: Mapping[str, str]
    text: str


def parse(reply: Reply, book: CodeBook) -> Json:
    """The JSON of a reply, every number with a fraction as the text of its digits.

    Raises ExchangeError: bad-reply where the body is empty, HTML, truncated, or neither an object
    nor a list, unless the HTTP status already says why.
    """
    text = reply.text.strip()
    if not text:
        raise by_status(reply.status, book) or bad_reply(book, "an empty answer")
    if text.startswith("<") or "html" in reply.content_type.lower():
        raise by_status(reply.status, book) or bad_reply(book, "a web page instead of data")
    try:
        found: Json = large.exact(text)
    except (ValueError, RecursionError):
        raise by_status(reply.status, book) or bad_reply(
            book, f"{len(text)} characters that are not whole JSON"
        ) from None
    if not isinstance(found, dict | list):
        raise by_status(reply.status, book) or bad_reply(book, f"a bare {type(found).__name__}")
    return found


def misshapen(body: Json, book: CodeBook, endpoint: str) -> ExchangeError | None:
    """bad-reply where a reply lacks what the protocol promises: a missing list of balances is not
    an empty one. `endpoint` is `"VERB section path"`."""
    for shape in (book.envelope, (book.shapes or {}).get(endpoint)):
        for path, wanted in (shape or {}).items():
            if not _has(body, path, wanted):
                place = f"`{path}`" if path else "the answer"
                return bad_reply(
                    book, f"an answer without what the protocol says ({place}: {wanted})"
                )
    return None


def _has(body: Json, path: str, wanted: str) -> bool:
    found = body
    for step in filter(None, path.split(".")):
        if not isinstance(found, dict) or step not in found:
            return False
        found = found[step]
    return isinstance(found, cast("type", TYPES[wanted])) and not isinstance(found, bool)
