"""A service in memory: documents of realistic shapes, failures and delays on demand, no pipe.

`FakeService(keys=..., inspected=...)` answers from its tables. `failures["inspect:main"] = error`
raises for one key, `failures["balances"]` for a whole method; `gates["inspect:main"]` (an Event)
holds an answer back until it is set. `calls` lists what was asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from jungletui.domain.accounts import BalanceRow, FillRow, KeyFailure, NotRead, OrderRow, Origin
from jungletui.domain.activity import Activity, ActivityLog, ActivityRecord
from jungletui.domain.activity import Origin as Asker
from jungletui.domain.capabilities import (
    Access,
    Capability,
    CapabilityGrant,
    Grant,
    Source,
    access_of,
    unknown_capabilities,
)
from jungletui.domain.credentials import CredentialCheck, CredentialField, FieldCheck
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
from jungletui.domain.failures import ErrorInfo, JungleError, UsageError
from jungletui.domain.findings import Finding, Severity, Status
from jungletui.domain.keys import Environment, KeyProfile, KeySummary
from jungletui.domain.reading_documents import Executions, Movements, Positions
from jungletui.domain.reports import UNKNOWN_IP, IpRestriction, RawReply
from jungletui.domain.secret import Secret
from jungletui.domain.slot_documents import (
    PassphraseChanged,
    SlotAdded,
    SlotKind,
    SlotRemoved,
    SlotRow,
    VaultSlots,
)
from tests.tui.further_answers import FurtherAnswers
from tests.tui.further_samples import NOW

Told = TypeVar("Told", Positions, Movements, Executions)


def frozen_clock() -> datetime:
    """The time in all snapshots."""
    return NOW


def key(
    name: str,
    exchange: str,
    environment: Environment = Environment.LIVE,
    *,
    holders: tuple[str, ...] = ("self",),
    tags: tuple[str, ...] = (),
    policy: str = "bot",
) -> KeySummary:
    """A key as the service lists it."""
    return KeySummary(
        name=name,
        exchange=exchange,
        environment=environment,
        endpoint=None,
        fingerprint=(name.encode().hex() + "0" * 12)[:12],
        public_id="AbCd…wXyZ",
        policy=policy,
        holders=holders,
        tags=tags,
        added_at=NOW - timedelta(days=40),
    )


def grants(**granted: str) -> dict[Capability, CapabilityGrant]:
    """All nine from short words: `read="yes"`, `withdraw="?"`; what is not named is denied."""
    words = {"yes": Grant.GRANTED, "no": Grant.DENIED, "?": Grant.UNKNOWN}
    table = {}
    for capability in Capability:
        word = granted.get(capability.value.replace(".", "_"), "no")
        evidence = {
            "yes": f"{capability.value}: true in the exchange's reply",
            "no": f"{capability.value}: false in the exchange's reply",
            "?": "the exchange has no endpoint that says so",
        }[word]
        source = Source.NONE if word == "?" else Source.REPORTED
        table[capability] = CapabilityGrant(words[word], evidence, source)
    return table


def finding(id: str, severity: Severity, title: str, status: Status = Status.FAIL) -> Finding:
    """A finding with texts of a realistic length."""
    return Finding(
        id=id,
        severity=severity,
        status=status,
        title=title,
        evidence="ipRestrict = false",
        risk="Whoever copies this key can use it from any machine in the world.",
        remedy="API Management › Edit restrictions › tick “Restrict access to trusted IPs only”.",
    )


NO_IP = finding("JT-IP-001", Severity.HIGH, "The key works from every address")
CAN_WITHDRAW = finding("JT-CAP-001", Severity.CRITICAL, "The key can withdraw funds")
EXPIRES_SOON = finding("JT-EXP-001", Severity.MEDIUM, "The key expires in 9 days")
LISTED_IP = IpRestriction(True, ("203.0.113.7", "203.0.113.8"), "ipRestrict = true")
OPEN_IP = IpRestriction(False, None, "ipRestrict = false")


def inspected(
    summary: KeySummary,
    capabilities: Mapping[Capability, CapabilityGrant] | None = None,
    *,
    ip: IpRestriction = LISTED_IP,
    findings: tuple[Finding, ...] = (),
    expires_in: timedelta | None = None,
    error: ErrorInfo | None = None,
) -> InspectedKey:
    """The report of one key."""
    told = capabilities or grants(read="yes", trade_spot="yes")
    if error is not None:
        told, ip = unknown_capabilities(error.message), UNKNOWN_IP
    return InspectedKey(
        name=summary.name,
        exchange=summary.exchange,
        environment=summary.environment,
        fingerprint=summary.fingerprint,
        access=Access.UNKNOWN if error else access_of(told),
        capabilities=told,
        ip=ip,
        created_at=None if error else NOW - timedelta(days=200),
        expires_at=NOW + expires_in if expires_in else None,
        expires_note=None,
        last_used_at=None if error else NOW - timedelta(minutes=3),
        label=None if error else f"{summary.name}-bot",
        source=Source.NONE if error else Source.REPORTED,
        inspected_at=NOW - timedelta(seconds=12),
        findings=findings,
        unrecognised=(),
        raw=()
        if error
        else (
            RawReply(
                "GET /sapi/v1/account/apiRestrictions",
                '{"ipRestrict": false, "enableReading": true, "enableWithdrawals": false}',
            ),
        ),
        error=error,
    )


REFUSED = ErrorInfo(
    "ip-not-allowed",
    "The exchange refuses the address 198.51.100.4: it is not on the key's list.",
    "Add 198.51.100.4 under API Management › Edit restrictions, or use the listed host.",
)


def sample_keys() -> tuple[tuple[KeySummary, ...], tuple[InspectedKey, ...]]:
    """Six keys, one of every kind that the screens must tell apart."""
    keys = (
        key("main", "binance", holders=("self", "freqtrade"), tags=("prod",)),
        key("grid-2", "bybit", holders=("3commas",)),
        key("tax", "okx", policy="read-only"),
        key("hot", "kucoin", holders=("hummingbot", "vps-fra")),
        key("paper", "binance", Environment.TESTNET),
        key("old-vps", "kraken"),
    )
    reports = (
        inspected(keys[0], ip=OPEN_IP, findings=(NO_IP,)),
        inspected(
            keys[1],
            grants(read="yes", trade_spot="yes", trade_derivatives="yes"),
            findings=(EXPIRES_SOON,),
            expires_in=timedelta(days=9),
        ),
        inspected(keys[2], grants(read="yes")),
        inspected(
            keys[3],
            grants(read="yes", trade_spot="yes", transfer_internal="yes", withdraw="yes"),
            ip=OPEN_IP,
            findings=(NO_IP, CAN_WITHDRAW),
        ),
        inspected(keys[4], grants(read="yes", trade_spot="yes", withdraw="?")),
        inspected(keys[5], error=REFUSED),
    )
    return keys, reports


def balance(
    key: str, exchange: str, asset: str, total: str, value: str | None, wallet: str = "spot"
) -> BalanceRow:
    """One asset in one wallet."""
    amount = Decimal(total)
    worth = None if value is None else Decimal(value)
    return BalanceRow(
        key, exchange, wallet, asset, amount, Decimal(0), amount, worth, Origin.REST, NOW
    )


def sample_balances() -> Balances:
    """Three assets of two keys; one key failed, one wallet was not read."""
    rows = (
        balance("main", "binance", "BTC", "0.51234567", "34567.89"),
        balance("main", "binance", "USDT", "1200.50", "1200.50"),
        balance("tax", "okx", "ETH", "3.2", "9876.54", "trading"),
        balance("tax", "okx", "XYZ", "1000000", None, "funding"),
    )
    return Balances(
        at=NOW,
        quote="USD",
        total=sum((row.value for row in rows if row.value is not None), Decimal(0)),
        rows=rows,
        errors=(KeyFailure("old-vps", REFUSED.kind, REFUSED.message, REFUSED.remedy),),
        not_read=(NotRead("grid-2", "earn", "bybit has no read for this wallet"),),
    )


def order(number: int, key: str, exchange: str, symbol: str, status: str = "open") -> OrderRow:
    """One limit order."""
    return OrderRow(
        key=key,
        exchange=exchange,
        id=f"{700000 + number}",
        client_id=None,
        symbol=symbol,
        side="buy" if number % 2 else "sell",
        type="limit",
        status=status,
        price=Decimal("65000.5"),
        amount=Decimal("0.25"),
        filled=Decimal("0.1"),
        remaining=Decimal("0.15"),
        average=Decimal("65000.5"),
        cost=Decimal("6500.05"),
        created_at=NOW - timedelta(minutes=number),
        updated_at=None,
        source=Origin.REST,
        at=NOW,
    )


def sample_orders() -> Orders:
    """Two open orders and a closed one."""
    rows = (
        order(1, "main", "binance", "BTC/USDT"),
        order(2, "grid-2", "bybit", "ETH/USDT:USDT"),
        order(3, "main", "binance", "SOL/USDT", "closed"),
    )
    return Orders(NOW, rows, (), (NotRead("old-vps", "margin orders", "not supported"),))


def sample_fills() -> Fills:
    """One execution."""
    row = FillRow(
        key="main",
        exchange="binance",
        id="900001",
        order_id="700001",
        symbol="BTC/USDT",
        side="buy",
        price=Decimal("65000.5"),
        amount=Decimal("0.1"),
        cost=Decimal("6500.05"),
        fee=Decimal("6.5"),
        fee_asset="USDT",
        taker_or_maker="maker",
        at=NOW - timedelta(minutes=1),
    )
    return Fills(NOW, (row,), (), ())


FIELDS = (
    CredentialField("apiKey", "API Key", False, True, "64 letters and digits"),
    CredentialField("secret", "Secret Key", True, True, "64 letters and digits"),
)
PASSPHRASE_FIELD = CredentialField("password", "Passphrase", True, True, "")


def exchange_info(id: str, name: str, fields: tuple[CredentialField, ...] = FIELDS) -> ExchangeInfo:
    """What can be known on one exchange."""
    return ExchangeInfo(
        id=id,
        name=name,
        environments=(Environment.LIVE, Environment.TESTNET),
        inspects=True,
        reads=("balances", "orders", "fills"),
        fields=fields,
        shows_ip=True,
        shows_expiry=False,
        shows_last_use=False,
        fact_source="the exchange's documentation",
        verified_on="2026-03-01",
        page=f"https://{id}.example/api-management",
        has_guide=True,
    )


def sample_exchanges() -> tuple[ExchangeInfo, ...]:
    """Three exchanges, one of which wants a passphrase."""
    return (
        exchange_info("binance", "Binance"),
        exchange_info("bybit", "Bybit"),
        exchange_info("okx", "OKX", (*FIELDS, PASSPHRASE_FIELD)),
    )


def sample_log() -> ActivityLog:
    """Four records of two people, one of them over SSH."""
    here, away = Asker(1000, "/dev/pts/3"), Asker(1001, None, "203.0.113.7 51000 198.51.100.2 22")
    at = frozen_clock()
    rows = (
        (26, Activity.LOG_BEGUN, here, None, ""),
        (25, Activity.UNLOCK_FAILED, away, None, "E_AUTH"),
        (2, Activity.KEY_REVEALED, away, "main", "secret"),
        (1, Activity.LOCKED, here, None, "Nothing was asked of it for 10 min."),
    )
    records = tuple(
        ActivityRecord(
            at - timedelta(hours=hours),
            what,
            who,
            name,
            "0123456789ab" if name else None,
            detail,
            n,
        )
        for n, (hours, what, who, name, detail) in enumerate(rows, 1)
    )
    return ActivityLog(at, "activity.log", True, records, ())


def sample_slots() -> VaultSlots:
    """Three slots, opened by an agent of another machine."""
    costs = "Argon2id, 256 MiB, 3 passes, 4 lanes"
    rows = (
        SlotRow("1a2b3c4d" + "00" * 12, SlotKind.PASSPHRASE, costs),
        SlotRow("5e6f7a8b" + "00" * 12, SlotKind.RECOVERY_CODE, ""),
        SlotRow("9c0d1e2f" + "00" * 12, SlotKind.SSH_AGENT, ""),
    )
    opened = "the ssh-agent (key SHA256:Zm9vYmFyYmF6cXV4)"
    warning = "the ssh-agent is forwarded: root of this machine can use it, too"
    return VaultSlots("vault.cxv", 3, rows, opened, (warning,))


@dataclass
class FakeService(FurtherAnswers):
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

    async def create_vault(self) -> Created:
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

    async def vault_add_slot(self, kind: SlotKind, file: str | None, key: str | None) -> SlotAdded:
        await self._answer("vault_add_slot", f"{kind.value},{file},{key}")
        row = SlotRow("77" * 16, kind, "")
        document = self.slot_document
        self.slot_document = replace(document, slots=(*document.slots, row), warnings=())
        return SlotAdded(row, ("any program of this session can read it",))

    async def vault_remove_slot(self, slot: str) -> SlotRemoved:
        await self._answer("vault_remove_slot", slot)
        rows = self.slot_document.slots
        gone = next(row for row in rows if row.slot_id == slot)
        lost = tuple(r for r in rows if r is not gone and r.kind is SlotKind.RECOVERY_CODE)
        left = tuple(row for row in rows if row is not gone and row not in lost)
        self.slot_document = replace(self.slot_document, slots=left)
        return SlotRemoved(gone, lost, ("backups from before still open with it",))

    async def vault_passphrase(self, renew: bool) -> PassphraseChanged:
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
