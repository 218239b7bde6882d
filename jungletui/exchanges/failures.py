"""From what an exchange answered to why it failed: by raw code or text first, then HTTP status.

ccxt's exception classes are asked last (`foreign_failure`): it gives three classes to one refusal
of an address, and one class to three refusals.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from jungletui.domain.countdown import until
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.times import from_milliseconds
from jungletui.exchanges.codebooks import CodeBook, Rule
from jungletui.exchanges.pauses import SHORT
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.replies import Reply
from jungletui.exchanges.statuses import OPAQUE, bad_reply, by_status

RETRY_LIMIT = 30 * 86400
MILLISECONDS = re.compile(r"\b1\d{12}\b")


def refusal(
    reply: Reply, body: Json, book: CodeBook, redactor: Redactor, now: datetime
) -> ExchangeError | None:
    """The failure that this reply is; None for a success, or an error that is in no table."""
    code, text = _said(body, book)
    rule = next((rule for rule in book.rules if _fits(rule, code, text, reply.status)), None)
    if rule is not None and rule.kind is FailureKind.MAINTENANCE and reply.status in _PLAIN:
        rule = None
    if rule is None and reply.status < 300:
        return None
    end = announced_end(reply, body, book, now)
    ends = f" {until(end, now)}" if end is not None else ""
    if rule is None:
        found = by_status(reply.status, book)
        if found is None:
            return None
        quoted = f". It says: {redactor.clean(text)}" if text else ""
        message = f"{found.message}{ends}{quoted}"
        return ExchangeError(found.failure, message, found.remedy, found.also)
    quoted = redactor.clean(text)
    number = f" ({code})" if code and code not in quoted else ""
    ends = ends if rule.kind in SHORT else ""
    message = f"{book.sentence(rule.meaning)}{ends}. It says: {quoted}{number}"
    return ExchangeError(rule.kind, message, rule.remedy, rule.also)


def is_refused(body: Json, book: CodeBook) -> bool:
    """Whether the reply calls itself an error."""
    code, text = _said(body, book)
    if book.errors_field:
        return bool(text)
    return bool(code) and code not in book.success


def said(body: Json, book: CodeBook) -> str:
    """The exchange's own words about an error: text and code."""
    code, text = _said(body, book)
    return " ".join(part for part in (text, f"({code})" if code else "") if part)


_PLAIN = (418, 429, 451)
"""Statuses that say more than a body which only says "unavailable"."""


def announced_end(reply: Reply, body: Json, book: CodeBook, now: datetime) -> datetime | None:
    """When a ban or limit ends, by Retry-After (seconds or a date) or by milliseconds in the text;
    None where that is not told, past, or further away than anyone bans."""
    end = _retry_after(reply.headers.get("Retry-After", ""), now)
    found = MILLISECONDS.search(_said(body, book)[1])
    if end is None and found:
        end = from_milliseconds(int(found.group()))
    if end is None or not timedelta(0) <= end - now <= timedelta(seconds=RETRY_LIMIT):
        return None
    return end


def _retry_after(header: str, now: datetime) -> datetime | None:
    if header.isascii() and header.isdigit() and len(header) < 9:
        return now + timedelta(seconds=int(header))
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _said(body: Json, book: CodeBook) -> tuple[str, str]:
    """Code and text of a reply; a list of errors is one text."""
    if book.errors_field:
        errors = _at(body, book.errors_field)
        return "", ", ".join(map(str, errors)) if isinstance(errors, list) else ""
    if isinstance(body, list) and body[:1] != ["error"]:
        return "", ""
    code = _first(body, book.code_fields)
    text = _first(body, book.text_fields)
    plain = str(code) if isinstance(code, int | str) and not isinstance(code, bool) else ""
    return plain, text if isinstance(text, str) else ""


def _first(body: Json, paths: tuple[str, ...]) -> Json:
    """What stands at the first of these paths that leads anywhere."""
    return next((found for path in paths if (found := _at(body, path)) is not None), None)


def _at(body: Json, path: str) -> Json:
    """What a dotted path leads to in a reply, None where it leads nowhere; a number is a place in
    a list."""
    found = body
    for step in path.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def _fits(rule: Rule, code: str, text: str, status: int) -> bool:
    if rule.codes and code not in rule.codes:
        return False
    if rule.starts and not any(part.startswith(rule.starts) for part in text.split(", ")):
        return False
    if rule.status is not None and rule.status != status:
        return False
    return rule.contains.lower() in text.lower()


def unexplained(
    reply: Reply, body: Json, book: CodeBook, redactor: Redactor
) -> ExchangeError | None:
    """An error that no table has, and that ccxt does not know either; None for a success."""
    if reply.status < 300 and not is_refused(body, book):
        return None
    words = redactor.clean(said(body, book)) or f"HTTP {reply.status}"
    return bad_reply(book, f"an error that is in no table: {words}")


_FOREIGN = (
    ("PermissionDenied", FailureKind.PERMISSION),
    ("AccountNotEnabled", FailureKind.SUSPENDED),
    ("AccountSuspended", FailureKind.SUSPENDED),
    ("RestrictedLocation", FailureKind.GEO_BLOCKED),
    ("AuthenticationError", FailureKind.KEY_UNKNOWN),
    ("InvalidNonce", FailureKind.CLOCK),
    ("RateLimitExceeded", FailureKind.RATE_LIMITED),
    ("DDoSProtection", FailureKind.RATE_LIMITED),
    ("OnMaintenance", FailureKind.MAINTENANCE),
    ("ExchangeNotAvailable", FailureKind.MAINTENANCE),
    ("NotSupported", FailureKind.NOT_SUPPORTED),
    ("ArgumentsRequired", FailureKind.NOT_SUPPORTED),
    ("BadRequest", FailureKind.NOT_SUPPORTED),
    ("NetworkError", FailureKind.UNREACHABLE),
)


def foreign_failure(error: Exception, book: CodeBook, words: str) -> ExchangeError:
    """ccxt's exception as one of ours, by its class: the last resort. `words` is redacted; ccxt's
    own message is not used, it repeats addresses and bodies."""
    names = {ancestor.__name__ for ancestor in type(error).__mro__}
    kind = next((kind for name, kind in _FOREIGN if name in names), FailureKind.BAD_REPLY)
    if kind is FailureKind.NOT_SUPPORTED:
        return ExchangeError(kind, f"{book.name}: not offered here: {words}", "Nothing to do.")
    detail = words or "no text"
    return ExchangeError(
        kind,
        f"{book.name}: {type(error).__name__}. It says: {detail}",
        "This is in no table of JungleTUI; the exchange's documentation explains it.",
        OPAQUE if kind is FailureKind.KEY_UNKNOWN else (),
    )
