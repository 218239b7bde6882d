"""What a reading of history leaves out, in words: nobody shall take it for empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jungletui.domain.accounts import NotRead
from jungletui.domain.times import from_milliseconds
from jungletui.exchanges.tellings import Telling


@dataclass(frozen=True, slots=True)
class Gap:
    """What a reading of one part did not read, and why."""

    part: str
    about: str
    reason: str


def limits(telling: Telling, part: str, since: int | None, now: int) -> Iterator[Gap]:
    """What the exchange does not tell, or is not asked without a time, as far as it was wanted.
    Times are milliseconds."""
    edge, newest = telling.edge(now), telling.newest(now)
    shorter = telling.window or (telling.kept if telling.older else None)
    start = newest if newest is not None else edge
    if since is None and shorter is not None and start is not None and not telling.latest:
        reason = f"without a time only the last {shorter.words} are asked"
        yield Gap(part, f"further ones before {minute(start)}", reason)
    elif telling.kept and edge and not telling.older and (since is None or since < edge):
        reason = f"the exchange tells only the last {telling.kept.words}"
        yield Gap(part, f"further ones before {minute(edge)}", reason)
    if telling.kept_unfilled is not None:
        forgotten = now - telling.kept_unfilled.milliseconds
        if since is None or since < forgotten:
            reason = f"the exchange forgets them after {telling.kept_unfilled.words}"
            yield Gap(part, f"orders that ended unfilled before {minute(forgotten)}", reason)


def bound(telling: Telling, limit: int | None) -> str:
    """Why a reading stopped before the end."""
    if telling.most == 1:
        return f"more than {limit} there; only one page is read"
    return f"a reading stops after {telling.most} requests"


def merged(key: str, gaps: Iterable[Gap]) -> list[NotRead]:
    """Gaps as the domain has them; what several parts have in common is said once."""
    parts: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        parts.setdefault((gap.about, gap.reason), []).append(gap.part)
    return [
        NotRead(key, f"{', '.join(dict.fromkeys(names))}: {about}", reason)
        for (about, reason), names in parts.items()
    ]


def minute(milliseconds: int) -> str:
    """A time, to the minute."""
    moment = from_milliseconds(milliseconds)
    return moment.isoformat(timespec="minutes").replace("+00:00", "Z")
