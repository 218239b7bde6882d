"""Why a stream ended: what the exchange said of it, or what ccxt made of the connection's end."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.failures import announced_end, foreign_failure
from jungletui.exchanges.line import Line
from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.replies import Reply
from jungletui.exchanges.rows import text
from jungletui.exchanges.statuses import by_status
from jungletui.exchanges.unreachable import of_socks, unreachable

HEEDED = frozenset(
    {
        FailureKind.RATE_LIMITED,
        FailureKind.BANNED,
        FailureKind.GEO_BLOCKED,
        FailureKind.MAINTENANCE,
    }
)
"""What an HTTP status says of the exchange, whoever asks and whatever for."""
ENDINGS = ("eventStreamTerminated", "listenKeyExpired", "serverShutdown")
"""Binance's words for a stream that tells nothing more."""


def failure_of(error: Exception | None, line: Line) -> ExchangeError:
    """Why a stream ended, by whatever ccxt made of it; never with an address, which may hold a
    listen key."""
    if isinstance(error, ExchangeError):
        return error
    inner = error.args[0] if error is not None and error.args else None
    if isinstance(inner, aiohttp.WSServerHandshakeError):
        return _turned_away(inner, line)
    for found in (inner, error):
        if isinstance(found, aiohttp.ClientError | OSError | TimeoutError) or (
            isinstance(found, Exception) and of_socks(found)
        ):
            return unreachable(found, f"{line.exchange} (stream)")
    classes = {c.__name__ for c in type(error).__mro__}
    if "RequestTimeout" in classes:
        return broken_off(line, "the stream gave no answer in time")
    if error is None or "NetworkError" in classes:
        return broken_off(line, "the stream broke off")
    if isinstance(error, ccxt_error()):
        return foreign_failure(error, line.book, line.redactor.clean(str(error)))
    return ExchangeError(
        FailureKind.BAD_REPLY,
        f"{line.exchange}: the stream cannot be read ({type(error).__name__})",
        "The account is polled instead.",
    )


def _turned_away(answer: aiohttp.WSServerHandshakeError, line: Line) -> ExchangeError:
    """The stream was not opened. A ban or a limit holds back requests as well."""
    found = by_status(answer.status, line.book)
    if found is None or found.failure not in HEEDED:
        return broken_off(line, f"the stream was not opened (HTTP {answer.status})")
    headers = {name.title(): value for name, value in (answer.headers or {}).items()}
    reply = Reply(answer.status, "", headers, "")
    line.note(found, announced_end(reply, None, line.book, line.clock()))
    return found


def says_end(found: object) -> bool:
    """Whether a message says that no other one will come."""
    if not isinstance(found, Mapping):
        return False
    event = found.get("event")
    event = event if isinstance(event, Mapping) else found
    return text(event.get("e")) in ENDINGS


def broken_off(line: Line, what: str) -> ExchangeError:
    """A stream that may go on with another connection."""
    return ExchangeError(
        FailureKind.UNREACHABLE, f"{line.exchange}: {what}", "It is opened again by itself."
    )
