"""Sessions that answer from a table, for use cases that need no exchange."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jungletui.domain.accounts import FillRow, NotRead, OrderRow
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.accounts import Told
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

UNREAD = ExchangeError(FailureKind.NOT_SUPPORTED, "not read yet", "Look there.")
ADDED = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
NOW = datetime.fromisoformat("2026-06-01T00:00:00+00:00")


@dataclass
class FakeAccount:
    """What the exchange answers one key: a reply to each call, and its history."""

    replies: Mapping[str, Json] = field(default_factory=dict)
    fills: tuple[FillRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    gaps: tuple[NotRead, ...] = ()
    act: tuple[datetime, str] | ExchangeError | None = UNREAD
    fails: ExchangeError | None = None
    account: str | None = None
    hangs: bool = False
    looked: list[datetime | None] = field(default_factory=list)


@dataclass
class FakeSession:
    account: FakeAccount

    async def call(self, method: str, params: Mapping[str, Json]) -> Json:
        del params
        if method not in self.account.replies:
            raise ExchangeError(FailureKind.UNREACHABLE, "nobody there", "Try again.")
        return self.account.replies[method]

    async def balances(self) -> object:
        raise self.account.fails or UNREAD

    async def ask_account(self) -> Told:
        return Told(self.account.account)

    async def orders(self, state: str, symbol: str | None, since: datetime | None) -> object:
        assert (state, symbol) == ("all", None)
        assert self.account.looked[-1] == since
        return self.account.orders, self.account.gaps

    async def fills(self, symbol: str | None, since: datetime | None) -> object:
        assert symbol is None
        self.account.looked.append(since)
        if self.account.fails:
            raise self.account.fails
        if self.account.hangs:
            await asyncio.Event().wait()
        return self.account.fills, ()

    async def newest_act(self, since: datetime) -> object:
        assert self.account.looked[-1] == since
        if isinstance(self.account.act, ExchangeError):
            raise self.account.act
        return self.account.act


@dataclass
class FakeHouse:
    accounts: Mapping[str, FakeAccount]

    async def session(self, key: Key) -> FakeSession:
        return FakeSession(self.accounts.get(key.name) or FakeAccount())

    async def close(self) -> None:
        pass


def key_of(name: str, exchange: str, public_id: str = "", **chosen: object) -> Key:
    """A key whose id is its name where none is given."""
    credential = {"apiKey": Secret(public_id or name), "secret": Secret(f"secret of {name}")}
    profile = KeyProfile(name, exchange, Environment.LIVE, **chosen)  # type: ignore[arg-type]
    return Key(profile, credential, ADDED)


def state_of(tmp_path: Path, keys: tuple[Key, ...], accounts: Mapping[str, FakeAccount]) -> State:
    """An open vault in memory, and nobody but `accounts` to talk to."""
    vault = MemoryVault(Content(b"f" * 32, keys))
    sources = PassphraseSources(None, None, None, {}, tty=False)
    state = State(find_files(tmp_path, {}), sources, vault=vault, clock=lambda: NOW)
    state._house = FakeHouse(accounts)  # type: ignore[assignment]
    return state
