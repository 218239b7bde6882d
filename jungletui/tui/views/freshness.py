"""How old a figure is and where it came from, in words that change seldom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from jungletui.domain.accounts import Origin
from jungletui.domain.times import age_text
from jungletui.tui.glyphs import UNICODE, Glyphs

STALE_AFTER = timedelta(seconds=90)
STEP = 10
"""Ages under a minute are told in steps of so many seconds, so that a still screen sends little."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The sources of some figures, and the age of the oldest; in `short` the age only.
    Both are empty without figures."""

    text: str
    short: str
    stale: bool


NOTHING = Freshness("", "", stale=False)


def age_of(at: datetime, now: datetime) -> str:
    """The age of a figure; a time that lies ahead of this host's clock counts as now."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        seconds -= seconds % STEP
    return age_text(timedelta(seconds=seconds))


def is_stale(at: datetime, now: datetime) -> bool:
    """Whether a figure is too old to be shown without a word about it."""
    return now - at > STALE_AFTER


def freshness_of(figures: Iterable[tuple[Origin, datetime]], now: datetime) -> Freshness:
    """Sources and age of a whole table: the oldest figure decides."""
    seen = tuple(figures)
    if not seen:
        return NOTHING
    oldest = min(at for _, at in seen)
    sources = "+".join(sorted({origin.value for origin, _ in seen}))
    stale = is_stale(oldest, now)
    age = age_of(oldest, now)
    words = f"! stale, oldest {age}" if stale else age if age == "now" else f"oldest {age}"
    return Freshness(f"{sources} {words}", f"{age} !" if stale else age, stale)


def read_words(
    figures: Iterable[tuple[Origin, datetime]], now: datetime, glyphs: Glyphs = UNICODE
) -> str:
    """When and how all figures were read, once for a whole screen: `read 10 s ago · REST`, or
    `read 10 s to 3 min ago` where some are older; empty without figures."""
    seen = tuple(figures)
    if not seen:
        return ""
    times = [at for _, at in seen]
    newest, oldest = age_of(max(times), now), age_of(min(times), now)
    sources = "+".join(sorted({origin.value.upper() for origin, _ in seen}))
    if newest == oldest:
        words = "just now" if newest == "now" else f"{newest} ago"
    else:
        words = f"{newest} to {oldest} ago"
    return f"read {words} {glyphs.dot} {sources}"


def main_origin(origins: Iterable[Origin]) -> Origin | None:
    """The source of most figures: only those of another say theirs."""
    counted = Counter(origins).most_common(1)
    return counted[0][0] if counted else None


def differing_age(origin: Origin, at: datetime, now: datetime, usual: Origin | None) -> str:
    """What a row says of its own age: nothing, unless it is old or of another source."""
    old = is_stale(at, now)
    if origin is usual and not old:
        return ""
    return f"{origin.value.upper()} {age_of(at, now)}{' !' if old else ''}"


def time_text(moment: datetime | None, now: datetime, zone: tzinfo | None = None) -> str:
    """Local time as short as it is clear: today's without the date; a dash for None."""
    if moment is None:
        return "–"
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"
