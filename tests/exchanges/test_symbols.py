"""Where an exchange wants a symbol, those that the account touches are asked, few at a time."""

from __future__ import annotations

from jungletui.exchanges.symbols import MOST_SYMBOLS
from tests.exchanges.binance_script import MANY, asked, markets, order, script, session_of, wallet
from tests.exchanges.replies import binance_symbol, reply
from tests.exchanges.server import Answer, playing


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
