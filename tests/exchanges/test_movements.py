"""Deposits, withdrawals, positions and the wallets beside the main ones: as the books of the
sandbox have them, digit by digit, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
import pytest_asyncio

from jungletui.exchanges.house import House
from jungletui.exchanges.plans import Slice
from jungletui.exchanges.tellings import Telling
from jungletui.sandbox.kraken_funds import movement_id
from jungletui.sandbox.model import Account, Movement, MovementStatus
from jungletui.sandbox.movements import DEPOSITS, WITHDRAWALS, movements
from jungletui.sandbox.run import Sandbox, SandboxOptions
from tests.exchanges.conftest import FOUR, fixed_clock, make_key
from tests.exchanges.replies import NOW, PUBLIC, reply
from tests.exchanges.sandboxed import Here, key_of, played
from tests.exchanges.server import Answer, Arrived, playing

KEYS = {
    "binance": "binance-coppervine",
    "bybit": "bybit-desk",
    "okx": "okx-trend",
    "kraken": "kraken-dca",
}
STATUSES = {
    MovementStatus.DONE: {"ok"},
    MovementStatus.PENDING: {"pending"},
    MovementStatus.FAILED: {"failed", "fail"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here() -> AsyncIterator[Here]:
    """One sandbox for the whole module; nothing here changes its books."""
    options = SandboxOptions(moving=False, markets=60, exchanges=FOUR)
    async with played(options) as both:
        yield both


def books_of(sandbox: Sandbox, exchange: str) -> Account:
    sample = sandbox.key(KEYS[exchange])
    return sandbox.books(exchange).account_of(sample.credential["apiKey"])


def identity(exchange: str, movement: Movement) -> str:
    return movement_id(movement) if exchange == "kraken" else movement.id


def booked(account: Account) -> dict[str, tuple[str, Movement]]:
    found = [(kind, one) for kind in (DEPOSITS, WITHDRAWALS) for one in movements(account, kind)]
    return {one.id: (kind, one) for kind, one in found}


@pytest.mark.parametrize(
    ("exchange", "days"),
    [("kraken", 200), *((name, days) for name in FOUR[:3] for days in (20, 40, 200))],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_every_movement_since_a_time_is_that_of_the_books(
    here: Here, exchange: str, days: int
) -> None:
    sandbox, house = here
    account = books_of(sandbox, exchange)
    since = datetime.now(UTC) - timedelta(days=days)
    session = await house.session(key_of(sandbox.key(KEYS[exchange])))
    rows, missed = await session.movements("all", None, since)
    own = {
        identity(exchange, one): (kind, one)
        for kind, one in booked(account).values()
        if one.at >= since
    }
    assert own
    assert sorted(row.id for row in rows) == sorted(own)
    assert not any("further ones" in gap.what for gap in missed), missed
    for row in rows:
        kind, movement = own[row.id]
        assert (row.kind, row.asset, row.amount) == (kind, movement.asset, movement.amount)
        assert row.status in STATUSES[movement.status]
        assert row.txid == movement.txid
        assert abs(row.created_at - movement.at) < timedelta(seconds=1)
        if kind == WITHDRAWALS:
            assert row.fee == movement.fee


@pytest.mark.parametrize("exchange", FOUR)
@pytest.mark.asyncio(loop_scope="module")
async def test_further_pages_are_read(
    here: Here, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, house = here
    since = datetime.now(UTC) - timedelta(days=200)
    monkeypatch.setattr("jungletui.sandbox.kraken_funds.PAGE", 2)
    session = await house.session(key_of(sandbox.key(KEYS[exchange])))
    whole = session.world.plan
    parts = tuple(
        replace(part, limit=part.limit and 2) if part.of in ("deposits", "withdrawals") else part
        for part in whole.slices
    )
    session.world.plan = replace(whole, slices=parts)
    try:
        rows, missed = await session.movements("deposits", None, since)
    finally:
        session.world.plan = whole
    own = [one for kind, one in booked(books_of(sandbox, exchange)).values() if kind == DEPOSITS]
    assert len(own) > 2
    assert {row.id for row in rows} == {identity(exchange, one) for one in own}
    assert not any("further ones" in gap.what for gap in missed), missed


@pytest.mark.asyncio(loop_scope="module")
async def test_margin_positions_of_kraken_are_those_of_the_books(here: Here) -> None:
    sandbox, house = here
    session = await house.session(key_of(sandbox.key("kraken-old")))
    rows, _ = await session.positions()
    own = {p.symbol: p for p in books_of(sandbox, "kraken").positions.values()}
    assert {(row.symbol, row.side) for row in rows} == {("SOL/USD", "long"), ("XRP/USD", "short")}
    for row in rows:
        assert row.contracts == abs(own[row.symbol].amount)
        assert row.leverage == own[row.symbol].leverage


WALLETS = {
    "binance": {
        "earn, flexible": "flexible",
        "earn, locked": "locked",
        "isolated margin": "isolated BTC/USDT",
    },
    "bybit": {"earn, flexible": "flexible", "earn, on-chain": "on-chain"},
    "okx": {"savings": "savings"},
}


@pytest.mark.parametrize("exchange", sorted(WALLETS))
@pytest.mark.asyncio(loop_scope="module")
async def test_earn_and_isolated_margin_are_wallets_of_their_own(
    here: Here, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, house = here
    books, account = sandbox.books(exchange), books_of(sandbox, exchange)
    credential = books.keys[sandbox.key(KEYS[exchange]).credential["apiKey"]]
    monkeypatch.setattr(credential, "rights", credential.rights | {"Earn:Earn"})
    session = await house.session(key_of(sandbox.key(KEYS[exchange])))
    rows, _ = await session.balances()
    for name, wallet in WALLETS[exchange].items():
        told = {row.asset: row.total for row in rows if row.wallet == name}
        assert told == {asset: held.total for asset, held in account.wallets[wallet].items()}
        assert told


@pytest.mark.asyncio(loop_scope="module")
async def test_what_earns_at_kraken_is_labelled(here: Here) -> None:
    sandbox, house = here
    session = await house.session(key_of(sandbox.key("kraken-old")))
    rows, missed = await session.balances()
    assert [(row.asset, row.total) for row in rows if row.wallet == "earn"] == [
        ("DOT.S", Decimal(120))
    ]
    assert any("earn vaults" in gap.what for gap in missed)


async def test_positions_in_products_are_added_up_over_all_pages(house: House) -> None:
    def page(arrived: object) -> object:
        first = "current=1" in arrived.query  # type: ignore[attr-defined]
        amounts = ["0.1"] * 100 if first else ["0.000000000000000001"]
        return reply({"rows": [{"asset": "BTC", "totalAmount": a} for a in amounts], "total": 101})

    nothing = reply({"rows": [], "total": 0})
    script = PUBLIC["binance"]() | {
        "GET /sapi/v1/simple-earn/flexible/position": page,
        "GET /sapi/v1/simple-earn/locked/position": nothing,
    }
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        rows, missed = await session.balances()
    assert [(row.wallet, row.asset, row.total) for row in rows] == [
        ("earn, flexible", "BTC", Decimal("10.000000000000000001"))
    ]
    assert "earn, locked" not in {gap.what for gap in missed}


@pytest.mark.parametrize("body", [{}, {"rows": None}, {"rows": [{"asset": "BTC"}]}])
async def test_an_answer_without_holdings_is_no_empty_wallet(
    house: House, body: dict[str, object]
) -> None:
    script = PUBLIC["binance"]() | {
        "GET /sapi/v1/simple-earn/flexible/position": reply(body),
        "GET /sapi/v1/simple-earn/locked/position": reply({"rows": [], "total": 0}),
    }
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        _, missed = await session.balances()
    [gap] = [gap for gap in missed if gap.what == "earn, flexible"]
    assert "without" in gap.reason


@pytest.mark.parametrize(
    ("telling", "pages"),
    [
        (Telling(paging="page", after="page", most=9), ["page=2", "page=3"]),
        (Telling(paging="offset", after="offset", most=9), ["offset=10", "offset=20"]),
        (Telling(paging="time", after="end", most=9), ["end="]),
        (Telling(paging="id", after="before", id="id", most=9), ["before=16", "before=6"]),
    ],
)
async def test_lists_without_a_start_are_read_from_their_newest_row_back(
    house: House, telling: Telling, pages: list[str]
) -> None:
    row = {"amount": "1", "coin": "BTC", "network": "BTC", "status": 1, "address": "x", "txId": "t"}
    told = [row | {"id": str(n + 1), "insertTime": NOW - 1000 * (25 - n)} for n in range(25)][::-1]

    def page(arrived: Arrived) -> Answer:
        asked = {name: int(v) for name, v in parse_qsl(arrived.query) if v.isdigit()}
        first = asked.get("offset", 10 * (asked.get("page", 1) - 1))
        older = [one for one in told[first:] if int(one["id"]) < asked.get("before", 99)]
        return reply([one for one in older if one["insertTime"] <= asked.get("end", NOW)][:10])

    script = PUBLIC["binance"]() | {"GET /sapi/v1/capital/deposit/hisrec": page}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        plan = session.world.plan
        part = Slice("deposits", "deposits", "fetch_deposits", {}, "all", 10, telling="x")
        session.world.plan = replace(plan, slices=(part,), tellings={"x": telling})
        rows, missed = await session.movements("deposits", None, None)
        asked = " ".join(r.query for r in played.log if r.path.endswith("hisrec"))
        before = len(played.log)
        recent, _ = await session.movements("deposits", None, fixed_clock() - timedelta(seconds=5))
        requests = len(played.log) - before
    assert [row.id for row in rows] == [str(n) for n in range(25, 0, -1)]
    assert not any("further ones" in gap.what for gap in missed), missed
    assert all(page in asked for page in pages)
    assert [row.id for row in recent] == ["25", "24", "23", "22", "21"]
    if telling.paging != "offset":  # whose order is not known
        assert requests == 1, "what is older than asked for is not read"
