"""What could not be read is said; what could is shown."""

from __future__ import annotations

import asyncio
import json

import pytest

from jungletui.domain.failures import ExchangeError, UsageError
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.symbols import MOST_SYMBOLS
from tests.exchanges.conftest import FOUR, make_key
from tests.exchanges.replies import NOW, PUBLIC, binance_account, binance_symbol, reply
from tests.exchanges.server import Answer, hanging, playing

DENIED = Answer('{"code": -2015, "msg": "No."}', status=401)
FUTURES = {
    "GET /fapi/v1/openOrders": reply([]),
    "GET /dapi/v1/openOrders": reply([]),
    "GET /sapi/v1/margin/openOrders": reply([]),
    "GET /fapi/v3/positionRisk": reply([]),
    "GET /dapi/v1/positionRisk": reply([]),
}


def order(number, symbol="BTCUSDT", status="FILLED"):
    return {
        "symbol": symbol,
        "orderId": number,
        "clientOrderId": f"c{number}",
        "price": "1",
        "origQty": "1",
        "executedQty": "1",
        "cummulativeQuoteQty": "1",
        "status": status,
        "type": "LIMIT",
        "side": "BUY",
        "timeInForce": "GTC",
        "time": NOW + number,
        "updateTime": NOW + number,
    }


MANY = tuple(f"X{n:02}/TRY" for n in range(20))
"""So many markets that not all are asked."""


def script(**more):
    base = PUBLIC["binance"]() | FUTURES
    return base | {"GET /api/v3/account": binance_account('"1"'), "*": DENIED} | more


async def session_of(house, played):
    return await house.session(make_key("binance", played.endpoint))


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


async def test_symbols_are_found_where_the_exchange_wants_them(house):
    def orders(arrived):
        return reply([order(1)] if "symbol=BTCUSDT" in arrived.query else [])

    more = {
        "GET /api/v3/exchangeInfo": markets("BTC/USDT", "ETH/BTC", *MANY),
        "GET /api/v3/openOrders": reply([]),
        "GET /api/v3/allOrders": orders,
    }
    async with playing(script(**more)) as played:
        session = await session_of(house, played)
        [row], missed = await session.orders("closed", None, None)
        asked = [r.query for r in played.log if r.path == "/api/v3/allOrders"]
    assert (row.id, row.symbol, row.status) == ("1", "BTC/USDT", "closed")
    assert [query.split("&")[1] for query in asked if "ETHBTC" in query] == []
    [gap] = [gap for gap in missed if gap.what == "spot: other symbols"]
    assert "BTC/USDT" in gap.reason


async def test_symbols_of_open_orders_are_remembered(house):
    opened = order(5, "ETHBTC", "NEW") | {"executedQty": "0"}
    more = {
        "GET /api/v3/openOrders": reply([opened]),
        "GET /api/v3/allOrders": reply([]),
        "GET /api/v3/myTrades": reply([]),
    }
    async with playing(script(**more)) as played:
        session = await session_of(house, played)
        await session.orders("closed", None, None)
        await session.fills(None, None)
        asked = [r.query for r in played.log if r.path in ("/api/v3/allOrders", "/api/v3/myTrades")]
        assert played.paths().count("GET /api/v3/openOrders") == 1
    assert sum("symbol=ETHBTC" in query for query in asked) == 2


async def test_where_there_are_few_markets_all_are_asked(house):
    """One who has spent all of a currency holds none of it, and its orders count all the same."""
    more = {"GET /api/v3/openOrders": reply([]), "GET /api/v3/allOrders": reply([order(1)])}
    async with playing(script(**more)) as played:
        _, missed = await (await session_of(house, played)).orders("closed", None, None)
        assert asked(played, "/api/v3/allOrders") == ["BTCUSDT", "ETHBTC"]
    assert not any("other symbols" in gap.what for gap in missed)


async def test_an_asset_is_asked_against_a_quote_that_nobody_holds(house):
    more = {
        "GET /api/v3/exchangeInfo": markets("BTC/JPY", *MANY),
        "GET /api/v3/openOrders": reply([]),
        "GET /api/v3/allOrders": reply([]),
    }
    async with playing(script(**more)) as played:
        await (await session_of(house, played)).orders("closed", None, None)
        assert asked(played, "/api/v3/allOrders") == ["BTCJPY"]


def wallet(*assets):
    return reply({"balances": [{"asset": a, "free": "1", "locked": "0"} for a in assets]})


def markets(*pairs):
    return reply({"symbols": [binance_symbol(*pair.split("/")) for pair in pairs]})


def asked(played, path):
    found = (r.query for r in played.log if r.path == path)
    return sorted(query.split("symbol=")[1].split("&")[0] for query in found)


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


async def test_fills_are_not_asked_for_where_there_was_no_order(house):
    def orders(arrived):
        return reply([order(1, "ETHUSDT")] if "symbol=ETHUSDT" in arrived.query else [])

    pairs = ("BTC/USDT", "ETH/USDT", "SOL/USDT", *MANY)
    more = {
        "GET /api/v3/exchangeInfo": markets(*pairs),
        "GET /api/v3/account": wallet("BTC", "ETH", "SOL"),
        "GET /api/v3/openOrders": reply([]),
        "GET /api/v3/allOrders": orders,
        "GET /api/v3/myTrades": reply([]),
    }
    async with playing(script(**more)) as played:
        session = await session_of(house, played)
        await session.orders("closed", None, None)
        assert asked(played, "/api/v3/allOrders") == ["BTCUSDT", "ETHUSDT", "SOLUSDT"]
        _, missed = await session.fills(None, None)
        assert asked(played, "/api/v3/myTrades") == ["ETHUSDT"]
        [gap] = [gap for gap in missed if gap.what == "spot: other symbols"]
        assert "without any order: BTC/USDT, SOL/USDT" in gap.reason
        await session.fills("SOL/USDT", None)
        assert asked(played, "/api/v3/myTrades") == ["ETHUSDT", "SOLUSDT"]


async def test_the_usual_quote_of_what_is_held_comes_before_all_others(house):
    held = [f"C{n:02}" for n in range(10)]
    quotes = ("USDT", "BTC", "ETH")
    pairs = [f"{asset}/{quote}" for quote in quotes for asset in held]
    more = {
        "GET /api/v3/exchangeInfo": markets("BTC/USDT", "ETH/USDT", *pairs),
        "GET /api/v3/account": wallet(*held, "BTC", "ETH"),
        "GET /api/v3/openOrders": reply([order(5, "C09ETH", "NEW") | {"executedQty": "0"}]),
        "GET /api/v3/allOrders": reply([]),
    }
    async with playing(script(**more)) as played:
        _, missed = await (await session_of(house, played)).orders("closed", None, None)
    symbols = asked(played, "/api/v3/allOrders")
    assert symbols == sorted(["C09ETH", "BTCUSDT", "ETHUSDT", *(f"{a}USDT" for a in held)])
    named = " ".join(gap.what for gap in missed)
    assert all(f"{a}/BTC" in named for a in held)


async def test_too_many_symbols_are_named_and_not_asked(house):
    names = [f"C{n:03}" for n in range(40)]
    held = ", ".join(f'{{"asset": "{n}", "free": "1", "locked": "0"}}' for n in names)
    more = {
        "GET /api/v3/exchangeInfo": reply({"symbols": [binance_symbol(n, "USDT") for n in names]}),
        "GET /api/v3/account": Answer('{"balances": [' + held + "]}"),
        "GET /api/v3/openOrders": reply([]),
        "GET /api/v3/myTrades": reply([]),
    }
    async with playing(script(**more)) as played:
        _, missed = await (await session_of(house, played)).fills(None, None)
        assert played.paths().count("GET /api/v3/myTrades") == MOST_SYMBOLS
    left_out = [gap for gap in missed if "C039/USDT" in gap.what]
    assert len(left_out) == 1


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
        await session.fills(None, None)
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
