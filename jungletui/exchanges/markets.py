"""The markets of one exchange: fetched once, shared by all its keys, kept on disk; after a day they
are fetched anew in the background, and nobody waits."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from jungletui.domain.times import Clock, to_milliseconds
from jungletui.exchanges import large
from jungletui.exchanges.beside import beside
from jungletui.exchanges.collector import to_stay
from jungletui.exchanges.flight import Flight
from jungletui.exchanges.loader import ccxt_version
from jungletui.exchanges.protocol import Ccxt
from jungletui.exchanges.restoring import restore

LIFE = timedelta(days=1)
OLDEST = timedelta(days=7)
"""So old may they be to begin with, while newer ones are fetched."""
AGAIN = timedelta(minutes=10)
"""After an attempt to fetch newer ones that failed."""
HELPERS = "marketHelperProps"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A file for the markets of one exchange, environment and endpoint. Public data only."""

    path: Path

    def read(self, now: datetime, life: timedelta = LIFE) -> Mapping[str, object] | None:
        """What was kept; None where there is nothing, or it is older than `life`, corrupt or of
        another ccxt."""
        try:
            found = large.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or found.get("ccxt") != ccxt_version():
            return None
        kept_at, markets = found.get("at"), found.get("markets")
        if not isinstance(kept_at, int) or not isinstance(markets, dict) or not markets:
            return None
        age = to_milliseconds(now) - kept_at
        return found if 0 <= age <= life / timedelta(milliseconds=1) else None

    def write(self, content: Mapping[str, object]) -> None:
        """Keep `content`: all of it or nothing. A disk that does not take it is no failure."""
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.writelines(large.dumps(content))
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
        self._renewing: asyncio.Task[None] | None = None
        self._tried: datetime | None = None

    async def share(self, made: Ccxt) -> None:
        """Give `made` the markets; old ones while newer ones are fetched in the background. Raises
        ExchangeError where there are none."""
        if self._loaded_at is None:
            await self._flight.join()
        self._renew()
        if made is not self._public:
            made.set_markets_from_exchange(self._public)

    def _renew(self) -> None:
        """Have them fetched anew where they are old."""
        now = self._clock()
        if self._loaded_at is None or now - self._loaded_at <= LIFE:
            return
        resting = self._tried is not None and timedelta(0) <= now - self._tried < AGAIN
        if not resting:
            self._tried = now
            self._renewing = asyncio.create_task(self._renewed())

    async def _renewed(self) -> None:
        """What fails here is nobody's failure: the old ones are better than none."""
        await asyncio.gather(self._flight.join(), return_exceptions=True)

    @property
    def _oldest(self) -> timedelta:
        return OLDEST if self._loaded_at is None else LIFE

    async def _fill(self) -> None:
        if self._taken():
            return
        await self._fetch()
        self._stock.holder, self._stock.loaded_at = self._public, self._loaded_at

    def _taken(self) -> bool:
        """Whether markets were there already, fetched by another route."""
        holder, loaded_at = self._stock.holder, self._stock.loaded_at
        if holder is None or loaded_at is None or self._clock() - loaded_at > self._oldest:
            return False
        if holder is not self._public:
            self._public.set_markets_from_exchange(holder)
        self._loaded_at = loaded_at
        return True

    async def _fetch(self) -> None:
        """An object of its own takes them, so that nobody sees half of them."""
        made = copy(self._public)
        with to_stay():
            kept = None
            if self._shelf is not None:
                kept = await asyncio.to_thread(self._shelf.read, self._clock(), self._oldest)
            await beside(lambda: _filled(made, kept))
        self._public.set_markets_from_exchange(made)
        self._loaded_at = self._clock()
        at = None if kept is None else kept["at"]
        if isinstance(at, int):
            self._loaded_at -= timedelta(milliseconds=to_milliseconds(self._clock()) - at)
        if self._shelf is not None and kept is None:
            await asyncio.to_thread(self._shelf.write, self._content())

    def _content(self) -> dict[str, object]:
        return {
            "ccxt": ccxt_version(),
            "at": to_milliseconds(self._clock()),
            "markets": self._public.markets,
            "currencies": self._public.currencies,
            "helpers": _helpers(self._public),
        }

    async def close(self) -> None:
        """Stop a load under way."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        await self._flight.close()


async def _filled(made: Ccxt, kept: Mapping[str, object] | None) -> None:
    """Give `made` the markets that were kept, or those that the exchange lists now."""
    if kept is not None:
        restore(made, cast("Any", kept["markets"]), cast("Any", kept.get("currencies")))
        helpers = kept.get("helpers")
        made.options.update(helpers if isinstance(helpers, dict) else {})
        return
    await made.load_markets_helper(True)
    for table in (made.markets, made.markets_by_id, made.currencies, _helpers(made)):
        _forget_raw(table)


def _helpers(made: Ccxt) -> dict[str, object]:
    """ccxt's further indexes of markets, such as Kraken's by alternative name."""
    names = made.options.get(HELPERS)
    listed = names if isinstance(names, list) else []
    return {name: made.options.get(name) for name in listed}


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
