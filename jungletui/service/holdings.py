"""Positions, and deposits and withdrawals, of many keys side by side."""

from __future__ import annotations

from datetime import UTC, datetime

from jungletui.domain.accounts import MovementRow, PositionRow
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key
from jungletui.domain.reading_documents import Movements, Positions
from jungletui.service.collecting import Part, collected
from jungletui.service.keys import named
from jungletui.service.side_by_side import ask_all
from jungletui.service.state import State, opened

KINDS = ("deposits", "withdrawals", "all")
LONG_AGO = datetime.min.replace(tzinfo=UTC)


async def positions(state: State, names: tuple[str, ...]) -> Positions:
    """Open positions. UsageError for an unknown name; what fails at an exchange is in the
    document."""

    async def ask(key: Key) -> Part[PositionRow]:
        return await (await state.session(key)).positions()

    keys = named(opened(state).content.keys, names)
    rows, errors, not_read = collected(await ask_all(keys, ask, state.debug))
    return Positions(state.clock(), rows, errors, not_read)


async def movements(
    state: State, names: tuple[str, ...], kind: str, asset: str | None, since: datetime | None
) -> Movements:
    """Deposits and withdrawals, newest first. UsageError for an unknown name or kind."""
    if kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}.", f"There are {', '.join(KINDS)}.")
    wanted = asset.upper() if asset else None

    async def ask(key: Key) -> Part[MovementRow]:
        return await (await state.session(key)).movements(kind, wanted, since)

    keys = named(opened(state).content.keys, names)
    rows, errors, not_read = collected(await ask_all(keys, ask, state.debug))
    rows = tuple(sorted(rows, key=lambda row: row.created_at or LONG_AGO, reverse=True))
    return Movements(state.clock(), rows, errors, not_read)
