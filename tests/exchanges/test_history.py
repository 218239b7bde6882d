"""What could not be read is said; what could is shown."""

from __future__ import annotations

import asyncio
import json

import pytest

from jungletui.domain.failures import ExchangeError, UsageError
from jungletui.exchanges.plans import plan_of
from tests.exchanges.binance_script import DENIED, FUTURES, order, script, session_of
from tests.exchanges.conftest import FOUR, make_key
from tests.exchanges.replies import NOW, PUBLIC, binance_symbol, reply
from tests.exchanges.server import hanging, playing


async def test_one_wallet_fails_and_the_others_are_shown(house):
    async with playing(script()) as played:
        rows, missed = await (await session_of(house, played)).balances()
    assert [(row.wallet, row.asset) for row in rows] == [("spot", "BTC")]
    reasons = {gap.what: gap.reason for gap in missed}
    assert {"funding", "margin", "usdm", "coinm"} <= set(reasons)
    assert "(-2015)" in reasons["usdm"]
    assert {"isolated margin", "earn, flexible", "earn, locked"} <= set(reasons)
    assert any("options" in name for name in reasons)
    assert {gap.key for gap in missed} == {"main"}


async def test_all_wallets_fail_and_the_failure_is_raised(house):
    everything = PUBLIC["binance"]() | {"*": DENIED}
    async with playing(everything) as played:
        with pytest.raises(ExchangeError) as caught:
            await (await session_of(house, played)).balances()
    assert caught.value.kind == "key-unknown"


async def test_open_orders_are_read_once_for_all_orders(house):
    more = {"GET /api/v3/openOrders": reply([]), "GET /api/v3/allOrders": reply([])}
    async with playing(script(**more)) as played:
        await (await session_of(house, played)).orders("all", None, None)
        for part in ("/api/v3", "/fapi/v1", "/dapi/v1", "/sapi/v1/margin"):
            assert played.paths().count(f"GET {part}/openOrders") == 1


async def test_refused_open_orders_are_not_asked_again_in_the_same_reading(house):
    refused = dict.fromkeys(FUTURES, DENIED)
    more = {"GET /api/v3/openOrders": reply([]), "GET /api/v3/allOrders": reply([])}
    async with playing(script(**(refused | more))) as played:
        session = await session_of(house, played)
        _, missed = await session.orders("all", None, None)
        assert played.paths().count("GET /fapi/v1/openOrders") == 1
        assert any(gap.what == "usdm" and "(-2015)" in gap.reason for gap in missed)
        await session.orders("all", None, None)
        assert played.paths().count("GET /fapi/v1/openOrders") == 2


async def test_a_full_page_says_that_there_is_more(house):
    more = {"GET /api/v3/allOrders": reply([order(n) for n in range(1000)])}
    async with playing(script(**more)) as played:
        session = await session_of(house, played)
        rows, missed = await session.orders("closed", "BTC/USDT", None)
    assert len(rows) == 1000
    assert [row.id for row in rows[:2]] == ["999", "998"], "newest first"
    assert any("further ones" in gap.what for gap in missed)


async def test_an_unknown_state_is_wrong_usage(house):
    session = await house.session(make_key("binance", "http://127.0.0.1:9"))
    with pytest.raises(UsageError):
        await session.orders("pending", None, None)


async def test_what_cannot_be_a_row_is_a_bad_reply(house, monkeypatch):
    async with playing(script()) as played:
        session = await session_of(house, played)

        async def floats(_params):
            return {"BTC": {"free": 0.1, "used": 0, "total": 0.1}}

        monkeypatch.setattr(session.made, "fetch_balance", floats)
        with pytest.raises(ExchangeError) as caught:
            await session.balances()
    assert caught.value.kind == "bad-reply"


async def test_since_is_sent(house):
    from tests.exchanges.conftest import fixed_clock

    more = {"GET /api/v3/allOrders": reply([])}
    async with playing(script(**more)) as played:
        session = await session_of(house, played)
        await session.orders("closed", "BTC/USDT", fixed_clock())
        [sent] = [r for r in played.log if r.path == "/api/v3/allOrders"]
    assert f"startTime={NOW}" in sent.query


async def test_an_order_that_is_open_is_not_closed(house):
    mixed = [order(1), order(2, status="NEW") | {"executedQty": "0"}]
    more = {"GET /api/v3/allOrders": reply(mixed), "GET /api/v3/openOrders": reply(mixed[1:])}
    async with playing(script(**more)) as played:
        session = await session_of(house, played)
        closed, _ = await session.orders("closed", "BTC/USDT", None)
        every, _ = await session.orders("all", "BTC/USDT", None)
    assert [row.id for row in closed] == ["1"]
    assert [row.id for row in every] == ["2", "1"]


async def test_cancelled_work_is_cancelled(house):
    arrived = asyncio.Event()
    async with hanging(arrived.set) as endpoint:
        session = await house.session(make_key("binance", endpoint))
        before = asyncio.all_tasks()
        work = asyncio.create_task(session.balances())
        await arrived.wait()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

        def ours() -> set[asyncio.Task[object]]:
            return {task for task in asyncio.all_tasks() - before if "accept" not in repr(task)}

        async with asyncio.timeout(30):  # what asks from beside the event loop ends a little later
            while left := ours():
                await asyncio.wait(left)
        assert work.cancelled()


async def test_requests_under_way_are_bounded(house):
    under_way, most = [0], [0]
    symbols = [binance_symbol(f"C{n:03}", "USDT") for n in range(24)]
    held = [{"asset": f"C{n:03}", "free": "1", "locked": "0"} for n in range(24)]

    async with playing(
        script(
            **{
                "GET /api/v3/exchangeInfo": reply({"symbols": symbols}),
                "GET /api/v3/account": reply({"balances": held}),
                "GET /api/v3/openOrders": reply([]),
                "GET /api/v3/allOrders": reply([]),
                "GET /api/v3/myTrades": reply([]),
            }
        )
    ) as played:
        session = await session_of(house, played)
        slots = session.line.slots
        acquire, release = slots.acquire, slots.release

        async def counted():
            await acquire()
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
            return True

        def freed():
            under_way[0] -= 1
            release()

        slots.acquire, slots.release = counted, freed
        await asyncio.gather(session.fills(None, None), session.orders("closed", None, None))
    assert most[0] == plan_of("binance").concurrency
    assert under_way[0] == 0


@pytest.mark.parametrize("exchange", FOUR)
def test_plans_are_whole(exchange):
    plan = plan_of(exchange)
    assert plan.wallets
    assert {part.of for part in plan.slices} >= {"open", "closed", "fills", "deposits"}
    names = {(part.of, part.name) for part in plan.slices}
    assert len(names) == len(plan.slices)


def test_an_exchange_without_a_plan_reads_nothing():
    assert plan_of("no_such_exchange").wallets == ()
    assert json.dumps(plan_of("../binance").options) == "{}"
