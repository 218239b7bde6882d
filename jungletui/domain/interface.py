"""The one interface between a client and the service: adding a method is adding it here.

A method's name is its name on the pipe, its parameters are the JSON-RPC parameters by name, and
what it returns is the document that `--json` prints. A method that returns an iterator streams
notifications until the client cancels it. Every method may raise a `JungleError`.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, get_args, get_origin, get_type_hints

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


class Service(Protocol):
    """What a client can ask. Names of keys: an empty tuple means all keys."""

    async def vault_state(self) -> VaultState:
        """Whether a vault exists and is open."""
        ...

    async def create_vault(self, new: NewPassphrase = NewPassphrase.OFFERED) -> Created:
        """Make a vault; the new passphrase comes from the first source that the process was
        given, else is asked for on its terminal, where random words are offered: see `new`."""
        ...

    async def unlock(self) -> VaultState:
        """Open the vault with the passphrase of the first source that has one."""
        ...

    async def lock(self) -> VaultState:
        """Forget everything: the service process ends after its answer."""
        ...

    async def keys_list(self) -> KeyList:
        """Every key of the vault, without anything secret."""
        ...

    async def keys_show(self, name: str) -> KeyShown:
        """One key, without anything secret."""
        ...

    async def keys_check(self, exchange: str, credential: Mapping[str, Secret]) -> CredentialCheck:
        """Whether the pasted fields look as they do on that exchange; nothing is sent."""
        ...

    async def keys_verify(self, profile: KeyProfile, credential: Mapping[str, Secret]) -> Verdict:
        """Inspect a key live without saving it."""
        ...

    async def keys_add(
        self, profile: KeyProfile, credential: Mapping[str, Secret], verify: bool
    ) -> Verdict:
        """Save a key. With `verify`, a key that the exchange refuses or that breaks its policy is
        not saved (PolicyError)."""
        ...

    async def keys_edit(self, name: str, changes: ProfileChanges) -> Edited:
        """Change what a person chose about a key; its credential stays."""
        ...

    async def keys_renew(
        self, name: str, credential: Mapping[str, Secret], verify: bool
    ) -> Verdict:
        """Put a new credential of the same account in the place of a key's. At every moment the
        vault has one that works; one that the exchange refuses replaces nothing (PolicyError)."""
        ...

    async def keys_remove(self, name: str) -> Removed:
        """Take a key out of the vault."""
        ...

    async def keys_reveal(self, name: str) -> Revealed:
        """The whole credential of a key, after the passphrase was typed once more on the
        terminal and the activity log has it."""
        ...

    async def keys_attest_form(self, name: str) -> AttestationForm:
        """Inspect a key and say what of it only a person can look up, and where."""
        ...

    async def keys_attest(self, name: str, statement: Statement | None) -> Attested:
        """Keep what a person looked up about a key, dated now; None takes it back."""
        ...

    async def keys_accept(self, names: tuple[str, ...], at: datetime) -> Accepted:
        """Take the rights and addresses that the inspection of this moment found for the right
        ones, which later inspections are compared with."""
        ...

    async def activity_log(self) -> ActivityLog:
        """What was done to the vault on this host, verified."""
        ...

    async def vault_slots(self) -> VaultSlots:
        """What can open the vault."""
        ...

    async def vault_add_slot(
        self,
        kind: SlotKind,
        file: str | None,
        key: str | None,
        new: NewPassphrase = NewPassphrase.OFFERED,
    ) -> SlotAdded:
        """Let something else open the vault, too, after a fresh proof on the terminal; so is a new
        passphrase or recovery code."""
        ...

    async def vault_remove_slot(self, slot: str, give_up: bool) -> SlotRemoved:
        """Take a slot away and renew the master key, after a fresh proof on the terminal. Other
        slots are given up only by a person who is asked there, or with `give_up`."""
        ...

    async def vault_passphrase(
        self, renew: bool, new: NewPassphrase = NewPassphrase.OFFERED
    ) -> PassphraseChanged:
        """Another passphrase, typed on the terminal; with `renew` a new master key as well."""
        ...

    async def vault_strengthen(self, allow_weak_kdf: bool, give_up: bool) -> VaultStrengthened:
        """Give passphrase slots that are below the floor costs of today, after a fresh proof. With
        `allow_weak_kdf` alone such a vault is opened for it; `give_up` as for a removal."""
        ...

    async def vault_check(self, fix_perms: bool) -> VaultCheck:
        """Look at the vault file, its record and its backups; nothing is written. With `fix_perms`
        the modes of this user's own files are mended first."""
        ...

    async def vault_backup(self, path: str) -> VaultCopied:
        """Copy the vault to a new file."""
        ...

    async def vault_restore(self, path: str, accept_rollback: bool) -> VaultRestored:
        """Put a copy in the vault's place, once it was opened."""
        ...

    async def inspect(self, names: tuple[str, ...]) -> Inspection:
        """Permission reports."""
        ...

    async def audit(self, names: tuple[str, ...]) -> Audit:
        """Every finding of these keys, gravest first."""
        ...

    async def inspect_use(self, names: tuple[str, ...]) -> Inspection:
        """Permission reports, with signs of use from the accounts where the exchange tells none."""
        ...

    async def diagnose(self, names: tuple[str, ...]) -> Diagnoses:
        """Why each key is refused, if it is."""
        ...

    async def balances(self, names: tuple[str, ...], quote: str) -> Balances:
        """What the accounts hold, valued in `quote`."""
        ...

    async def orders(
        self, names: tuple[str, ...], state: str, symbol: str | None, since: datetime | None
    ) -> Orders:
        """Orders; `state` is `open`, `closed` or `all`."""
        ...

    async def fills(
        self, names: tuple[str, ...], symbol: str | None, since: datetime | None
    ) -> Fills:
        """Executions of orders."""
        ...

    async def positions(self, names: tuple[str, ...]) -> Positions:
        """Open positions."""
        ...

    async def movements(
        self, names: tuple[str, ...], kind: str, asset: str | None, since: datetime | None
    ) -> Movements:
        """Deposits and withdrawals; `kind` is `deposits`, `withdrawals` or `all`."""
        ...

    async def order(self, name: str, id: str, symbol: str | None) -> OneOrder:
        """One order with its fills, and what became of it."""
        ...

    async def executions(
        self,
        names: tuple[str, ...],
        symbol: str | None,
        since: datetime | None,
        slippage: bool,
    ) -> Executions:
        """What became of the orders; what does not add up; whose orders they are."""
        ...

    def watch(self, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
        """Balances and open orders of these keys, anew whenever they changed."""
        ...

    def watch_positions(self, names: tuple[str, ...]) -> AsyncIterator[AccountEvent]:
        """Open positions of these keys, anew whenever they changed."""
        ...

    async def exchanges(self, exchange: str | None) -> Exchanges:
        """What can be known and read on every exchange, or on one."""
        ...

    async def guide(self, exchange: str) -> Guide:
        """How to create, restrict and delete a key there."""
        ...

    async def doctor(self) -> Diagnostics:
        """Checks of this machine."""
        ...


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the interface: its parameters' types, what it answers, whether it streams."""

    name: str
    parameters: Mapping[str, Any]
    answer: Any
    streams: bool


def methods() -> dict[str, Method]:
    """The method table of `Service`, read from its annotations: the pipe's only schema."""
    table = {}
    for name, function in inspect.getmembers(Service, inspect.isfunction):
        if name.startswith("_"):
            continue
        hints = get_type_hints(function)
        answer = hints.pop("return")
        streams = get_origin(answer) is AsyncIterator
        table[name] = Method(name, hints, get_args(answer)[0] if streams else answer, streams)
    return table
