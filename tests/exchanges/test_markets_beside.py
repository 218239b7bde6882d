"""Markets are made beside the event loop, on an object that nobody else sees until it is whole."""

from __future__ import annotations

import threading
from typing import Any, cast

from jungletui.domain.failures import ExchangeError, FailureKind, let_go
from jungletui.domain.times import utc_now
from jungletui.exchanges.markets import Markets
from jungletui.exchanges.protocol import Ccxt


class Made:
    """As much of a ccxt object as markets need."""

    def __init__(self) -> None:
        self.markets: dict[str, Any] = {}
        self.markets_by_id: dict[str, Any] = {}
        self.currencies: dict[str, Any] = {}
        self.currencies_by_id: dict[str, Any] | None = None
        self.options: dict[str, object] = {}
        self.seen: list[tuple[int, int]] = []

    async def load_markets_helper(self, reload: bool) -> dict[str, Any]:
        """Notes who calls, and on which thread."""
        assert reload
        self.seen.append((id(self), threading.get_ident()))
        self.markets = {"A/B": {"id": "AB", "info": {"raw": "row"}}}
        return self.markets

    def set_markets(self, *_: object) -> None:
        """Not asked here, as these are not either."""

    safe_currency_code = safe_market_structure = deep_extend = set_markets

    def set_markets_from_exchange(self, source: Made) -> None:
        """As ccxt does it."""
        self.markets = source.markets


async def test_markets_are_made_on_another_thread_and_handed_over_whole() -> None:
    public, other = Made(), Made()
    markets = Markets(cast("Ccxt", public), utc_now, None)
    await markets.share(cast("Ccxt", other))
    ((maker, thread),) = public.seen
    assert maker not in (id(public), id(other))
    assert thread != threading.get_ident()
    assert public.markets == other.markets == {"A/B": {"id": "AB", "info": {}}}


def test_an_error_that_is_kept_lets_go_of_where_it_came_from() -> None:
    error: Exception = ExchangeError(FailureKind.BAD_REPLY, "no reply", "")
    try:
        try:
            raise ValueError("the reply itself")
        except ValueError:
            raise error from None
    except ExchangeError:
        let_go(error)
    first = error.__context__
    assert error.__traceback__ is None
    assert first is not None
    assert first.__traceback__ is None
