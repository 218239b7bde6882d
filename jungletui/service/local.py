"""The `Service` of this process: every method bound to the use case that does it."""
# ruff: noqa: D102  the interface documents its methods

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from jungletui.domain.audit import Audit
from jungletui.domain.credentials import CredentialCheck
from jungletui.domain.diagnosis import Diagnoses
from jungletui.domain.documents import (
    AccountEvent,
    ActivityLog,
    Balances,
    Created,
    Diagnostics,
    Edited,
    Exchanges,
    Fills,
    Guide,
    Inspection,
    KeyList,
    KeyShown,
    Orders,
    Removed,
    Revealed,
    VaultState,
    Verdict,
)
from jungletui.domain.keys import KeyProfile, ProfileChanges
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.domain.reading_documents import Executions, Movements, OneOrder, Positions
from jungletui.domain.secret import Secret
from jungletui.domain.slot_documents import (
    PassphraseChanged,
    SlotAdded,
    SlotKind,
    SlotRemoved,
    VaultCheck,
    VaultCopied,
    VaultRestored,
    VaultSlots,
    VaultStrengthened,
)
from jungletui.domain.statements import Accepted, AttestationForm, Attested, Statement
from jungletui.service import (
    activity,
    guiding,
    keys,
    reading,
    revealing,
    slots,
    unlocking,
    vault_care,
    watching,
    watching_positions,
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

    async def create_vault(self, new: NewPassphrase = NewPassphrase.OFFERED) -> Created:
        return await asyncio.to_thread(unlocking.create_vault, self._state, new)

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
        from jungletui.service import adding  # noqa: PLC0415  an idle agent does without

        return await adding.keys_verify(self._state, profile, credential)

    async def keys_add(
        self, profile: KeyProfile, credential: Mapping[str, Secret], verify: bool
    ) -> Verdict:
        from jungletui.service import adding  # noqa: PLC0415

        return await adding.keys_add(self._state, profile, credential, verify)

    async def keys_edit(self, name: str, changes: ProfileChanges) -> Edited:
        from jungletui.service import editing  # noqa: PLC0415

        return await asyncio.to_thread(editing.keys_edit, self._state, name, changes)

    async def keys_renew(
        self, name: str, credential: Mapping[str, Secret], verify: bool
    ) -> Verdict:
        from jungletui.service import renewing  # noqa: PLC0415

        return await renewing.keys_renew(self._state, name, credential, verify)

    async def keys_remove(self, name: str) -> Removed:
        return await asyncio.to_thread(keys.keys_remove, self._state, name)

    async def keys_reveal(self, name: str) -> Revealed:
        return await asyncio.to_thread(revealing.keys_reveal, self._state, name)

    async def keys_attest_form(self, name: str) -> AttestationForm:
        from jungletui.service import attest_form  # noqa: PLC0415

        return await attest_form.keys_attest_form(self._state, name)

    async def keys_attest(self, name: str, statement: Statement | None) -> Attested:
        from jungletui.service import attesting  # noqa: PLC0415

        return await asyncio.to_thread(attesting.keys_attest, self._state, name, statement)

    async def keys_accept(self, names: tuple[str, ...], at: datetime) -> Accepted:
        from jungletui.service import accepting  # noqa: PLC0415

        return await asyncio.to_thread(accepting.keys_accept, self._state, names, at)

    async def activity_log(self) -> ActivityLog:
        return await asyncio.to_thread(activity.activity_log, self._state)

    async def vault_slots(self) -> VaultSlots:
        return await asyncio.to_thread(slots.vault_slots, self._state)

    async def vault_add_slot(
        self,
        kind: SlotKind,
        file: str | None,
        key: str | None,
        new: NewPassphrase = NewPassphrase.OFFERED,
    ) -> SlotAdded:
        return await asyncio.to_thread(slots.vault_add_slot, self._state, kind, file, key, new)

    async def vault_remove_slot(self, slot: str, give_up: bool) -> SlotRemoved:
        return await asyncio.to_thread(slots.vault_remove_slot, self._state, slot, give_up)

    async def vault_passphrase(
        self, renew: bool, new: NewPassphrase = NewPassphrase.OFFERED
    ) -> PassphraseChanged:
        return await asyncio.to_thread(slots.vault_passphrase, self._state, renew, new)

    async def vault_strengthen(self, allow_weak_kdf: bool, give_up: bool) -> VaultStrengthened:
        from jungletui.service import weak_slots  # noqa: PLC0415

        return await asyncio.to_thread(
            weak_slots.vault_strengthen, self._state, allow_weak_kdf, give_up
        )

    async def vault_check(self, fix_perms: bool) -> VaultCheck:
        return await asyncio.to_thread(vault_care.vault_check, self._state, fix_perms)

    async def vault_backup(self, path: str) -> VaultCopied:
        return await asyncio.to_thread(vault_care.vault_backup, self._state, path)

    async def vault_restore(self, path: str, accept_rollback: bool) -> VaultRestored:
        return await asyncio.to_thread(vault_care.vault_restore, self._state, path, accept_rollback)

    async def inspect(self, names: tuple[str, ...]) -> Inspection:
        from jungletui.service import inspecting  # noqa: PLC0415

        return await inspecting.inspect(self._state, names)

    async def audit(self, names: tuple[str, ...]) -> Audit:
        from jungletui.service import auditing  # noqa: PLC0415

        return await auditing.audit(self._state, names)

    async def inspect_use(self, names: tuple[str, ...]) -> Inspection:
        from jungletui.service import inspecting  # noqa: PLC0415

        return await inspecting.inspect(self._state, names, deep=True)

    async def diagnose(self, names: tuple[str, ...]) -> Diagnoses:
        from jungletui.service import diagnosing  # noqa: PLC0415

        return await diagnosing.diagnose(self._state, names)

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

    async def positions(self, names: tuple[str, ...]) -> Positions:
        from jungletui.service import holdings  # noqa: PLC0415

        return await holdings.positions(self._state, names)

    async def movements(
        self, names: tuple[str, ...], kind: str, asset: str | None, since: datetime | None
    ) -> Movements:
        from jungletui.service import holdings  # noqa: PLC0415

        return await holdings.movements(self._state, names, kind, asset, since)

    async def order(self, name: str, id: str, symbol: str | None) -> OneOrder:
        from jungletui.service import executing  # noqa: PLC0415

        return await executing.order(self._state, name, id, symbol)

    async def executions(
        self,
        names: tuple[str, ...],
        symbol: str | None,
        since: datetime | None,
        slippage: bool,
    ) -> Executions:
        from jungletui.service import executing  # noqa: PLC0415

        return await executing.executions(self._state, names, symbol, since, slippage)

    def watch(self, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
        return watching.watch(self._state, names, quote)

    def watch_positions(self, names: tuple[str, ...]) -> AsyncIterator[AccountEvent]:
        return watching_positions.watch_positions(self._state, names)

    async def exchanges(self, exchange: str | None) -> Exchanges:
        from jungletui.service import exchange_facts  # noqa: PLC0415

        return await asyncio.to_thread(exchange_facts.exchanges, exchange)

    async def guide(self, exchange: str) -> Guide:
        return guiding.guide(self._state, exchange)

    async def doctor(self) -> Diagnostics:
        from jungletui.service import diagnostics  # noqa: PLC0415

        return await diagnostics.doctor(self._state)


if TYPE_CHECKING:
    _keeps_the_interface: type[Service] = LocalService
