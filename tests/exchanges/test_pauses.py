"""What an exchange asked for is kept: after a ban or a limit nothing is sent until it ends."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from jungletui.domain.countdown import instant
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.house import House
from jungletui.exchanges.pauses import LONGEST, Pause
from jungletui.sandbox.faults import Fault, FaultKind
from tests.exchanges.conftest import FOUR, make_key
from tests.exchanges.replies import NOW, PUBLIC
from tests.exchanges.sandboxed import RIGHTS, key_of, options_for, played, working
from tests.exchanges.server import Answer, playing

CALLS = {"binance": "privateGetAccount", "kraken": "privatePostBalanceEx"}
START = datetime.fromtimestamp(NOW / 1000, UTC)
LIMITED, BANNED = FailureKind.RATE_LIMITED, FailureKind.BANNED


@pytest.fixture
def moment():
    return [datetime.now(UTC)]


@pytest.fixture
async def here(moment, request):
    async with played(options_for(request, markets=60), lambda: moment[0]) as both:
        yield both


async def refused(call):
    with pytest.raises(ExchangeError) as caught:
        await call
    return caught.value


@pytest.mark.parametrize("exchange", FOUR)
@pytest.mark.parametrize("fault", [FaultKind.RATE_LIMITED, FaultKind.BANNED])
async def test_nothing_is_sent_until_the_time_that_was_named(here, moment, exchange, fault):
    sandbox, house = here
    session = await working(sandbox, house, exchange)
    sandbox.faults(exchange).set(Fault(fault, retry_after=40))
    first = await refused(session.call(RIGHTS[exchange]))
    sandbox.faults(exchange).clear()
    arrived = len(sandbox.log(exchange))
    end = instant(moment[0] + timedelta(seconds=40))
    moment[0] += timedelta(seconds=39)
    for reading in (session.call(RIGHTS[exchange]), session.balances(), session.fills(None, None)):
        again = await refused(reading)
        assert again.kind == first.kind
        assert end in again.message
    assert len(sandbox.log(exchange)) == arrived
    moment[0] += timedelta(seconds=1)
    assert (await session.balances())[0]
    assert len(sandbox.log(exchange)) > arrived


async def test_other_exchanges_go_on(here):
    sandbox, house = here
    stopped, other = [await working(sandbox, house, name) for name in ("binance", "okx")]
    sandbox.faults("binance").set(FaultKind.BANNED)
    await refused(stopped.balances())
    assert (await other.balances())[0]


async def test_what_is_not_sent_takes_no_place_in_the_queue(here, monkeypatch):
    sandbox, house = here
    session = await working(sandbox, house, "binance")
    sandbox.faults("binance").set(FaultKind.BANNED, 1)
    await refused(session.call(RIGHTS["binance"]))
    monkeypatch.setattr(session.line.pacer, "wait", None)
    assert (await refused(session.call(RIGHTS["binance"]))).kind == "banned"


async def test_other_keys_of_the_exchange_wait_too(here):
    sandbox, house = here
    first = await house.session(key_of(sandbox.key("binance-freqtrade")))
    second = await house.session(key_of(sandbox.key("binance-tracker")))
    sandbox.faults("binance").set(FaultKind.RATE_LIMITED, 1)
    await refused(first.call(RIGHTS["binance"]))
    arrived = len(sandbox.log("binance"))
    assert (await refused(second.balances())).kind == "rate-limited"
    assert len(sandbox.log("binance")) == arrived


async def test_a_limit_per_key_stops_that_key_and_a_ban_all(here):
    sandbox, house = here
    first = await house.session(key_of(sandbox.key("kraken-dca")))
    second = await house.session(key_of(sandbox.key("kraken-old")))
    sandbox.faults("kraken").set(FaultKind.RATE_LIMITED, 1)
    await refused(first.call(RIGHTS["kraken"]))
    assert await second.call(RIGHTS["kraken"])
    assert (await refused(first.call(RIGHTS["kraken"]))).kind == "rate-limited"
    sandbox.faults("kraken").set(FaultKind.BANNED, 1)
    await refused(second.call(RIGHTS["kraken"]))
    assert (await refused(first.call(RIGHTS["kraken"]))).kind == "banned"
    third = await house.session(key_of(sandbox.key("kraken-expired")))
    assert (await refused(third.call(RIGHTS["kraken"]))).kind == "banned"


async def test_what_waits_for_its_turn_is_not_sent_any_more():
    there = House(clock=lambda: START)
    arrived, held = [], asyncio.Event()

    def limited(_request):
        arrived.append(1)
        return Answer('{"code": -1003, "msg": "Slow down."}', status=429)

    script = PUBLIC["binance"]() | {"GET /api/v3/account": limited}
    async with playing(script) as played:
        session = await there.session(make_key("binance", played.endpoint))
        held.set()
        calls = [session.call("privateGetAccount") for _ in range(40)]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    await there.close()
    assert {outcome.kind for outcome in outcomes} == {"rate-limited"}
    assert len(arrived) <= session.world.plan.concurrency


@pytest.mark.parametrize(("exchange", "body"), [("binance", None), ("kraken", ["EAPI:Rate limit"])])
async def test_without_a_time_the_pause_is_short(exchange, body):
    moment, calls = [START], []
    text = json.dumps({"code": -1003, "msg": "No."} if body is None else {"error": body})
    if body is not None:
        text = text.replace("Rate limit", "Rate limit exceeded")

    def limited(_request):
        calls.append(1)
        return Answer(text, status=429 if exchange == "binance" else 200)

    there = House(clock=lambda: moment[0])
    async with playing(PUBLIC[exchange]() | {"*": limited}) as played:
        session = await there.session(make_key(exchange, played.endpoint))
        assert (await refused(session.call(CALLS[exchange]))).kind == "rate-limited"
        moment[0] += timedelta(seconds=9)
        error = await refused(session.call(CALLS[exchange]))
        assert instant(START + timedelta(seconds=10)) in error.message
        assert len(calls) == 1
        moment[0] += timedelta(seconds=1)
        await refused(session.call(CALLS[exchange]))
        assert len(calls) == 2
    await there.close()


def refusal(kind):
    return ExchangeError(kind, "no", "wait")


def test_each_further_refusal_doubles_the_pause_up_to_a_bound():
    moment = [START]
    pause = Pause(lambda: moment[0])
    lengths = []
    for _ in range(9):
        pause.note("Testex", refusal(LIMITED), None)
        began = moment[0]
        while True:
            moment[0] += timedelta(seconds=10)
            try:
                pause.check()
            except ExchangeError:
                continue
            break
        lengths.append((moment[0] - began).total_seconds())
    assert lengths[:4] == [10, 20, 40, 80]
    assert lengths[-1] == LONGEST.total_seconds()
    moment[0] += timedelta(hours=1)
    pause.note("Testex", refusal(LIMITED), None)
    moment[0] += timedelta(seconds=10)
    pause.check()


def test_the_longer_announcement_counts_and_other_failures_do_not():
    pause = Pause(lambda: START)
    pause.note("Testex", refusal(FailureKind.UNREACHABLE), START + timedelta(hours=1))
    pause.check()
    pause.note("Testex", refusal(BANNED), START + timedelta(hours=2))
    pause.note("Testex", refusal(LIMITED), START + timedelta(minutes=1))
    pause.note("Testex", refusal(LIMITED), None)
    with pytest.raises(ExchangeError) as caught:
        pause.check()
    assert caught.value.kind == "banned"
    assert instant(START + timedelta(hours=2)) in caught.value.message


def test_a_clock_that_is_set_back_does_not_prolong_a_pause():
    moment = [START]
    pause = Pause(lambda: moment[0])
    pause.note("Testex", refusal(BANNED), START + timedelta(minutes=5))
    with pytest.raises(ExchangeError, match="Testex"):
        pause.check()
    moment[0] = START - timedelta(days=1)
    pause.check()
