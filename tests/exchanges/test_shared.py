"""What keys share: markets, time, numbers, limits."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.house import House
from jungletui.exchanges.markets import OLDEST, Shelf
from jungletui.exchanges.nonces import Nonce
from jungletui.exchanges.pacing import Pacer
from jungletui.exchanges.timesync import ExchangeTime
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import NOW, PUBLIC, binance_account, kraken_public, reply
from tests.exchanges.server import Answer, playing


def account_script():
    return PUBLIC["binance"]() | {"GET /api/v3/account": binance_account('"1"')}


async def test_markets_are_loaded_once_for_twenty_keys(house):
    async with playing(account_script()) as played:
        keys = [
            make_key("binance", played.endpoint, name=f"k{n}", public_id=f"made-up-{n:04}")
            for n in range(20)
        ]
        sessions = await asyncio.gather(*(house.session(key) for key in keys))
        assert played.log == [], "a session sends nothing"
        await asyncio.gather(*(session.balances() for session in sessions))
    assert played.paths().count("GET /api/v3/exchangeInfo") == 1
    assert played.paths().count("GET /api/v3/time") == 1
    assert played.paths().count("GET /api/v3/account") == 20
    first = sessions[0].made.markets
    assert all(session.made.markets is first for session in sessions)
    assert all(market["info"] == {} for market in first.values())
    by_id = sessions[0].made.markets_by_id
    assert all(market["info"] == {} for rows in by_id.values() for market in rows)


async def test_a_raw_call_loads_no_markets(house):
    async with playing(account_script()) as played:
        await (await house.session(make_key("binance", played.endpoint))).call("privateGetAccount")
    assert "GET /api/v3/exchangeInfo" not in played.paths()


async def test_markets_are_kept_on_disk(tmp_path):
    moment = [datetime.fromtimestamp(NOW / 1000, UTC)]

    async def loads(played):
        there = House(clock=lambda: moment[0], cache_dir=tmp_path / "cache")
        session = await there.session(make_key("binance", played.endpoint))
        rows, _ = await session.balances()
        assert [row.asset for row in rows] == ["BTC"]
        assert session.made.markets["BTC/USDT"]["precision"]["price"] == "0.01"
        await there.close()
        return played.paths().count("GET /api/v3/exchangeInfo")

    async with playing(account_script()) as played:
        assert await loads(played) == 1
        [kept] = (tmp_path / "cache").iterdir()
        assert b"made-up" not in kept.read_bytes()
        assert await loads(played) == 1
        moment[0] += OLDEST + timedelta(hours=1)
        assert await loads(played) == 2
        for damage in (b"", b"{", b"[]", b'{"ccxt": "0", "markets": {}}', b"\xff" * 99):
            kept.write_bytes(damage)
            count = played.paths().count("GET /api/v3/exchangeInfo")
            assert await loads(played) == count + 1
        assert [path.name for path in (tmp_path / "cache").iterdir()] == [kept.name]


class Gated:
    """Binance, whose list of markets is held back from the second time on; or fails then."""

    def __init__(self, then=None):
        self.then, self.asked, self.gate = then, 0, asyncio.Event()

    async def __call__(self, _request):
        self.asked += 1
        if self.asked > 1:
            await self.gate.wait()
            if self.then is not None:
                return self.then
        return PUBLIC["binance"]()["GET /api/v3/exchangeInfo"]


async def renewed(session):
    """Wait for the newer markets that are on their way."""
    async with asyncio.timeout(20):
        await asyncio.shield(session.world.markets._renewing)


@pytest.mark.parametrize("kept", ["in memory", "on disk"])
async def test_nobody_waits_for_newer_markets(tmp_path, kept):
    moment, markets = [datetime.fromtimestamp(NOW / 1000, UTC)], Gated()
    houses = [House(clock=lambda: moment[0], cache_dir=tmp_path) for _ in range(2)]
    async with playing(account_script() | {"GET /api/v3/exchangeInfo": markets}) as played:
        key = make_key("binance", played.endpoint)
        first = await houses[0].session(key)
        await first.balances()
        moment[0] += timedelta(hours=25)
        session = first if kept == "in memory" else await houses[1].session(key)
        for _ in range(2):
            async with asyncio.timeout(20):
                assert (await session.balances())[0], "while the newer ones are on their way"
        old = session.made.markets
        markets.gate.set()
        await renewed(session)
        await session.balances()
        assert session.made.markets is not old
        assert markets.asked == 2
        for house in houses:
            await house.close()
        assert Shelf(next(tmp_path.iterdir())).read(moment[0]) is not None


async def test_newer_markets_that_do_not_come_hurt_nobody(tmp_path):
    moment, markets = [datetime.fromtimestamp(NOW / 1000, UTC)], Gated(Answer("", status=503))
    house = House(clock=lambda: moment[0], cache_dir=tmp_path)
    async with playing(account_script() | {"GET /api/v3/exchangeInfo": markets}) as played:
        session = await house.session(make_key("binance", played.endpoint))
        await session.balances()
        moment[0] += timedelta(days=2)
        markets.gate.set()
        for minutes, asked in ((0, 2), (9, 2), (2, 3)):
            moment[0] += timedelta(minutes=minutes)
            assert (await session.balances())[0]
            await renewed(session)
            assert markets.asked == asked
    await house.close()


async def test_altnames_survive_the_disk(tmp_path):
    pair = {
        "altname": "XBTUSDT",
        "wsname": "XBT/USDT",
        "base": "XXBT",
        "quote": "USDT",
        "pair_decimals": 1,
        "lot_decimals": 8,
        "ordermin": "0.0001",
        "status": "online",
        "fees": [[0, "0.25"]],
        "fees_maker": [[0, "0.16"]],
        "leverage_buy": [],
        "leverage_sell": [],
    }
    assets = {
        "XXBT": {"altname": "XBT", "decimals": 10},
        "USDT": {"altname": "USDT", "decimals": 8},
    }
    order = {"status": "open", "opentm": 1700000000.5, "vol": "1", "vol_exec": "0"}
    order["descr"] = {"pair": "XBTUSDT", "type": "buy", "ordertype": "limit", "price": "5"}
    script = kraken_public() | {
        "GET /0/public/AssetPairs": reply({"error": [], "result": {"XBTUSDT": pair}}),
        "GET /0/public/Assets": reply({"error": [], "result": assets}),
        "POST /0/private/OpenOrders": reply({"error": [], "result": {"open": {"O1": order}}}),
    }
    async with playing(script) as played:
        for _ in range(2):
            there = House(clock=fixed_clock, cache_dir=tmp_path)
            session = await there.session(make_key("kraken", played.endpoint))
            [row], _ = await session.orders("open", None, None)
            assert row.symbol == "BTC/USDT"
            await there.close()
    assert played.paths().count("GET /0/public/AssetPairs") == 1


async def test_nonces_only_grow_across_calls_and_sessions(house):
    nonces = []

    def answer(arrived):
        fields = dict(part.split("=") for part in arrived.body.split("&"))
        nonces.append(int(fields["nonce"]))
        return Answer('{"error": [], "result": {}}')

    script = kraken_public() | {"POST /0/private/GetApiKeyInfo": answer}
    async with playing(script) as played:
        twins = [
            await house.session(make_key("kraken", played.endpoint, name=name))
            for name in ("one", "two")
        ]
        calls = [s.call("privatePostGetApiKeyInfo") for s in twins for _ in range(6)]
        await asyncio.gather(*calls)
    assert len(nonces) == 12
    assert nonces == sorted(set(nonces)), "each is larger than the one that arrived before it"
    assert nonces[0] == NOW, "milliseconds, as ccxt's: a finer unit would lock other bots out"


def test_a_nonce_survives_a_clock_that_goes_back():
    nonce = Nonce()
    assert [nonce.after(t) for t in (5, 5, 3, 9)] == [5, 6, 7, 9]


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx"])
async def test_the_exchanges_time_is_used(house, exchange):
    ahead = NOW + 90_000
    path = {
        "binance": ("GET /api/v3/time", {"serverTime": ahead}),
        "bybit": ("GET /v5/market/time", {"retCode": 0, "result": {}, "time": ahead}),
        "okx": ("GET /api/v5/public/time", {"code": "0", "data": [{"ts": str(ahead)}]}),
    }[exchange]
    call = {
        "binance": "privateGetAccount",
        "bybit": "privateGetV5AccountInfo",
        "okx": "privateGetAccountConfig",
    }[exchange]
    async with playing({path[0]: reply(path[1])}) as played:
        session = await house.session(make_key(exchange, played.endpoint))
        assert session.world.time.offset is None
        with pytest.raises(ExchangeError):
            await session.call(call)
    sent = played.log[-1]
    stamps = f"{sent.query} {sent.headers}"
    assert str(ahead) in stamps or "2023-11-14T22:14:50.000Z" in stamps
    assert session.world.time.offset == timedelta(seconds=90)


async def test_a_clock_refusal_is_measured_and_tried_once_more(house):
    refusals = [Answer('{"code": -1021, "msg": "Too late."}', status=400)] * 3

    def account(_arrived):
        return refusals.pop() if refusals else binance_account('"1"')

    script = PUBLIC["binance"]() | {"GET /api/v3/account": account}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        with pytest.raises(ExchangeError) as caught:
            await session.call("privateGetAccount")
        assert caught.value.kind == "clock"
        assert played.paths().count("GET /api/v3/account") == 2
        assert played.paths().count("GET /api/v3/time") == 2
        assert await session.call("privateGetAccount")
    assert played.paths().count("GET /api/v3/account") == 4


async def test_the_round_trip_is_taken_out():
    moments = iter([fixed_clock(), fixed_clock() + timedelta(seconds=4)])

    async def theirs():
        return NOW + 12_000

    time = ExchangeTime(lambda: next(moments), theirs)
    await time.ready()
    assert time.offset == timedelta(seconds=10)


async def test_an_exchange_that_does_not_tell_the_time_is_believed():
    async def theirs():
        raise ExchangeError(FailureKind.BAD_REPLY, "", "")

    time = ExchangeTime(fixed_clock, theirs)
    await time.ready()
    assert time.offset == timedelta(0)


@pytest.mark.parametrize("kind", ["unreachable", "banned", "rate-limited"])
async def test_an_exchange_that_does_not_answer_is_not_believed(kind):
    async def theirs():
        raise ExchangeError(FailureKind(kind), "", "")

    time = ExchangeTime(fixed_clock, theirs)
    with pytest.raises(ExchangeError):
        await time.ready()
    assert time.offset is None


def test_a_pacer_spaces_what_comes_after_the_burst():
    now = [100.0]
    pacer = Pacer(0.5, 1.0, lambda: now[0])
    assert [pacer.delay(1) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    now[0] += 60
    assert pacer.delay(2) == 0


async def test_kraken_counts_per_key_and_the_others_per_exchange(house):
    async def pacers(exchange):
        lines = [
            (await house.session(make_key(exchange, "http://127.0.0.1:9", n, public_id=n))).line
            for n in ("first", "second")
        ]
        return len({id(line.pacer) for line in lines})

    assert await pacers("kraken") == 2
    assert await pacers("binance") == 1
