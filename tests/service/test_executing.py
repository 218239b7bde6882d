"""The execution check over a key's own session: what is read, in which order, and what is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.domain.accounts import FillRow, NotRead, OrderRow
from jungletui.domain.executions import DoubtKind, Outcome
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.reading_documents import Executions, OneOrder
from jungletui.domain.secret import Secret
from jungletui.service import executing
from jungletui.service.config import Config, read_config
from jungletui.service.files import find_files
from jungletui.service.marks import Marks
from jungletui.service.plain_digits import in_plain_digits
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault
from tests.service.trades import after, fill, order

PROFILE = KeyProfile("main", "binance", holders=("freqtrade",))
KEY = Key(PROFILE, {"apiKey": Secret("x")}, datetime.now(UTC))
SHORT = NotRead("main", "spot: further ones before 2026-01-01", "one page")


@dataclass
class Account:
    """A session whose answers a test sets."""

    told: tuple[OrderRow, ...] = ()
    filled: tuple[FillRow, ...] = ()
    gaps: tuple[NotRead, ...] = ()
    middles: dict[str, Decimal] = field(default_factory=dict)
    failure: ExchangeError | None = None
    asked: list[str] = field(default_factory=list)
    key: Key = KEY

    def clock(self) -> datetime:
        return after(3600)

    async def fills(self, symbol: object, since: object) -> Any:
        self.asked.append("fills")
        if self.failure is not None:
            raise self.failure
        return self.filled, self.gaps

    async def orders(self, state: str, symbol: object, since: object) -> Any:
        self.asked.append(f"{state} orders")
        return self.told, ()

    async def order(self, id: str, symbol: object) -> Any:
        return self.told[0], self.filled, self.gaps

    async def middle(self, symbol: str, at: datetime) -> Decimal | None:
        self.asked.append(f"middle {symbol}")
        return self.middles.get(symbol)


class Accounts(State):
    """A state with one session."""

    account: Account

    async def session(self, key: Key) -> Any:
        return self.account


@pytest.fixture
def state(tmp_path: Path) -> Accounts:
    sources = PassphraseSources(None, None, None, {}, tty=False)
    made = Accounts(find_files(tmp_path / "home", {}), sources)
    made.vault = MemoryVault(Content(b"0" * 32, (KEY,)))
    made.config = Config(marks=Marks({"freqtrade": ("ft-",)}))
    made.account = Account()
    return made


async def check(state: Accounts, slippage: bool = False) -> Executions:
    found = await executing.executions(state, (), None, None, slippage)
    plain = msgspec.json.encode(in_plain_digits(found))
    assert b"E-" not in plain
    msgspec.json.decode(plain, type=Executions)
    return found


async def test_what_became_of_the_orders(state: Accounts) -> None:
    state.account = Account(
        told=(
            order(average="100", cost="200", created_at=after(1)),
            order(id="8", client_id="evil_1", status="canceled", filled="0", created_at=after(9)),
        ),
        filled=(fill("1", 2, fee="1e-18"), fill("2", 3)),
        middles={"BTC/USDT": Decimal("99.9")},
    )
    found = await check(state, slippage=True)
    assert [(row.order_id, row.outcome) for row in found.rows] == [
        ("8", Outcome.NOT_FILLED),
        ("7", Outcome.FILLED),
    ]
    assert found.rows[1].slippage is not None
    assert found.rows[0].slippage is None
    assert found.doubts == ()
    assert [(row.prefix, row.known) for row in found.prefixes] == [("evil_", False), ("ft-", True)]
    assert state.account.asked == ["fills", "all orders", "middle BTC/USDT"]


async def test_nothing_is_looked_up_unless_it_is_asked_for(state: Accounts) -> None:
    state.account = Account(told=(order(),), filled=(fill("1"), fill("2")))
    assert (await check(state)).rows[0].mid is None
    assert state.account.asked == ["fills", "all orders"]


async def test_what_was_not_read_is_not_missing(state: Accounts) -> None:
    state.account = Account(told=(order(),), filled=(fill("1"),))
    assert [doubt.kind for doubt in (await check(state)).doubts] == [DoubtKind.FILLS_MISSING]
    state.account = Account(told=(order(),), filled=(fill("1"),), gaps=(SHORT,))
    found = await check(state)
    assert found.doubts == ()
    assert found.not_read == (SHORT,)


async def test_what_filled_while_it_was_read_is_not_missing(state: Accounts) -> None:
    late = order(updated_at=after(3590))
    state.account = Account(told=(late,), filled=(fill("1"),))
    assert (await check(state)).doubts == ()
    standing = order(status="open", filled="1", amount="2", remaining="1")
    state.account = Account(told=(standing,), filled=(fill("1"), fill("2")))
    assert (await executing.order(state, "main", "7", None)).doubts == ()


async def test_an_exchange_without_fills_has_orders_all_the_same(state: Accounts) -> None:
    failure = ExchangeError(FailureKind.NOT_SUPPORTED, "no fills there", "It has orders.")
    state.account = Account(told=(order(),), failure=failure)
    found = await check(state)
    assert [row.outcome for row in found.rows] == [Outcome.FILLED]
    assert [(gap.what, gap.remedy) for gap in found.not_read] == [("fills", "It has orders.")]
    state.account = Account(failure=ExchangeError(FailureKind.EXPIRED, "over", "renew"))
    assert [error.kind for error in (await check(state)).errors] == ["expired"]


async def test_one_order(state: Accounts) -> None:
    state.account = Account(told=(order(filled="1", amount="2", status="open"),), filled=(fill(),))
    found = await executing.order(state, "main", "7", None)
    assert (found.order.id, len(found.fills)) == ("7", 1)
    assert (found.execution.outcome, found.execution.share) == (Outcome.PARTLY, Decimal("0.5"))
    msgspec.json.decode(msgspec.json.encode(in_plain_digits(found)), type=OneOrder)


def test_prefixes_are_in_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[holders.freqtrade]\nclient_id_prefixes = ["ft-", "x-"]\n')
    marks = read_config(file).marks
    assert marks is not None
    assert marks.holders == {"freqtrade": ("ft-", "x-")}
    file.write_text("quote = 'EUR'\n")
    assert read_config(file).marks is None
