"""The ledger of an account, as a sign that somebody acts there."""

from __future__ import annotations

from datetime import datetime

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.times import from_milliseconds, to_milliseconds
from jungletui.exchanges.line import Line
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import method, parsed, rows

ACTS = frozenset({"trade", "transfer"})
"""Kinds of entries that a key may have caused (ccxt manual, "Ledger Entry Structure"). Deposits,
rebates, funding and airdrops come by themselves."""
Act = tuple[datetime, str]
"""When an entry was made, and its kind."""


async def newest_act(made: Ccxt, line: Line, since: datetime) -> Act | None:
    """The newest such entry since then; None where there is none. Raises ExchangeError:
    not-supported where ccxt has no such read, or the guard knows none."""
    if made.has.get("fetchLedger") is not True:
        raise ExchangeError(
            FailureKind.NOT_SUPPORTED,
            f"{line.exchange} has no read for the ledger that JungleTUI knows",
            "Look at the account on the website.",
        )
    found = await rows(line, method(made, "fetch_ledger")(None, to_milliseconds(since), None, {}))
    acts = [act for act in parsed(line, _act, found) if act is not None and act[0] >= since]
    return max(acts, default=None)


def _act(row: Row) -> Act | None:
    kind, moment = row.get("type"), row.get("timestamp")
    if not isinstance(moment, int):
        raise ValueError("an entry without a time")
    return (from_milliseconds(moment), str(kind)) if kind in ACTS else None
