"""The markets of one exchange: fetched once, shared by all its keys, kept on disk; after a day they
are fetched anew in the background, and nobody waits."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import zlib
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from jungletui.domain.times import Clock, from_milliseconds, to_milliseconds
from jungletui.exchanges.beside import beside
from jungletui.exchanges.collector import to_stay
from jungletui.exchanges.completing import completing
from jungletui.exchanges.flight import Flight
from jungletui.exchanges.loader import ccxt_version
from jungletui.exchanges.protocol import Ccxt
from jungletui.exchanges.restoring import Kept, pack, restore

LIFE = timedelta(days=1)
OLDEST = timedelta(days=7)
"""So old may they be to begin with, while newer ones are fetched."""
AGAIN = timedelta(minutes=10)
"""After an attempt to fetch newer ones that failed."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A file for the markets of one exchange, environment and endpoint. Public data only."""

    path: Path

    def read(self, now: datetime, life: timedelta = LIFE) -> Kept | None:
        """What was kept; None where there is nothing, or it is older than `life`, damaged or of
        another ccxt."""
        try:
            sum_, _, text = self.path.read_bytes().partition(b"\n")
            if sum_ != _sum(text):
                return None
            found = msgspec.json.decode(text, type=Kept)
        except (OSError, msgspec.MsgspecError):
            return None
        if found.ccxt != ccxt_version() or not found.markets:
            return None
        age = to_milliseconds(now) - found.at
        return found if 0 <= age <= life / timedelta(milliseconds=1) else None

    def write(self, kept: Kept) -> None:
        """Keep it: all of it or nothing. A disk that does not take it is no failure."""
        text = msgspec.json.encode(kept)
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.writelines((_sum(text), b"\n", text))
                Path(name).replace(self.path)
            except OSError:
                Path(name).unlink(missing_ok=True)


def _sum(text: bytes) -> bytes:
    """Rows are read long after the file was: no damage may be left for then."""
    return b"%08x" % zlib.crc32(text)


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
        shelf, now, new = self._shelf, self._clock(), None
        with to_stay():
            kept = await asyncio.to_thread(shelf.read, now, self._oldest) if shelf else None
            if kept is None:
                kept = new = await beside(lambda: _loaded(made, self._clock))
            await asyncio.to_thread(restore, made, kept)
        self._public.set_markets_from_exchange(made)
        self._loaded_at = from_milliseconds(kept.at)
        if shelf is not None and new is not None:
            await asyncio.to_thread(shelf.write, new)

    async def close(self) -> None:
        """Stop a load under way."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        await self._flight.close()


async def _loaded(made: Ccxt, clock: Clock) -> Kept:
    """What the exchange lists now."""
    with completing(made):
        await made.load_markets_helper(True)
    return pack(made, ccxt_version(), to_milliseconds(clock()))
