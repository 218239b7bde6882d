"""What an HTTP status alone says, where no body explains it."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.codebooks import CodeBook

BAD_REPLY_REMEDY = (
    "Try again; if it stays so, something between here and the exchange answers for it."
)
OPAQUE = (
    FailureKind.SIGNATURE,
    FailureKind.PASSPHRASE,
    FailureKind.IP_NOT_ALLOWED,
    FailureKind.PERMISSION,
    FailureKind.EXPIRED,
    FailureKind.CLOCK,
)
"""What a bare "no" to a key may mean besides an unknown key."""
_ALSO: Mapping[int, tuple[FailureKind, ...]] = {
    401: OPAQUE,
    403: (FailureKind.IP_NOT_ALLOWED, FailureKind.PERMISSION),
}
_GATEWAY = ("no answer behind the exchange's own gateway", "Try again in a minute.")
_STATUSES: Mapping[int, tuple[FailureKind, str, str]] = {
    401: (FailureKind.KEY_UNKNOWN, "refuses this key", "Check key, secret and environment."),
    403: (
        FailureKind.GEO_BLOCKED,
        "forbids the call: most often its firewall, for the location of this host",
        "Try from another host; if that works, the exchange does not serve this location.",
    ),
    404: (
        FailureKind.NOT_SUPPORTED,
        "has no such address",
        "Check the key's endpoint, if it has one.",
    ),
    407: (FailureKind.UNREACHABLE, "is behind a proxy that wants a login", "Check the proxy."),
    408: (FailureKind.UNREACHABLE, "waited too long for the request", "Try again."),
    418: (FailureKind.BANNED, "has banned this address", "Wait until the ban ends."),
    429: (FailureKind.RATE_LIMITED, "says: too many requests", "Wait a minute."),
    451: (
        FailureKind.GEO_BLOCKED,
        "does not serve this location",
        "Use a host in a country that the exchange serves, or the regional site of your account.",
    ),
    503: (FailureKind.MAINTENANCE, "says that it is down", "Try again later."),
}


def by_status(status: int, book: CodeBook) -> ExchangeError | None:
    """What the HTTP status alone says; None for 2xx and for a 400 that only a body explains."""
    for rule in book.statuses:
        if rule.status == status:
            message = f"{book.sentence(rule.meaning)} (HTTP {status})"
            return ExchangeError(rule.kind, message, rule.remedy, rule.also)
    if status in _STATUSES:
        kind, meaning, remedy = _STATUSES[status]
        message = f"{book.name} {meaning} (HTTP {status})"
        return ExchangeError(kind, message, remedy, _ALSO.get(status, ()))
    if status >= 500:
        meaning, remedy = _GATEWAY
        return ExchangeError(
            FailureKind.UNREACHABLE, f"{book.name}: {meaning} (HTTP {status})", remedy
        )
    if 300 <= status < 400:
        return bad_reply(book, f"a redirection (HTTP {status}), which is never followed")
    return None


def bad_reply(book: CodeBook, what: str) -> ExchangeError:
    """An answer that is not what the protocol says."""
    return ExchangeError(FailureKind.BAD_REPLY, f"{book.name} sent {what}", BAD_REPLY_REMEDY)
