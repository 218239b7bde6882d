"""Values with the way to their prices; what has none keeps its row."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast

from jungletui.domain.accounts import BalanceRow, Origin, Price
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.service.state import State
from jungletui.service.valuing import prices_ahead, with_value

AT = datetime(2026, 1, 1, tzinfo=UTC)
PRICE = Price(Decimal("0.05"), AT, ("ETH", "BTC", "EUR"))


def row(total: str | None) -> BalanceRow:
    amount = None if total is None else Decimal(total)
    return BalanceRow("a", "okx", "spot", "ETH", None, None, amount, None, Origin.REST, AT)


def test_a_row_has_its_price_with_age_and_way() -> None:
    found = with_value(row("3"), PRICE)
    assert (found.value, found.price) == (Decimal("0.15"), Decimal("0.05"))
    assert (found.price_at, found.price_path) == (AT, ("ETH", "BTC", "EUR"))


def test_without_a_price_the_row_stays_as_it_is() -> None:
    assert with_value(row("3"), None) == row("3")


def test_what_is_no_number_has_no_value() -> None:
    assert with_value(row("NaN"), PRICE).value is None
    assert with_value(row(None), PRICE).value is None
    assert with_value(row("-Infinity"), PRICE).price == Decimal("0.05")


@dataclass
class Places:
    """A state whose sessions tell prices: `a` hangs, `b` fails, `c` answers."""

    asked: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    all_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def session(self, key: Key) -> Session:
        return Session(self, key.profile.exchange)


@dataclass
class Session:
    places: Places
    exchange: str

    async def quotes(self, assets: Collection[str], quote: str) -> Mapping[str, Price]:
        assert (list(assets), quote) == ([], "EUR")
        self.places.asked.append(self.exchange)
        if len(self.places.asked) == 3:
            self.places.all_asked.set()
        try:
            if self.exchange == "a":
                await asyncio.Event().wait()
            if self.exchange == "b":
                raise ExchangeError(FailureKind.UNREACHABLE, "nobody there", "Try again.")
        finally:
            self.places.ended.append(self.exchange)
        return {}


async def test_each_place_is_asked_ahead_and_nobody_waits_for_it() -> None:
    places = Places()
    keys = [
        Key(KeyProfile(f"{name}{n}", name, Environment.LIVE), {}, AT)
        for name in ("a", "b", "c")
        for n in (1, 2)
    ]
    async with prices_ahead(cast("State", places), keys, "EUR"):
        await asyncio.wait_for(places.all_asked.wait(), 30)
    assert sorted(places.asked) == ["a", "b", "c"]
    assert sorted(places.ended) == ["a", "b", "c"], "what still hung was ended with the block"
