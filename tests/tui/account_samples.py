"""Made-up accounts for the balances, orders and add-key screens, and a service that can be fed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from textual import events
from textual.pilot import Pilot

from jungletui.domain.accounts import (
    BalanceRow,
    FillRow,
    KeyFailure,
    NotRead,
    OrderRow,
    Origin,
)
from jungletui.domain.credentials import CredentialCheck, CredentialField, FieldCheck
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
from tests.tui.fake_service import (
    CAN_WITHDRAW,
    NO_IP,
    NOW,
    OPEN_IP,
    REFUSED,
    FakeService,
    exchange_info,
    grants,
    inspected,
    key,
    sample_keys,
)
from tests.tui.harness import make_app

GUIDE = """# Binance: a key for a bot

The page is [API Management](https://binance.example/api-management).

## Create it

1. Open **API Management** and choose *Create API*.
2. Choose `System generated`. Name it after the bot that will hold it, so that you know
   later whose it is.
3. Under *API restrictions* tick **Enable Reading** and **Enable Spot & Margin Trading**.
   Leave **Enable Withdrawals** empty.

## Restrict it

- Choose *Restrict access to trusted IPs only* and enter the address of this server.
- A key without a list of addresses loses its trading right after 90 days.

## Delete it

- The bin beside the key. It stops working at once.
"""


def held(
    key: str,
    asset: str,
    free: str,
    used: str = "0",
    value: str | None = None,
    *,
    wallet: str = "spot",
    exchange: str = "binance",
    age: int = 3,
    source: Origin = Origin.REST,
) -> BalanceRow:
    """One asset, read `age` seconds before the frozen clock."""
    total = Decimal(free) + Decimal(used)
    worth = None if value is None else Decimal(value)
    at = NOW - timedelta(seconds=age)
    return BalanceRow(
        key,
        exchange,
        wallet,
        asset,
        Decimal(free),
        Decimal(used),
        total,
        worth,
        source,
        at,
    )


def balances_of(
    *rows: BalanceRow,
    quote: str = "USD",
    errors: tuple[KeyFailure, ...] = (),
    not_read: tuple[NotRead, ...] = (),
) -> Balances:
    """A document of these rows."""
    total = sum((row.value for row in rows if row.value is not None), Decimal(0))
    return Balances(NOW, quote, total, rows, errors, not_read)


def full_balances() -> Balances:
    """Three keys with everything that a table of balances has to show."""
    return balances_of(
        held("main", "BTC", "0.41234567", "0.10000000", "34567.891234"),
        held("main", "USDT", "1200.50", "6500.05", "7700.55"),
        held("main", "BNB", "3.20410000", "0", "1922.46"),
        held("main", "DOGE", "1.23456789", "0", "0.21"),
        held("main", "XRP", "0.000004", "0", "0.00001"),
        held("main", "LTC", "0.0001", "0", "0.0087"),
        held("main", "USDC", "0.40", "0", "0.40"),
        held("main", "NEWCOIN", "125000", "0", None),
        held("grid-2", "USDT", "15321.77", "2210", "17531.77", wallet="unified", exchange="bybit"),
        held("grid-2", "ETH", "1.000000000000000001", "0", "3456.78", wallet="unified"),
        held(
            "tax", "ETH", "3.2", "0", "11061.70", wallet="trading", exchange="okx", source=Origin.WS
        ),
        held("tax", "OKB", "12.5", "0", "612.5", wallet="funding", exchange="okx", age=200),
        errors=(KeyFailure("old-vps", REFUSED.kind, REFUSED.message, REFUSED.remedy),),
        not_read=(
            NotRead("grid-2", "earn", "bybit has no read for this wallet"),
            NotRead("tax", "savings", "the key lacks the right for it"),
        ),
    )


def ordered(
    number: int,
    symbol: str = "BTC/USDT",
    *,
    side: str = "buy",
    status: str | None = "open",
    price: str | None = "65000.5",
    amount: str = "0.25",
    filled: str | None = "0",
    average: str | None = None,
    key: str = "main",
    exchange: str = "binance",
    kind: str = "limit",
    age: int = 3,
) -> OrderRow:
    """One order, placed `number` minutes before the frozen clock."""
    done = None if filled is None else Decimal(filled)
    return OrderRow(
        key=key,
        exchange=exchange,
        id=f"{700000 + number}",
        client_id=None,
        symbol=symbol,
        side=side,
        type=kind,
        status=status,
        price=None if price is None else Decimal(price),
        amount=Decimal(amount),
        filled=done,
        remaining=None if done is None else Decimal(amount) - done,
        average=None if average is None else Decimal(average),
        cost=None,
        created_at=NOW - timedelta(minutes=number),
        updated_at=None,
        source=Origin.REST,
        at=NOW - timedelta(seconds=age),
    )


def filled(
    number: int,
    order: OrderRow,
    amount: str,
    price: str,
    fee: str | None = "0.1",
    fee_asset: str = "USDT",
) -> FillRow:
    """One execution of `order`."""
    return FillRow(
        key=order.key,
        exchange=order.exchange,
        id=f"{900000 + number}",
        order_id=order.id,
        symbol=order.symbol,
        side=order.side,
        price=Decimal(price),
        amount=Decimal(amount),
        cost=Decimal(amount) * Decimal(price),
        fee=None if fee is None else Decimal(fee),
        fee_asset=fee_asset,
        taker_or_maker="maker" if number % 2 else "taker",
        at=NOW - timedelta(seconds=60 - number),
    )


PARTLY = ordered(1, filled="0.10", average="64990.25")
UNTOUCHED = ordered(2, "ETH/USDT:USDT", side="sell", price="3500", amount="2.000", key="grid-2")
DONE = ordered(
    3,
    "SOL/USDT",
    status="closed",
    price="150.10",
    amount="10",
    filled="10",
    average="150.05",
)
MARKET = ordered(
    47,
    "BTC/USDT",
    side="sell",
    status="closed",
    kind="market",
    price=None,
    amount="0.05",
    filled="0.05",
    average="64875.123",
)
CANCELLED = ordered(95, "XRP/USDT", status="canceled", price="0.5", amount="1000", filled="250")
REJECTED = ordered(1500, "DOGE/USDT", status="rejected", price="0.1", amount="50", filled=None)
ORDERS = (PARTLY, UNTOUCHED, DONE, MARKET, CANCELLED, REJECTED)
FILLS = (
    filled(1, PARTLY, "0.04", "64990.20", "0.0013", "BNB"),
    filled(2, PARTLY, "0.06", "64990.2833", "1.949", "USDT"),
    filled(3, DONE, "4", "150.05"),
    filled(4, DONE, "5", "150.05"),
)


def orders_of(*rows: OrderRow, not_read: tuple[NotRead, ...] = ()) -> Orders:
    """A document of these rows."""
    return Orders(NOW, rows, (), not_read)


PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIMadeUp0000\n-----END EC PRIVATE KEY-----\n"
COINBASE_FIELDS = (
    CredentialField("apiKey", "Key name", False, True, "organizations/…/apiKeys/…"),
    CredentialField("secret", "Private key", True, True, "PEM, from BEGIN to END"),
)
UID_FIELD = CredentialField("uid", "Account number", False, False, "digits")


def many_exchanges() -> tuple[ExchangeInfo, ...]:
    """Exchanges of every kind: with a passphrase, with PEM, without rights, without anything."""
    binance, oldmart = exchange_info("binance", "Binance"), exchange_info("oldmart", "Oldmart")
    return (
        binance,
        exchange_info("coinbase", "Coinbase Advanced", COINBASE_FIELDS),
        exchange_info(
            "okx",
            "OKX",
            (*binance.fields, CredentialField("password", "Passphrase", True, True, "")),
        ),
        replace(exchange_info("bitexample", "Bitexample"), inspects=False, has_guide=False),
        replace(oldmart, inspects=False, reads=(), has_guide=False, page=None),
    )


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


async def calm(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way any more but the watching, which never ends."""
    for _ in range(3):
        await pilot.pause()
        workers = [w for w in pilot.app.workers if w.group != "watch"]
        if workers:
            await pilot.app.workers.wait_for_complete(workers)
        while getattr(pilot.app.screen, "drawing", False):
            await pilot.pause(0.02)
    await pilot.pause()


async def drawn(pilot: Pilot[int]) -> None:
    """Wait until the live events that were fed are taken, gathered and drawn. How long that takes
    is the machine's affair: the slower one drawing was, the longer the next one gathers."""
    service = pilot.app.service
    while not service.fed.empty():
        await pilot.pause(0.01)
    await calm(pilot)


@asynccontextmanager
async def shown(
    service: AccountService,
    screen: str,
    names: tuple[str, ...] = (),
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[Pilot[int]]:
    """The app with this screen open and calm."""
    app = make_app(service)
    async with app.run_test(size=size) as pilot:
        await calm(pilot)
        app.go(screen, names)
        await calm(pilot)
        yield pilot


async def paste(pilot: Pilot[int], text: str) -> None:
    """What a terminal sends for a bracketed paste."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
