"""The keys as table rows with what each is worth: the short form of the balances."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from jungletui.tui.views.balances import AMOUNT, NO_PRICE
from jungletui.tui.views.money import NOT_TOLD, aligned, exact_sum, percent_text, value_text
from jungletui.tui.views.totals import KeyTotal
from jungletui.tui.widgets.table_layout import Column
from jungletui.tui.widgets.table_rows import Cell, Row

TOTAL_COLUMNS = (
    Column("key", "Key", least=8),
    Column("exchange", "Exchange", priority=2, least=8),
    Column("total", "Total", align="right", least=AMOUNT),
    Column("share", "Share", align="right", priority=1, least=5),
    Column("assets", "Assets", align="right", priority=3, least=6),
    Column("state", "State", least=24),
    Column("age", "Read", priority=4, least=9),
)


def total_rows(
    totals: Sequence[KeyTotal],
    quote: str,
    waiting: Collection[str] = (),
    whole: Decimal | None = None,
) -> tuple[Row, ...]:
    """One row a key; `waiting` names those still being read. A share is of `whole`; without it, of
    the keys that have a total, each account once."""
    if whole is None:
        whole = exact_sum(total.total for total in totals if total.total and not total.same_as)
    texts = aligned([_total_text(total, quote) for total in totals])
    return tuple(
        Row(
            total.key,
            (
                Cell(total.key, "strong"),
                Cell(total.exchange or NOT_TOLD),
                Cell(text, sort=total.total),
                _share(total.total, whole),
                Cell(str(total.assets), sort=total.assets),
                Cell("reading", "dim") if total.key in waiting else _state(total),
                Cell(total.freshness.short, "warn" if total.freshness.stale else "dim"),
            ),
        )
        for total, text in zip(totals, texts, strict=True)
    )


def _total_text(total: KeyTotal, quote: str) -> str:
    if total.total is not None:
        return value_text(total.total, quote)
    return NO_PRICE if total.assets else NOT_TOLD


def _share(part: Decimal | None, whole: Decimal) -> Cell:
    if part is None or whole <= 0:
        return Cell(NOT_TOLD, "dim")
    share = part / whole
    return Cell(percent_text(share), sort=share)


def _state(total: KeyTotal) -> Cell:
    if total.error is not None:
        return Cell(f"! {total.error.kind}", "bad")
    if total.same_as:
        return Cell(f"same account as {total.same_as}", "dim")
    missing = []
    if total.not_read:
        missing.append(f"{total.not_read} not read")
    if total.unpriced:
        missing.append(f"{total.unpriced} no price")
    if missing:
        return Cell(", ".join(missing), "warn" if total.not_read else "plain")
    return Cell("read" if total.assets else "empty account", "dim")
