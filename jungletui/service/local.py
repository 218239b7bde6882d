"""The `Service` of this process: every method bound to the use case that does it."""
# ruff: noqa: D102  the interface documents its methods

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from jungletui.domain.credentials import CredentialCheck
from jungletui.domain.documents import (
    AccountEvent,
    Balances,
    Created,
    Diagnostics,
    Exchanges,
    Fills,
    Guide,
    Inspection,
    KeyList,
    KeyShown,
    Orders,
    Removed,
    VaultState,
    Verdict,
)
from jungletui.domain.keys import KeyProfile
from jungletui.domain.secret import Secret
from jungletui.service import (
    adding,
    diagnostics,
    exchange_facts,
    guiding,
    inspecting,
    keys,
    reading,
    unlocking,
    watching,
)
from jungletui.service.state import State

if TYPE_CHECKING:
    from jungletui.domain.interface import Service


class LocalService:
    """Implements `domain.interface.Service` over one `State`; what waits runs in a thread."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def vault_state(self) -> VaultState:
        return unlocking.vault_state(self._state)

    async def create_vault(self) -> Created:
        return await asyncio.to_thread(unlocking.create_vault, self._state)

    async def unlock(self) -> VaultState:
        return await asyncio.to_thread(unlocking.unlock, self._state)

    async def lock(self) -> VaultState:
        await self._state.close()
        return unlocking.lock(self._state)

    async def keys_list(self) -> KeyList:
        return keys.keys_list(self._state)

    async def keys_show(self, name: str) -> KeyShown:
        return keys.keys_show(self._state, name)

    async def keys_check(self, exchange: str, credential: Mapping[str, Secret]) -> CredentialCheck:
        return await asyncio.to_thread(keys.keys_check, self._state, exchange, credential)

    async def keys_verify(self, profile: KeyProfile, credential: Mapping[str, Secret]) -> Verdict:
        return await adding.keys_verify(self._state, profile, credential)

    async def keys_add(
        self, profile: KeyProfile, credential: Mapping[str, Secret], verify: bool
    ) -> Verdict:
        return await adding.keys_add(self._state, profile, credential, verify)

    async def keys_remove(self, name: str) -> Removed:
        return await asyncio.to_thread(keys.keys_remove, self._state, name)

    async def inspect(self, names: tuple[str, ...]) -> Inspection:
        return await inspecting.inspect(self._state, names)

    async def balances(self, names: tuple[str, ...], quote: str) -> Balances:
        return await reading.balances(self._state, names, quote)

    async def orders(
        self, names: tuple[str, ...], state: str, symbol: str | None, since: datetime | None
    ) -> Orders:
        return await reading.orders(self._state, names, state, symbol, since)

    async def fills(
        self, names: tuple[str, ...], symbol: str | None, since: datetime | None
    ) -> Fills:
        return await reading.fills(self._state, names, symbol, since)

    def watch(self, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
        return watching.watch(self._state, names, quote)

    async def exchanges(self, exchange: str | None) -> Exchanges:
        return await asyncio.to_thread(exchange_facts.exchanges, exchange)

    async def guide(self, exchange: str) -> Guide:
        return guiding.guide(self._state, exchange)

    async def doctor(self) -> Diagnostics:
        return await diagnostics.doctor(self._state)


if TYPE_CHECKING:
    _keeps_the_interface: type[Service] = LocalService
