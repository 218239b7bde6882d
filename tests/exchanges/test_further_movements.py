"""Deposits and withdrawals of HTX, Gemini and Coinbase: as the books of the sandbox have them, and
further pages of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.session import Session
from jungletui.sandbox.gemini_funds import MOST
from jungletui.sandbox.model import Movement, MovementStatus
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements
from jungletui.sandbox.run import SandboxOptions
from tests.exchanges.sandboxed import Here, key_of, played

THREE = ("htx", "gemini", "coinbase")
SLOW = pytest.mark.slow
"""Coinbase is asked asset by asset, at its own rate."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here() -> AsyncIterator[Here]:
    """One sandbox for the whole module; nothing here changes its books."""
    options = SandboxOptions(moving=False, markets=60, exchanges=THREE)
    async with played(options) as both:
        yield both


async def session_of(here: Here, exchange: str) -> Session:
    sandbox, house = here
    sample = next(key for key in sandbox.keys if key.exchange == exchange)
    return await house.session(key_of(sample))


def booked(here: Here, exchange: str) -> list[tuple[str, Movement]]:
    """All movements of the one account; Gemini does not tell those that failed."""
    account = here[0].books(exchange).accounts["main"]
    return [
        (kind, one)
        for kind in (DEPOSITS, WITHDRAWALS)
        for one in movements(account, kind)
        if exchange != "gemini" or one.status is not MovementStatus.FAILED
    ]


def identity(kind: str, movement: Movement) -> tuple[object, ...]:
    return (kind, movement.asset, movement.amount, movement.txid)


@pytest.mark.parametrize(
    ("exchange", "days"),
    [
        *(("htx", days) for days in (30, 200)),
        *(("gemini", days) for days in (30, 200)),
        ("coinbase", 200),
        pytest.param("coinbase", 30, marks=SLOW),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_every_movement_since_a_time_is_that_of_the_books(
    here: Here, exchange: str, days: int
) -> None:
    session = await session_of(here, exchange)
    since = datetime.now(UTC) - timedelta(days=days)
    rows, missed = await session.movements("all", None, since)
    own = {identity(kind, one): one for kind, one in booked(here, exchange) if one.at >= since}
    assert {kind for kind, *_ in own} == {DEPOSITS, WITHDRAWALS} or days == 30
    told = {(row.kind, row.asset, row.amount, row.txid): row for row in rows}
    assert told.keys() == own.keys()
    assert len(rows) == len(own)
    assert not any("further ones" in gap.what for gap in missed), missed
    for found, row in told.items():
        assert row.created_at is not None
        assert abs(row.created_at - own[found].at) < timedelta(seconds=1)
        if row.kind == WITHDRAWALS:
            assert row.fee == own[found].fee


@pytest.mark.parametrize("kind", ["deposits", "withdrawals"])
@pytest.mark.parametrize("exchange", ["htx", "gemini", pytest.param("coinbase", marks=SLOW)])
@pytest.mark.asyncio(loop_scope="module")
async def test_one_kind_alone(here: Here, exchange: str, kind: str) -> None:
    session = await session_of(here, exchange)
    rows, _ = await session.movements(kind, None, None)
    own = [one for of, one in booked(here, exchange) if f"{of}s" == kind]
    assert own
    assert {row.txid for row in rows} == {one.txid for one in own}
    assert {row.kind for row in rows} == {kind.removesuffix("s")}


@pytest.mark.parametrize("exchange", ["htx", pytest.param("coinbase", marks=SLOW)])
@pytest.mark.asyncio(loop_scope="module")
async def test_further_pages_are_read(here: Here, exchange: str) -> None:
    session = await session_of(here, exchange)
    whole = session.world.plan
    tellings = {**whole.tellings, "movements": replace(whole.tellings["movements"], most=200)}
    parts = tuple(
        replace(part, limit=2) if part.telling == "movements" else part for part in whole.slices
    )
    session.world.plan = replace(whole, slices=parts, tellings=tellings)
    try:
        rows, missed = await session.movements("all", None, None)
    finally:
        session.world.plan = whole
    assert {row.txid for row in rows} == {one.txid for _, one in booked(here, exchange)}
    assert not any("further ones" in gap.what for gap in missed), missed


@pytest.mark.asyncio(loop_scope="module")
async def test_a_full_answer_of_gemini_leaves_a_gap(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST == 50
    session = await session_of(here, "gemini")
    whole = session.world.plan
    parts = tuple(
        replace(part, limit=2) if part.of == "movements" else part for part in whole.slices
    )
    session.world.plan = replace(whole, slices=parts)
    try:
        rows, missed = await session.movements("all", None, None)
    finally:
        session.world.plan = whole
    assert len(rows) == 2
    assert any("further ones" in gap.what for gap in missed)


@pytest.mark.asyncio(loop_scope="module")
async def test_trades_of_coinbase_are_no_movements_and_what_is_not_held_is_not_asked(
    here: Here,
) -> None:
    session = await session_of(here, "coinbase")
    account = here[0].books("coinbase").accounts["main"]
    assert account.fills
    rows, missed = await session.movements("all", "USD", None)
    assert {row.asset for row in rows} <= {"USD"}
    assert not missed
    none, _ = await session.movements("all", "DOGE", None)
    assert none == ()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_withdrawal_of_coinbase_tells_what_arrives_and_the_fee_apart(here: Here) -> None:
    session = await session_of(here, "coinbase")
    raw = {
        "id": "1", "type": "send", "status": "completed", "resource": "transaction",
        "amount": {"amount": "-14.008308", "currency": "USDC"},
        "created_at": "2026-01-12T01:27:31Z", "updated_at": "2026-01-12T01:27:31Z",
        "network": {
            "status": "confirmed", "hash": "h",
            "transaction_fee": {"amount": "4.008308", "currency": "USDC"},
            "transaction_amount": {"amount": "10.000000", "currency": "USDC"},
        },
    }  # fmt: skip
    parsed = session.made.parse_transaction(raw)  # type: ignore[attr-defined]
    assert (parsed["type"], parsed["amount"]) == ("withdrawal", "10.000000")
    assert Decimal(parsed["fee"]["cost"]) == Decimal("4.008308")
    traded = session.made.parse_transaction(  # type: ignore[attr-defined]
        {**raw, "type": "advanced_trade_fill"}
    )
    assert traded["type"] == "other"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_key_of_gemini_without_a_role_may_read_no_transfers(here: Here) -> None:
    sandbox, _ = here
    session = await session_of(here, "gemini")
    key = sandbox.books("gemini").keys[session.key.public_id or ""]
    rights = key.rights
    key.rights = frozenset()
    try:
        with pytest.raises(ExchangeError) as refused:
            await session.movements("all", None, None)
    finally:
        key.rights = rights
    assert refused.value.kind == "permission"
