"""A service in memory: documents of realistic shapes, failures and delays on demand, no pipe.

`FakeService(keys=..., inspected=...)` answers from its tables. `failures["inspect:main"] = error`
raises for one key, `failures["balances"]` for a whole method; `gates["inspect:main"]` (an Event)
holds an answer back until it is set. `calls` lists what was asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from jungletui.domain.activity import ActivityLog
from jungletui.domain.credentials import CredentialCheck, FieldCheck
from jungletui.domain.diagnosis import DiagnosedKey, Diagnoses
from jungletui.domain.documents import (
    AccountEvent,
    Balances,
    Created,
    Diagnostics,
    DoctorRow,
    ExchangeInfo,
    Exchanges,
    Fills,
    Guide,
    InspectedKey,
    Inspection,
    KeyList,
    KeyShown,
    Orders,
    Removed,
    VaultState,
    Verdict,
)
from jungletui.domain.failures import JungleError, UsageError
from jungletui.domain.keys import KeyProfile, KeySummary
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.domain.secret import Secret
from jungletui.domain.slot_documents import (
    PassphraseChanged,
    SlotAdded,
    SlotKind,
    SlotRemoved,
    SlotRow,
    VaultSlots,
)
from tests.tui.exchange_samples import FIELDS, sample_exchanges
from tests.tui.frozen import NOW
from tests.tui.key_answers import KeyAnswers
from tests.tui.key_samples import inspected, key, sample_keys
from tests.tui.money_samples import sample_balances, sample_fills, sample_orders
from tests.tui.vault_samples import sample_log, sample_slots


@dataclass
class FakeService(KeyAnswers):
    """Implements `jungletui.domain.interface.Service` from tables."""

    keys: tuple[KeySummary, ...] = ()
    reports: tuple[InspectedKey, ...] = ()
    state: VaultState = field(
        default_factory=lambda: VaultState(True, True, "vault.cxv", generation=3)
    )
    balance_document: Balances = field(default_factory=sample_balances)
    order_document: Orders = field(default_factory=sample_orders)
    fill_document: Fills = field(default_factory=sample_fills)
    exchange_rows: tuple[ExchangeInfo, ...] = field(default_factory=sample_exchanges)
    diagnoses: tuple[DiagnosedKey, ...] = ()
    slot_document: VaultSlots = field(default_factory=sample_slots)
    log_document: ActivityLog = field(default_factory=sample_log)
    events: tuple[AccountEvent, ...] = ()
    position_events: tuple[AccountEvent, ...] = ()
    verdict_reasons: tuple[str, ...] = ()
    failures: dict[str, JungleError] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    @classmethod
    def sample(cls) -> FakeService:
        """Six keys with their reports."""
        keys, reports = sample_keys()
        return cls(keys, reports)

    async def _answer(self, method: str, name: str = "") -> None:
        call = f"{method}:{name}" if name else method
        self.calls.append(call)
        for label in (method, call):
            if label in self.gates:
                await self.gates[label].wait()
            if label in self.failures:
                raise self.failures[label]

    async def vault_state(self) -> VaultState:
        await self._answer("vault_state")
        return self.state

    async def create_vault(self, new: NewPassphrase = NewPassphrase.OFFERED) -> Created:
        await self._answer("create_vault")
        self.state = replace(self.state, exists=True, unlocked=True)
        return Created(self.state.path, "0000-0000-0000-0000")

    async def unlock(self) -> VaultState:
        await self._answer("unlock")
        self.state = replace(self.state, unlocked=True)
        return self.state

    async def lock(self) -> VaultState:
        await self._answer("lock")
        self.state = replace(self.state, unlocked=False)
        return self.state

    async def keys_list(self) -> KeyList:
        await self._answer("keys_list")
        return KeyList(NOW, self.keys)

    async def keys_show(self, name: str) -> KeyShown:
        await self._answer("keys_show", name)
        summary = self._key(name)
        page = f"https://{summary.exchange}.example/api-management"
        return KeyShown(summary, ("apiKey", "secret"), page)

    async def keys_check(self, exchange: str, credential: Mapping[str, Secret]) -> CredentialCheck:
        await self._answer("keys_check", exchange)
        wanted = next((e.fields for e in self.exchange_rows if e.id == exchange), FIELDS)
        missing = [f.name for f in wanted if f.required and not credential.get(f.name)]
        checks = tuple(
            FieldCheck(name, "ok", len(text), "looks right") for name, text in credential.items()
        )
        return CredentialCheck(not missing, checks, f"missing: {missing[0]}" if missing else "")

    async def keys_verify(self, profile: KeyProfile, credential: Mapping[str, Secret]) -> Verdict:
        await self._answer("keys_verify", profile.name)
        check = await self.keys_check(profile.exchange, credential)
        report = inspected(key(profile.name, profile.exchange, profile.environment))
        return Verdict(report, check, not self.verdict_reasons, self.verdict_reasons, False)

    async def keys_add(
        self, profile: KeyProfile, credential: Mapping[str, Secret], verify: bool
    ) -> Verdict:
        await self._answer("keys_add", profile.name)
        verdict = await self.keys_verify(profile, credential)
        added = key(profile.name, profile.exchange, profile.environment)
        self.keys = (*self.keys, added)
        self.reports = (*self.reports, inspected(added))
        return replace(verdict, saved=True)

    async def keys_remove(self, name: str) -> Removed:
        await self._answer("keys_remove", name)
        gone = self._key(name)
        self.keys = tuple(k for k in self.keys if k.name != name)
        return Removed(name, f"https://{gone.exchange}.example/api-management")

    async def activity_log(self) -> ActivityLog:
        await self._answer("activity_log")
        return self.log_document

    async def vault_slots(self) -> VaultSlots:
        await self._answer("vault_slots")
        return self.slot_document

    async def vault_add_slot(
        self,
        kind: SlotKind,
        file: str | None,
        key: str | None,
        new: NewPassphrase = NewPassphrase.OFFERED,
    ) -> SlotAdded:
        await self._answer("vault_add_slot", f"{kind.value},{file},{key}")
        row = SlotRow("77" * 16, kind, "")
        document = self.slot_document
        self.slot_document = replace(document, slots=(*document.slots, row), warnings=())
        return SlotAdded(row, ("any program of this session can read it",))

    async def vault_remove_slot(self, slot: str, give_up: bool) -> SlotRemoved:
        assert not give_up, "a person is asked"
        await self._answer("vault_remove_slot", slot)
        rows = self.slot_document.slots
        gone = next(row for row in rows if row.slot_id == slot)
        lost = tuple(r for r in rows if r is not gone and r.kind is SlotKind.RECOVERY_CODE)
        left = tuple(row for row in rows if row is not gone and row not in lost)
        self.slot_document = replace(self.slot_document, slots=left)
        return SlotRemoved(gone, lost, ("backups from before still open with it",))

    async def vault_passphrase(
        self, renew: bool, new: NewPassphrase = NewPassphrase.OFFERED
    ) -> PassphraseChanged:
        await self._answer("vault_passphrase", str(renew))
        return PassphraseChanged((), ("the master key is the same",))

    async def inspect(self, names: tuple[str, ...]) -> Inspection:
        wanted = names or tuple(k.name for k in self.keys)
        for name in wanted:
            await self._answer("inspect", name)
        return Inspection(NOW, tuple(r for r in self.reports if r.name in wanted))

    async def diagnose(self, names: tuple[str, ...]) -> Diagnoses:
        wanted = names or tuple(k.name for k in self.keys)
        for name in wanted:
            await self._answer("diagnose", name)
        return Diagnoses(tuple(d for d in self.diagnoses if d.name in wanted))

    async def balances(self, names: tuple[str, ...], quote: str) -> Balances:
        await self._answer("balances", ",".join(names))
        document = self.balance_document
        rows = tuple(r for r in document.rows if not names or r.key in names)
        return replace(document, rows=rows, quote=quote or document.quote)

    async def orders(
        self, names: tuple[str, ...], state: str, symbol: str | None, since: datetime | None
    ) -> Orders:
        await self._answer("orders", ",".join(names))
        rows = tuple(
            r
            for r in self.order_document.rows
            if (not names or r.key in names) and state in ("all", r.status)
        )
        return replace(self.order_document, rows=rows)

    async def fills(
        self, names: tuple[str, ...], symbol: str | None, since: datetime | None
    ) -> Fills:
        await self._answer("fills", ",".join(names))
        return self.fill_document

    async def watch(self, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
        await self._answer("watch", ",".join(names))
        for event in self.events:
            yield event

    async def watch_positions(self, names: tuple[str, ...]) -> AsyncIterator[AccountEvent]:
        await self._answer("watch_positions", ",".join(names))
        for event in self.position_events:
            yield event
        await asyncio.Event().wait()

    async def exchanges(self, exchange: str | None) -> Exchanges:
        await self._answer("exchanges", exchange or "")
        rows = tuple(e for e in self.exchange_rows if exchange in (None, e.id))
        return Exchanges(rows)

    async def guide(self, exchange: str) -> Guide:
        await self._answer("guide", exchange)
        return Guide(exchange, f"# {exchange}\n\n1. Open API Management.\n2. Create a key.\n")

    async def doctor(self) -> Diagnostics:
        await self._answer("doctor")
        return Diagnostics(NOW, (DoctorRow("clock", "ok", "0.1 s off", ""),))

    def _key(self, name: str) -> KeySummary:
        for summary in self.keys:
            if summary.name == name:
                return summary
        message = f"There is no key {name!r}."
        raise UsageError(message, "Ask for the names with `jungletui keys list`.")
