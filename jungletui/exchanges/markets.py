"""The markets of one exchange: fetched once, shared by all its keys, kept on disk for a day."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jungletui.domain.failures import ExchangeError
from jungletui.domain.times import Clock, to_milliseconds
from jungletui.exchanges.flight import Flight
from jungletui.exchanges.loader import ccxt_version
from jungletui.exchanges.protocol import Ccxt

LIFE = timedelta(days=1)
HELPERS = "marketHelperProps"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A file for the markets of one exchange, environment and endpoint. Public data only."""

    path: Path

    def read(self, now: datetime) -> Mapping[str, object] | None:
        """What was kept; None where there is nothing, or it is old, corrupt or of another ccxt."""
        try:
            found = json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or found.get("ccxt") != ccxt_version():
            return None
        kept_at, markets = found.get("at"), found.get("markets")
        if not isinstance(kept_at, int) or not isinstance(markets, dict) or not markets:
            return None
        age = to_milliseconds(now) - kept_at
        return found if 0 <= age <= LIFE / timedelta(milliseconds=1) else None

    def write(self, content: Mapping[str, object]) -> None:
        """Keep `content`: all of it or nothing. A disk that does not take it is no failure."""
        text = json.dumps(content, separators=(",", ":"))
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(name).replace(self.path)
            except OSError:
                Path(name).unlink(missing_ok=True)


@dataclass(slots=True)
class Stock:
    """The markets of one exchange, environment and endpoint, whichever route fetched them: the
    object that has them, and since when."""

    holder: Ccxt | None = None
    loaded_at: datetime | None = None


class Markets:
    """Markets of one world, on the ccxt object `public`, which has no credential."""

    def __init__(
        self, public: Ccxt, clock: Clock, shelf: Shelf | None, stock: Stock | None = None
    ) -> None:
        self._public = public
        self._clock = clock
        self._shelf = shelf
        self._stock = stock or Stock()
        self._flight = Flight(self._fill)
        self._loaded_at: datetime | None = None

    async def share(self, made: Ccxt) -> None:
        """Give `made` the markets, fetching them where that was not done today. Raises
        ExchangeError; stale markets are better than none."""
        if self._loaded_at is None or self._clock() - self._loaded_at > LIFE:
            try:
                await self._flight.join()
            except ExchangeError:
                if self._loaded_at is None:
                    raise
        if made is not self._public:
            made.set_markets_from_exchange(self._public)

    async def _fill(self) -> None:
        if self._taken():
            return
        await self._fetch()
        self._stock.holder, self._stock.loaded_at = self._public, self._loaded_at

    def _taken(self) -> bool:
        """Whether today's markets were there already, fetched by another route."""
        holder, loaded_at = self._stock.holder, self._stock.loaded_at
        if holder is None or loaded_at is None or self._clock() - loaded_at > LIFE:
            return False
        if holder is not self._public:
            self._public.set_markets_from_exchange(holder)
        self._loaded_at = loaded_at
        return True

    async def _fetch(self) -> None:
        kept = await asyncio.to_thread(self._shelf.read, self._clock()) if self._shelf else None
        if kept is not None:
            self._restore(kept)
            return
        await self._public.load_markets_helper(True)
        self._loaded_at = self._clock()
        public = self._public
        for table in (public.markets, public.markets_by_id, public.currencies, self._helpers()):
            _forget_raw(table)
        if self._shelf is not None:
            await asyncio.to_thread(self._shelf.write, self._content())

    def _restore(self, kept: Mapping[str, object]) -> None:
        self._public.set_markets(kept["markets"], kept.get("currencies"))
        helpers = kept.get("helpers")
        if isinstance(helpers, dict):
            self._public.options.update(helpers)
        at = kept["at"]
        age = to_milliseconds(self._clock()) - at if isinstance(at, int) else 0
        self._loaded_at = self._clock() - timedelta(milliseconds=age)

    def _helpers(self) -> dict[str, object]:
        """ccxt's further indexes of markets, such as Kraken's by alternative name."""
        names = self._public.options.get(HELPERS)
        listed = names if isinstance(names, list) else []
        return {name: self._public.options.get(name) for name in listed}

    def _content(self) -> dict[str, object]:
        return {
            "ccxt": ccxt_version(),
            "at": to_milliseconds(self._clock()),
            "markets": self._public.markets,
            "currencies": self._public.currencies,
            "helpers": self._helpers(),
        }

    async def close(self) -> None:
        """Stop a load under way."""
        await self._flight.close()


def _forget_raw(table: object) -> None:
    """Drop each market's raw reply: nothing that reads needs it, and it is most of the memory."""
    if isinstance(table, list):
        for row in table:
            _forget_raw(row)
    elif isinstance(table, dict):
        if "info" in table:
            table["info"] = {}
            return
        for row in table.values():
            _forget_raw(row)
