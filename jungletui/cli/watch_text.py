"""Live events as lines of text: what is other than before, with its source and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from jungletui.cli.tables import amount, clean, money, paint, takes_colour, word
from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow, Origin, PositionRow
from jungletui.domain.documents import AccountEvent, Balances, Feed, FeedState, Orders
from jungletui.domain.reading_documents import Positions

LONG_AGO = datetime.min.replace(tzinfo=UTC)
COLOURS = {FeedState.LIVE: "32", FeedState.POLLED: "33", FeedState.STALE: "31"}
Place = tuple[str, str]


class Teller:
    """Remembers what it told, and tells what differs."""

    def __init__(self) -> None:
        self._balances: dict[str, dict[Place, BalanceRow]] = {}
        self._orders: dict[str, dict[Place, OrderRow]] = {}
        self._positions: dict[str, dict[Place, PositionRow]] = {}
        self._feeds: dict[str, tuple[FeedState, tuple[str, ...]]] = {}

    def lines(self, event: AccountEvent) -> str:
        """The lines of one event; empty where a person would see nothing new."""
        found = [*self._feed(event.key, event.feed)]
        if event.error is not None:
            found.append(clean(f"failed: {event.error.kind}: {event.error.message}"))
        if event.balances is not None:
            found += self._of_balances(event.key, event.balances)
        if event.orders is not None:
            found += self._of_orders(event.key, event.orders)
        if event.positions is not None:
            found += self._of_positions(event.key, event.positions)
        if event.fills is not None:
            found += [_fill(row) for row in reversed(event.fills.rows)]
        head = f"{event.at.astimezone():%H:%M:%S}  {clean(event.key)}  "
        return "".join(f"{head}{line}\n" for line in found)

    def _feed(self, key: str, feed: Feed | None) -> Iterator[str]:
        if feed is None:
            return
        before, now = self._feeds.get(key), (feed.state, feed.polled)
        self._feeds[key] = now
        if before != now:
            state = feed.state.value
            shown = paint(state, COLOURS[feed.state]) if takes_colour() else state
            polled = f"; read once a minute: {', '.join(feed.polled)}" if feed.polled else ""
            yield f"{shown}{f': {clean(feed.reason)}' if feed.reason else clean(polled)}"

    def _of_balances(self, key: str, document: Balances) -> Iterator[str]:
        new = {(row.wallet, row.asset): row for row in document.rows}
        old = self._balances.get(key, {})
        self._balances[key] = new
        for place, row in new.items():
            if place not in old or _amounts(row) != _amounts(old[place]):
                yield _balance(row, document.quote)
        for wallet, asset in old.keys() - new.keys():
            yield clean(f"balance  {wallet}  {asset}  nothing left")

    def _of_orders(self, key: str, document: Orders) -> Iterator[str]:
        new = {(row.symbol, row.id): row for row in document.rows}
        old = self._orders.get(key, {})
        self._orders[key] = new
        for place, row in new.items():
            if place not in old or _plain(row) != _plain(old[place]):
                yield _order(row)
        for symbol, number in old.keys() - new.keys():
            yield clean(f"order    {symbol}  {number}  no longer open")

    def _of_positions(self, key: str, document: Positions) -> Iterator[str]:
        new = {(row.symbol, word(row.side)): row for row in document.rows}
        old = self._positions.get(key, {})
        self._positions[key] = new
        for place, row in new.items():
            if place not in old or _held(row) != _held(old[place]):
                yield _position(row)
        for symbol, side in old.keys() - new.keys():
            yield clean(f"position {symbol}  {side}  closed")


def _held(row: PositionRow) -> tuple[object, ...]:
    """What a trade changes; marks and gains change all the time."""
    return row.contracts, row.size, row.entry_price


def _position(row: PositionRow) -> str:
    parts = (
        f"position {row.symbol}  {word(row.side)} {amount(row.size)} at {amount(row.entry_price)}",
        f"mark {amount(row.mark_price)}  gain {amount(row.unrealised_pnl)}",
        row.source.value,
    )
    return clean("  ".join(parts))


def _balance(row: BalanceRow, quote: str) -> str:
    parts = (
        f"balance  {row.wallet}  {row.asset}  {amount(row.total)}",
        f"(free {amount(row.free)}, used {amount(row.used)})",
        f"{money(row.value, quote)} {quote}" if row.value is not None else "no price",
        row.source.value,
    )
    return clean("  ".join(parts))


def _order(row: OrderRow) -> str:
    parts = (
        f"order    {row.symbol}  {word(row.side)} {word(row.type)} {word(row.status)}",
        f"{amount(row.filled)} of {amount(row.amount)} at {amount(row.price)}",
        row.id,
        row.source.value,
    )
    return clean("  ".join(parts))


def _fill(row: FillRow) -> str:
    fee = f"fee {amount(row.fee)} {word(row.fee_asset)}"
    done = f"{word(row.side)} {amount(row.amount)} at {amount(row.price)}"
    return clean(f"fill     {row.symbol}  {done}  {fee}  order {word(row.order_id)}")


def _amounts(row: BalanceRow) -> tuple[object, ...]:
    return row.free, row.used, row.total


def _plain(row: OrderRow) -> OrderRow:
    return replace(row, at=LONG_AGO, updated_at=None, source=Origin.REST)
