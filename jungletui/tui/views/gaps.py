"""What could not be read: keys that failed, wallets left out, assets without a price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from jungletui.domain.accounts import BalanceRow, KeyFailure, NotRead
from jungletui.domain.countdown import counted_down, ending, left
from jungletui.domain.failures import FailureKind
from jungletui.tui.views.balances import wallet_label
from jungletui.tui.views.lines import Line
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row, Tone


class Lack(Enum):
    """What is missing: its tone, and its words for one and for many."""

    KEY = ("bad", "key failed", "keys failed")
    RIGHT = ("warn", "key without the right", "keys without the right")
    PART = ("warn", "not read", "not read")
    PRICE = ("plain", "asset without a price", "assets without a price")

    @property
    def tone(self) -> Tone:
        """The tone of its row."""
        return self.value[0]

    def words(self, count: int) -> str:
        """`1 key failed`, `23 not read`."""
        return f"{count} {self.value[1 if count == 1 else 2]}"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing on the screen: which key, what, why, and what to do about it.
    `count` is how many it stands for."""

    lack: Lack
    key: str
    what: str
    reason: str
    remedy: str = ""
    count: int = 1


GAP_COLUMNS = (
    Column("key", "Key", least=12),
    Column("what", "What", least=14),
    Column("reason", "Why", least=20),
)


def gaps_of(
    errors: Iterable[KeyFailure], not_read: Iterable[NotRead], rows: Iterable[BalanceRow] = ()
) -> tuple[Gap, ...]:
    """Keys that failed first, then those that lack the right, then the wallets and markets that
    were not read, then for each key the assets without a price."""
    failed = tuple(
        Gap(_lack_of(e), e.key, e.kind, e.message, e.remedy)
        for e in sorted(errors, key=lambda e: e.kind == FailureKind.PERMISSION)
    )
    left_out = tuple(
        Gap(Lack.PART, n.key, wallet_label(n.what), n.reason, n.remedy) for n in not_read
    )
    unpriced: dict[str, list[str]] = {}
    for row in rows:
        if row.value is None:
            unpriced.setdefault(row.key, []).append(row.asset)
    no_price = tuple(
        Gap(
            Lack.PRICE,
            key,
            f"{len(assets)} without a price",
            ", ".join(dict.fromkeys(assets)),
            "The exchange has no market of it against this currency; u values in another.",
            len(assets),
        )
        for key, assets in unpriced.items()
    )
    return failed + left_out + no_price


def _lack_of(error: KeyFailure) -> Lack:
    """A right that a key was not given is no failure."""
    return Lack.RIGHT if error.kind == FailureKind.PERMISSION else Lack.KEY


def gap_title(gaps: Iterable[Gap]) -> str:
    """How many of each there are: `1 key failed, 2 not read`; empty without gaps."""
    counts = dict.fromkeys(Lack, 0)
    for gap in gaps:
        counts[gap.lack] += gap.count
    return ", ".join(lack.words(count) for lack, count in counts.items() if count)


def ends_text(gaps: Iterable[Gap], now: datetime | None) -> str:
    """` (banned: 29 s left)` of the one that lasts longest, where one tells when it ends."""
    ends = [(end, gap.what) for gap in gaps if (end := ending(gap.reason)) is not None]
    if not ends or now is None:
        return ""
    end, what = max(ends)
    return f" ({what}: {left(end, now)})"


def counted_gaps(gaps: Iterable[Gap], now: datetime) -> tuple[Gap, ...]:
    """The same, with what is left now of what ends by itself."""
    return tuple(replace(gap, reason=counted_down(gap.reason, now)) for gap in gaps)


def gap_rows(gaps: Sequence[Gap]) -> tuple[Row, ...]:
    """One row each; the row's key is its number."""
    return tuple(
        Row(
            str(number),
            (Cell(gap.key, "strong"), Cell(gap.what, gap.lack.tone), Cell(gap.reason)),
        )
        for number, gap in enumerate(gaps)
    )


def gap_lines(gap: Gap) -> tuple[Line, ...]:
    """One gap in full."""
    lines = [Line(f"{gap.key}: {gap.what}", gap.lack.tone), Line(gap.reason)]
    if gap.remedy:
        lines.append(Line(f"What to do: {gap.remedy}", indent=12))
    return tuple(lines)
