"""What the process holds: its files, where the passphrase comes from, the open vault."""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jungletui.domain.failures import JungleError, LockedError
from jungletui.domain.routes import DIRECT, Family, Route
from jungletui.domain.times import Clock, utc_now
from jungletui.service.config import Config
from jungletui.service.files import Files
from jungletui.service.idle import Presence

if TYPE_CHECKING:
    from datetime import datetime

    from jungletui.domain.keys import Key, KeyProfile
    from jungletui.domain.surroundings import LastUse
    from jungletui.exchanges.house import House
    from jungletui.exchanges.session import Session
    from jungletui.service.hub import Hub
    from jungletui.service.seen import Account, Seen
    from jungletui.vault.content import Anchor
    from jungletui.vault.sources import PassphraseSources
    from jungletui.vault.store import Vault


@dataclass(slots=True)
class State:
    """The one thing that changes while the process lives. `demo_fd` tells the demo's keys;
    `terminal_fd` is a terminal that a client lent, to ask its person on; `lockless` says that files
    are written also where the file system has no locks;
    `anchor` is the last record of the activity log that this process wrote, `log_notices` why it
    could not write one; `inspected` is the newest inspection of each key by fingerprint, `looked`
    what accounts showed, and when they were looked at; `fault` is why the process is of no use (an
    unreadable configuration): whatever needs the vault answers it."""

    files: Files
    sources: PassphraseSources
    config: Config = field(default_factory=Config)
    vault: Vault | None = None
    demo_fd: int | None = None
    demo_endpoints: Mapping[str, str] = field(default_factory=dict)
    terminal_fd: int | None = None
    debug: bool = False
    lockless: bool = False
    fault: JungleError | None = None
    clock: Clock = utc_now
    presence: Presence = field(default_factory=Presence)
    opening: threading.Lock = field(default_factory=threading.Lock)
    anchor: Anchor | None = None
    log_notices: tuple[str, ...] = ()
    inspected: dict[str, Seen] = field(default_factory=dict)
    looked: dict[Account, tuple[datetime, LastUse | str]] = field(default_factory=dict)
    early: threading.Thread | None = None
    early_error: JungleError | None = None
    hub: Hub | None = None
    positions_hub: Hub | None = None
    _house: House | None = None

    @property
    def demo(self) -> bool:
        """Whether the keys are the sandbox's."""
        return self.demo_fd is not None

    async def session(self, key: Key) -> Session:
        """The session of `key`. Raises ExchangeError where it cannot be used there, UsageError
        where the demo would leave this host."""
        house = await self.house()
        if self.demo:
            from jungletui.service.demo import in_sandbox  # noqa: PLC0415

            key = replace(key, profile=in_sandbox(key.profile, self.demo_endpoints))
        return await house.session(key)

    async def house(self) -> House:
        """All exchanges; the first time it loads what talks to them, beside the event loop."""
        if self._house is None:
            import asyncio  # noqa: PLC0415  whoever awaits has it, `keys list` does without

            module = await asyncio.to_thread(_load_house)
            cache = None if self.demo else self.files.cache
            if self._house is None:
                self._house = module.House(self.clock, cache, self.route)
        return self._house

    def route(self, profile: KeyProfile) -> Route:
        """By which way the requests of a key leave: its own, else its exchange's in the
        configuration. The demo stays on this host."""
        if self.demo:
            return DIRECT
        if profile.proxy is not None or profile.family is not Family.ANY:
            return Route(profile.proxy, profile.family)
        return self.config.routes.get(profile.exchange, DIRECT)

    async def close(self) -> None:
        """Close the connections to the exchanges."""
        if self._house is not None:
            await self._house.close()


def _load_house() -> Any:
    from jungletui.exchanges.lean import import_aiohttp  # noqa: PLC0415  first of its kind

    import_aiohttp()
    return importlib.import_module("jungletui.exchanges.house")


def opened(state: State) -> Vault:
    """The open vault. LockedError where it is not: `unlock` opens it."""
    if state.fault is not None:
        raise state.fault
    if state.vault is None and state.demo_fd is not None:
        _open_demo(state, state.demo_fd)
    if state.vault is None:
        raise locked(state)
    return state.vault


def _open_demo(state: State, descriptor: int) -> None:
    """Wait for the sandbox: not before its keys are needed, so that the console draws at once."""
    from jungletui.service.demo import demo_vault  # noqa: PLC0415

    with state.opening:
        if state.vault is None:
            try:
                state.vault, state.demo_endpoints = demo_vault(descriptor, state.clock)
            except JungleError as error:
                state.fault = error
                raise


def locked(state: State) -> LockedError:
    """Why nothing can be read: the vault is locked, or there is none."""
    if os.path.lexists(state.files.vault):
        return LockedError("The vault is locked.", "Unlock it with its passphrase.")
    return LockedError(f"There is no vault at {state.files.vault}.", "`jungletui init` makes one.")
