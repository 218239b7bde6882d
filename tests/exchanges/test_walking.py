"""History older than one answer: every fill of the sandbox's books is read, or named as unread."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.plans import Slice, plan_of
from jungletui.exchanges.tellings import TRACED, Telling, span_of
from jungletui.exchanges.walking import Request, _stretches
from jungletui.sandbox import kraken_orders
from jungletui.sandbox.faults import Fault, FaultKind, Faults
from jungletui.sandbox.model import OrderStatus
from jungletui.sandbox.populate import Story, play
from tests.exchanges.conftest import FOUR, fixed_clock, make_key
from tests.exchanges.replies import NOW, PUBLIC, reply
from tests.exchanges.sandboxed import key_of, options_for, played
from tests.exchanges.server import playing

KEYS = {
    "binance": "binance-coppervine",
    "bybit": "bybit-spot",
    "okx": "okx-trend",
    "kraken": "kraken-dca",
}
WALLETS = {"binance": "spot", "bybit": "unified", "okx": "trading", "kraken": "spot"}
CONTRACTS = {
    "binance": ("ETH/USDT:USDT", "futures"),
    "bybit": ("BTC/USDT:USDT", "unified"),
    "okx": ("ETH/USDT:USDT", "trading"),
}
DAYS = (3.1, 5, 6.9, 7.1, 9, 13.9, 16, 25, 29, 40, 75)
HISTORY = re.compile(
    r"/(order/history|execution/list|orders-history.*|fills-history|ClosedOrders)$"
)


@pytest.fixture
async def here(request):
    async with played(options_for(request, markets=60)) as both:
        yield both


async def aged(here, exchange):
    """A session of an account with a long history, and the account itself."""
    sandbox, house = here
    world, key = sandbox.books(exchange), sandbox.key(KEYS[exchange])
    account = world.account_of(key.credential["apiKey"])
    quote = "USD" if exchange == "kraken" else "USDT"
    numbers, world._numbers = world._numbers, count(1)  # ids grow with time, as everywhere
    for days in reversed(DAYS):
        for base in ("BTC", "ETH"):
            story = Story(
                f"{base}/{quote}", "buy", 40, days * 24, parts=("0.5", "0.5"),
                wallet=WALLETS[exchange],
            )  # fmt: skip
            play(world, account, story)
        if exchange in CONTRACTS:
            symbol, wallet = CONTRACTS[exchange]
            play(world, account, Story(symbol, "buy", 100, days * 24, parts=("1",), wallet=wallet))
    world._numbers = numbers
    account.fills.sort(key=lambda fill: (fill.at, fill.number))
    return await house.session(key_of(key)), account


def shrink(session, monkeypatch, limit, most=None):
    """Pages of `limit` rows, so that a short history has several."""
    plan = session.world.plan
    parts = tuple(replace(part, limit=part.limit and limit) for part in plan.slices)
    tellings = {
        name: replace(telling, most=most or 20 * telling.most)
        for name, telling in plan.tellings.items()
    }
    session.world.plan = replace(plan, slices=parts, tellings=tellings)
    monkeypatch.setattr(kraken_orders, "PAGE", limit)


def boundaries(missed):
    found = (re.search(r"further ones before (\S+)$", gap.what) for gap in missed)
    return [datetime.fromisoformat(match[1]) for match in found if match]


@pytest.mark.parametrize("exchange", FOUR)
@pytest.mark.parametrize("days", [0.5, 6, 8, 20, 30, 80])
async def test_every_fill_since_a_time_is_read(here, exchange, days):
    session, account = await aged(here, exchange)
    since = datetime.now(UTC) - timedelta(days=days)
    rows, missed = await session.fills(None, since)
    wanted = {fill.id for fill in account.fills if fill.at >= since}
    assert {row.id for row in rows} == wanted
    assert wanted
    assert boundaries(missed) == []


@pytest.mark.parametrize("exchange", FOUR)
@pytest.mark.parametrize("days", [6, 8, 30, 80])
async def test_every_closed_order_since_a_time_is_read_or_named(here, exchange, days):
    session, account = await aged(here, exchange)
    since = datetime.now(UTC) - timedelta(days=days)
    rows, missed = await session.orders("closed", None, since)
    ended = [o for o in account.orders.values() if o.status is not OrderStatus.OPEN]
    recent = [order for order in ended if order.created_at >= since]
    assert {o.id for o in recent if o.filled} == {row.id for row in rows if row.filled}
    lost = {o.id for o in recent} - {row.id for row in rows}
    forgotten = [gap for gap in missed if "ended unfilled before" in gap.what]
    rejected = {o.id for o in ended if o.status is OrderStatus.REJECTED}
    assert lost <= rejected or forgotten
    assert bool(forgotten) == (exchange in ("okx", "bybit") or (days > 3 and exchange == "binance"))


@pytest.mark.parametrize("exchange", FOUR)
async def test_without_a_time_what_was_not_asked_is_named(here, exchange):
    session, account = await aged(here, exchange)
    rows, missed = await session.fills(None, None)
    lost = [fill for fill in account.fills if fill.id not in {row.id for row in rows}]
    for fill in lost:
        assert any(fill.at < boundary for boundary in boundaries(missed)), fill
    assert bool(lost) == (exchange in ("binance", "bybit"))
    assert len(rows) > 10


@pytest.mark.parametrize("exchange", ["bybit", "okx", "kraken"])
async def test_further_pages_are_read(here, exchange, monkeypatch):
    session, account = await aged(here, exchange)
    shrink(session, monkeypatch, 10)
    since = datetime.now(UTC) - timedelta(days=60)
    rows, missed = await session.fills(None, since)
    assert {row.id for row in rows} == {fill.id for fill in account.fills if fill.at >= since}
    assert boundaries(missed) == []
    opened, _ = await session.orders("open", None, None)
    assert {row.id for row in opened} == {order.id for order in account.open_orders()}


async def test_a_full_page_of_binance_is_read_on_day_by_day(here, monkeypatch):
    session, account = await aged(here, "binance")
    shrink(session, monkeypatch, 3)
    since = datetime.now(UTC) - timedelta(days=60)
    rows, missed = await session.fills("BTC/USDT", since)
    mine = [fill for fill in account.fills if fill.symbol == "BTC/USDT" and fill.at >= since]
    assert {row.id for row in rows} == {fill.id for fill in mine}
    assert missed == tuple(gap for gap in missed if "options" in gap.what)
    shrink(session, monkeypatch, 3)
    newest, missed = await session.fills("BTC/USDT", None)
    assert len(newest) == 3
    assert boundaries(missed) == [newest[-1].at.replace(second=0, microsecond=0)]


async def test_rows_of_one_millisecond_on_two_pages_are_all_read(house, monkeypatch):
    times = [NOW - 5, NOW - 4, NOW - 4, NOW - 4, NOW - 3, NOW - 2]

    def trades(arrived):
        start = int(re.search(r"startTime=(\d+)", arrived.query)[1])
        found = [trade(number, at) for number, at in enumerate(times) if at >= start]
        return reply(found[:3])

    script = PUBLIC["binance"]() | {"GET /api/v3/myTrades": trades}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        shrink(session, monkeypatch, 3)
        since = fixed_clock() - timedelta(seconds=1)
        rows, missed = await session.fills("BTC/USDT", since)
    assert [row.id for row in rows] == ["5", "4", "3", "2", "1", "0"]
    assert boundaries(missed) == []


async def test_a_server_that_ignores_the_page_is_not_taken_for_complete(house, monkeypatch):
    same = reply([trade(number, NOW - 9 + number) for number in range(3)])
    script = PUBLIC["binance"]() | {"GET /api/v3/myTrades": same}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        shrink(session, monkeypatch, 3)
        rows, missed = await session.fills("BTC/USDT", fixed_clock() - timedelta(seconds=1))
        assert played.paths().count("GET /api/v3/myTrades") == 2
    assert len(rows) == 3
    assert any("further ones" in gap.what for gap in missed)


def trade(number, at):
    amounts = {"price": "1", "qty": "1", "quoteQty": "1", "commission": "0"}
    sides = {"commissionAsset": "BNB", "isBuyer": True, "isMaker": True, "isBestMatch": True}
    return amounts | sides | {"symbol": "BTCUSDT", "id": number, "orderId": number, "time": at}


@pytest.mark.parametrize("exchange", FOUR)
async def test_what_lies_beyond_the_bound_is_named(here, exchange, monkeypatch):
    session, account = await aged(here, exchange)
    shrink(session, monkeypatch, 4, most=2)
    since = datetime.now(UTC) - timedelta(days=60)
    rows, missed = await session.fills(None, since)
    lost = {f.id for f in account.fills if f.at >= since} - {row.id for row in rows}
    named = [gap for gap in missed if "stops after 2 requests" in gap.reason]
    assert lost
    assert named
    timed = boundaries(named)
    if exchange in ("bybit", "okx"):
        assert timed
        assert all(f.at < max(timed) + timedelta(minutes=1) for f in account.fills if f.id in lost)


async def test_a_symbol_that_kraken_does_not_take_is_picked_here(here, monkeypatch):
    session, account = await aged(here, "kraken")
    shrink(session, monkeypatch, 20)
    rows, _ = await session.fills("ETH/USD", None)
    assert {row.id for row in rows} == {f.id for f in account.fills if f.symbol == "ETH/USD"}
    with pytest.raises(ExchangeError) as caught:
        await session.fills("NO/SUCH", None)
    assert caught.value.kind == "not-supported"


async def test_a_failure_half_way_keeps_what_was_read(here, monkeypatch):
    sandbox, _ = here
    session, _ = await aged(here, "bybit")
    await session.balances()
    since = datetime.now(UTC) - timedelta(days=30)
    before = len(sandbox.log("bybit"))
    whole, _ = await session.fills("BTC/USDT", since)
    requests = len(sandbox.log("bybit")) - before
    assert requests == 5
    answered = []

    def breaks(path):
        answered.append(path)
        return Fault(FaultKind.BROKEN) if len(answered) > 3 else None

    monkeypatch.setattr(Faults, "take", lambda _faults, path: breaks(path))
    rows, missed = await session.fills("BTC/USDT", since)
    assert 0 < len(rows) < len(whole)
    [gap] = [gap for gap in missed if "further ones before" in gap.what]
    assert "10016" in gap.reason
    assert boundaries(missed)[0] > since + timedelta(days=6)


async def test_recent_history_costs_one_request_a_part(here):
    sandbox, _ = here
    for exchange in ("bybit", "okx"):
        session, _ = await aged(here, exchange)
        await session.balances()
        log = sandbox.log(exchange)
        before = len(log)
        await session.fills(None, datetime.now(UTC) - timedelta(days=3))
        parts = [part for part in plan_of(exchange).slices if part.of == "fills"]
        asked = [access for access in log[before:] if HISTORY.search(access.path)]
        assert len(asked) == len(parts)


WEEK = Telling(start="s", end="e", window=span_of("7 days"), kept=span_of("30 days"))
DAY = 86_400_000
DAY_100 = 100 * DAY


@pytest.mark.parametrize("days", [None, 0.01, 1, 6.9, 7, 7.1, 20, 29, 50])
def test_stretches_cover_all_without_holes(days):
    since = None if days is None else DAY_100 - int(days * DAY)
    request = Request("x", Slice("fills", "x", "m", {}, "spot"), None, since, DAY_100)
    found = list(_stretches(WEEK, request, None))
    assert found[0][1] is None, "the newest has no end: no clock can cut it short"
    assert DAY_100 - found[0][0] < 7 * DAY
    for (newer, _), (older, end) in pairwise(found):
        assert end == newer
        assert end - older < 7 * DAY
    reach = since if since is not None else found[0][0]
    assert found[-1][0] == max(reach, DAY_100 - 30 * DAY)


@pytest.mark.parametrize("exchange", FOUR)
def test_tellings_are_whole(exchange):
    plan = plan_of(exchange)
    written = [part for part in plan.slices if not plan.telling(part).guessed]
    history = [part for part in written if part.of != "positions"]
    lists = {"open", "closed", "fills", "deposits", "withdrawals"}
    assert {part.of for part in history} == lists
    for part in history:
        telling = plan.telling(part)
        assert part.of == "open" or telling.start or telling.paging == "time", part.name
        assert not telling.paging or telling.most > 1
        assert (telling.paging in ("", "forward")) == (not telling.after)
        if telling.older:
            assert plan.tellings[telling.older].kept.length > telling.kept.length
    used = {part.telling for part in plan.slices} | {t.older for t in plan.tellings.values()}
    assert set(plan.tellings) - set(TRACED) <= used


@pytest.mark.parametrize("words", ["", "7", "seven days", "7 weeks"])
def test_a_span_that_cannot_be_read_is_refused(words):
    with pytest.raises((ValueError, KeyError)):
        span_of(words)
