"""What exchanges tell of their limits is heeded before the limit is reached."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges import gauges
from jungletui.exchanges.gauges import gauges_of
from jungletui.exchanges.house import House
from jungletui.exchanges.pacing import Pacer, Pacers
from jungletui.sandbox.limits import Spend
from jungletui.sandbox.run import SandboxOptions, running
from tests.exchanges.sandboxed import key_of

WEIGHT = "X-Mbx-Used-Weight-1M"


def holds(exchange, headers, section="private", now=30.0):
    titled = {name.title(): text for name, text in headers.items()}
    return [gauge.hold(titled, section, now) for gauge in gauges_of(exchange)]


@pytest.mark.parametrize(
    ("used", "seconds"),
    [(0, 0), (4800, 0), (5400, 15), (5700, 22.5), (6000, 30), (9999, 30)],
)
def test_the_less_is_left_the_longer_it_waits(used, seconds):
    assert holds("binance", {WEIGHT: str(used)})[0] == pytest.approx(seconds)


def test_each_section_has_its_own_limit():
    spot, sapi, uid, futures = holds("binanceusdm", {WEIGHT: "2400"}, "fapiPrivateV2")
    assert (spot, sapi, uid, futures) == (0, 0, 0, 30)
    told = {"X-SAPI-USED-IP-WEIGHT-1M": "12000", "X-SAPI-USED-UID-WEIGHT-1M": "9"}
    assert holds("binance", told, "sapi") == [0, 30, 0, 0]


@pytest.mark.parametrize(
    ("exchange", "headers", "seconds"),
    [
        ("bybit", {"X-Bapi-Limit": "10", "X-Bapi-Limit-Status": "9"}, 0),
        ("bybit", {"X-Bapi-Limit": "10", "X-Bapi-Limit-Status": "1"}, 0.5),
        ("bybiteu", {"X-Bapi-Limit": "10", "X-Bapi-Limit-Status": "0"}, 1),
        ("gate", {"X-Gate-RateLimit-Limit": "200", "X-Gate-RateLimit-Requests-Remain": "0"}, 10),
        (
            "kucoin",
            {
                "gw-ratelimit-limit": "4000",
                "gw-ratelimit-remaining": "0",
                "gw-ratelimit-reset": "1500",
            },
            1.5,
        ),
        (
            "kucoin",
            {
                "gw-ratelimit-limit": "9",
                "gw-ratelimit-remaining": "0",
                "gw-ratelimit-reset": "99999999",
            },
            gauges.LONGEST,
        ),
    ],
)
def test_what_each_tells(exchange, headers, seconds):
    assert holds(exchange, headers) == [pytest.approx(seconds)]


@pytest.mark.parametrize("text", ["", "many", "-5", "1e9", "²", "9" * 40])
def test_what_is_no_number_holds_nobody(text):
    assert set(holds("binance", {WEIGHT: text})) == {0.0}
    assert holds("bybit", {"X-Bapi-Limit": "0", "X-Bapi-Limit-Status": text}) == [0.0]
    assert holds("okx", {WEIGHT: "6000"}) == []


def test_a_hold_is_for_all_of_one_limit():
    now = [100.0]
    pacer = Pacer(0.5, 1.0, lambda: now[0])
    pacer.hold(7)
    pacer.hold(3)
    assert pacer.delay(1) == 7
    now[0] += 60
    assert pacer.delay(1) == 0
    pacers = Pacers(0.5, 1.0, ("sapi",))
    pacers.hold("sapiV3", 50)
    assert pacers._of("sapi").delay(1) > 40
    assert pacers._of("private").delay(1) == 0


CALLS = {
    "binance": ("privateGetAccount", "address"),
    "bybit": ("privateGetV5UserQueryApi", "key"),
    "kucoin": ("privateGetUserApiKey", "key"),
    "gate": ("privateAccountGetDetail", "key"),
}


def half_past():
    """In the middle of a minute, and it stays so: no window ends during a test."""
    return datetime(2026, 1, 1, 0, 0, 30, tzinfo=UTC)


def left(pacers):
    """Seconds until one more request of this limit may go."""
    return pacers._of("private").delay(0)


@pytest.mark.parametrize("exchange", CALLS)
async def test_the_sandbox_tells_and_the_session_heeds(exchange):
    call, per = CALLS[exchange]
    options = SandboxOptions(
        moving=False, markets=10, exchanges=(exchange,), clock=half_past, wall=half_past
    )
    async with running(options) as sandbox:
        house = House(clock=half_past)
        samples = [key for key in sandbox.keys if key.environment == "live"][:2]
        one, two = [await house.session(key_of(sample)) for sample in samples]
        await one.line.time.ready()
        served = sandbox.served[exchange]
        if per == "address":
            served.budget.spend(Spend("127.0.0.1", 5970), served.world.wall())
        else:
            served.budget.limit = 1
        assert left(one.line.own) == 0
        before = left(one.line.pacer)
        with contextlib.suppress(ExchangeError):
            await one.call(call)
        assert left(one.line.pacer if per == "address" else one.line.own) > before
        assert left(two.line.own) == 0
        assert (one.line.pacer is two.line.pacer) is not one.world.plan.pace_per_key
        await house.close()
