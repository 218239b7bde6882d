"""A service that the test feeds with events, and that checks what is pasted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

from jungletui.domain.accounts import OrderRow
from jungletui.domain.credentials import CredentialCheck, FieldCheck
from jungletui.domain.documents import (
    AccountEvent,
    Balances,
    ExchangeInfo,
    Fills,
    Guide,
    Orders,
    Verdict,
)
from jungletui.domain.keys import KeyProfile
from jungletui.domain.secret import Secret
from tests.tui.balance_samples import full_balances
from tests.tui.exchange_samples import GUIDE, many_exchanges
from tests.tui.fake_service import FakeService
from tests.tui.frozen import NOW
from tests.tui.key_samples import CAN_WITHDRAW, NO_IP, OPEN_IP, grants, inspected, key, sample_keys
from tests.tui.order_samples import FILLS, ORDERS, orders_of


@dataclass
class AccountService(FakeService):
    """A `FakeService` whose events are fed by the test, and that checks what is pasted."""

    exchange_rows: tuple[ExchangeInfo, ...] = field(default_factory=many_exchanges)
    fed: asyncio.Queue[AccountEvent | Exception] = field(default_factory=asyncio.Queue)
    pasted: list[dict[str, str]] = field(default_factory=list)
    added: list[tuple[KeyProfile, dict[str, str], bool]] = field(default_factory=list)
    bad: bool = False
    closed_rows: tuple[OrderRow, ...] = ()

    @classmethod
    def sample(cls) -> AccountService:
        keys, reports = sample_keys()
        return cls(
            keys=keys,
            reports=reports,
            balance_document=full_balances(),
            order_document=orders_of(*ORDERS),
            fill_document=Fills(NOW, FILLS, (), ()),
        )

    async def watch(self, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
        await self._answer("watch", ",".join(names))
        while True:
            event = await self.fed.get()
            if isinstance(event, Exception):
                raise event
            yield event

    async def balances(self, names: tuple[str, ...], quote: str) -> Balances:
        document = await super().balances(names, quote)
        if not names:
            return document
        errors = tuple(e for e in document.errors if e.key in names)
        return replace(
            document,
            errors=errors,
            not_read=tuple(n for n in document.not_read if n.key in names),
        )

    async def orders(self, names, state, symbol, since) -> Orders:
        await self._answer(f"orders {state}", ",".join(names))
        states = {"open": ("open",), "closed": ("closed", "canceled", "rejected")}.get(state)
        rows = (
            (*self.closed_rows, *self.order_document.rows) if symbol else self.order_document.rows
        )
        chosen = tuple(
            r
            for r in rows
            if (not names or r.key in names)
            and (states is None or r.status in states)
            and symbol in (None, r.symbol)
        )
        return replace(self.order_document, rows=chosen)

    async def keys_check(self, exchange: str, credential: Mapping[str, Secret]) -> CredentialCheck:
        await self._answer("keys_check", exchange)
        texts = {name: text.reveal() for name, text in credential.items()}
        self.pasted.append(texts)
        return check_of(texts)

    async def keys_verify(self, profile: KeyProfile, credential: Mapping[str, Secret]) -> Verdict:
        await self._answer("keys_verify", profile.name)
        check = check_of({name: text.reveal() for name, text in credential.items()})
        summary = key(profile.name, profile.exchange, profile.environment)
        report = inspected(summary)
        reasons: tuple[str, ...] = ()
        if self.bad:
            can = grants(read="yes", trade_spot="yes", withdraw="yes")
            report = inspected(summary, can, ip=OPEN_IP, findings=(NO_IP, CAN_WITHDRAW))
            reasons = (
                "It can withdraw; the policy bot forbids that.",
                "It works from every address.",
            )
        return Verdict(report, check, not self.bad, reasons, False)

    async def keys_add(
        self, profile: KeyProfile, credential: Mapping[str, Secret], verify: bool
    ) -> Verdict:
        await self._answer("keys_add", profile.name)
        texts = {name: text.reveal() for name, text in credential.items()}
        self.added.append((profile, texts, verify))
        return replace(await self.keys_verify(profile, credential), saved=True)

    async def guide(self, exchange: str) -> Guide:
        await self._answer("guide", exchange)
        return Guide(exchange, GUIDE)


def check_of(texts: Mapping[str, str]) -> CredentialCheck:
    """A small imitation of the service's check: blanks are repaired, short texts are wrong, and
    two texts in each other's place are told apart by their first letter."""
    fields = []
    for name, text in texts.items():
        stripped = text.strip()
        swapped = name == "secret" and stripped.startswith("K")
        if swapped:
            verdict, message = "doubtful", "this looks like the API key: are the two swapped?"
        elif len(stripped) < 8:
            verdict, message = "wrong", "too short"
        elif stripped != text and not text.startswith("-----BEGIN"):
            verdict, message = "repaired", "blanks around it were removed"
        else:
            verdict, message = "ok", ""
        fields.append(FieldCheck(name, verdict, len(stripped), message))
    ok = all(field.verdict != "wrong" for field in fields)
    hint = "The two fields look swapped." if any(f.verdict == "doubtful" for f in fields) else ""
    return CredentialCheck(ok, tuple(fields), hint)
