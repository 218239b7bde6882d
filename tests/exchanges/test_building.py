"""The object of one key: its host, its environment, its credential."""

from __future__ import annotations

import gc
import warnings

import pytest

from jungletui.domain.failures import ExchangeError, UsageError
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.building import build, origins_of
from jungletui.exchanges.endpoints import check_endpoint, checked_endpoint, moved, texts
from jungletui.exchanges.house import House
from tests.exchanges.conftest import FOUR, SECRET, fixed_clock, make_key

LIVE, TESTNET, DEMO = Environment.LIVE, Environment.TESTNET, Environment.DEMO


def hosts(exchange, environment, endpoint=None):
    return {host for _, host, _ in origins_of(build(exchange, environment, endpoint, {}))}


def test_live_hosts():
    assert "api.binance.com" in hosts("binance", LIVE)
    assert hosts("bybit", LIVE) == {"api.bybit.com"}
    assert hosts("okx", LIVE) == {"www.okx.com"}
    assert "api.kraken.com" in hosts("kraken", LIVE)


def test_other_environments():
    assert "testnet.binance.vision" in hosts("binance", TESTNET)
    assert "api.binance.com" not in hosts("binance", TESTNET)
    assert "demo-api.binance.com" in hosts("binance", DEMO)
    assert hosts("bybit", TESTNET) == {"api-testnet.bybit.com"}
    assert hosts("bybit", DEMO) == {"api-demo.bybit.com"}
    for environment in (TESTNET, DEMO):
        assert build("okx", environment, None, {}).headers == {"x-simulated-trading": "1"}


@pytest.mark.parametrize("environment", [TESTNET, DEMO])
def test_kraken_has_no_practice_environment(environment):
    with pytest.raises(ExchangeError) as caught:
        build("kraken", environment, None, {})
    assert caught.value.kind == "wrong-environment"


@pytest.mark.parametrize("exchange", FOUR)
@pytest.mark.parametrize("environment", [LIVE, TESTNET, DEMO])
def test_an_endpoint_takes_the_place_of_every_host(exchange, environment):
    if exchange == "kraken" and environment is not LIVE:
        pytest.skip("no such environment")
    before = build(exchange, environment, None, {}).urls["api"]
    made = build(exchange, environment, "https://proxy.example:8443", {})
    assert origins_of(made) == {("https", "proxy.example", 8443)}
    paths = [text.split("/", 3)[3:] for text in texts(before)]
    assert [text.split("/", 3)[3:] for text in texts(made.urls["api"])] == paths


def test_trees_and_websockets_are_moved():
    tree = {"a": ["https://a.example/x?y=1", {"b": "wss://b.example/ws"}], "c": "no url", "d": 3}
    assert moved(tree, "http://127.0.0.1:8080") == {
        "a": ["http://127.0.0.1:8080/x?y=1", {"b": "ws://127.0.0.1:8080/ws"}],
        "c": "no url",
        "d": 3,
    }
    assert moved("wss://{hostname}/v5", "https://h") == "wss://h/v5"


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "example.com", "ftp://example.com", "https://", "https://u:p@example.com"),
        *("https://example.com/api", "https://example.com?x", "https://e.example:99999"),
    ],
)
def test_a_malformed_endpoint(endpoint):
    with pytest.raises(UsageError):
        checked_endpoint(endpoint)


HERE = ["http://127.0.0.1:80", "http://127.8.9.10", "http://localhost:1", "http://[::1]:8080"]
ELSEWHERE = [
    *("http://example.com", "http://10.0.0.1", "http://192.168.1.2:8080", "http://172.16.0.1"),
    *(
        "http://169.254.1.1",
        "http://0.0.0.0",
        "http://[::]",
        "http://[fe80::1]",
        "http://[fd00::1]",
    ),
    *("http://[::ffff:127.0.0.1]", "http://127.0.0.1.example.com", "http://localhost.example.com"),
    *("http://localhost.", "http://127.1", "http://2130706433", "http://128.0.0.1"),
]


@pytest.mark.parametrize("endpoint", [*HERE, "https://example.com", "https://10.0.0.1:8443"])
def test_what_an_endpoint_may_be(endpoint):
    check_endpoint(endpoint)
    assert checked_endpoint(endpoint) == endpoint


@pytest.mark.parametrize("endpoint", ELSEWHERE)
async def test_no_secret_goes_in_the_clear(house, endpoint):
    with pytest.raises(UsageError) as caught:
        check_endpoint(endpoint)
    assert "clear" in caught.value.message
    assert "https" in caught.value.remedy
    with pytest.raises(UsageError):
        await house.session(make_key("okx", endpoint))


def test_a_final_slash_is_dropped():
    assert checked_endpoint("https://e.example:1/") == "https://e.example:1"


@pytest.mark.parametrize(
    ("exchange", "missing", "kind"),
    [
        ("okx", "password", "passphrase"),
        ("okx", "secret", "key-type"),
        ("kraken", "apiKey", "key-type"),
    ],
)
async def test_a_missing_field(house, exchange, missing, kind):
    key = make_key(exchange)
    credential = {name: value for name, value in key.credential.items() if name != missing}
    with pytest.raises(ExchangeError) as caught:
        await house.session(Key(key.profile, credential, key.added_at))
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("exchange", "secret"),
    [
        ("kraken", "not base64!"),
        ("binance", "-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----"),
    ],
)
async def test_a_secret_that_cannot_sign(house, exchange, secret):
    key = make_key(exchange, "http://127.0.0.1:9", secret=secret)
    session = await house.session(key)
    session.world.time.offset = fixed_clock() - fixed_clock()
    call = {"kraken": "privatePostBalanceEx", "binance": "privateGetAccount"}[exchange]
    with pytest.raises(ExchangeError) as caught:
        await session.call(call)
    assert caught.value.kind == "key-type"
    assert secret not in caught.value.message


async def test_sessions_are_kept_while_the_key_stays_the_same(house):
    key = make_key("okx")
    assert await house.session(key) is await house.session(make_key("okx"))
    changed = Key(key.profile, {**key.credential, "password": Secret("new")}, key.added_at)
    assert await house.session(changed) is not await house.session(key)
    assert SECRET not in repr(await house.session(key))


async def test_keys_of_one_place_share_a_world_and_no_others(house):
    there = "http://127.0.0.1:9"
    first = await house.session(make_key("bybit", there, "a", public_id="first-key-0001"))
    second = await house.session(make_key("bybit", there, "b", public_id="second-key-001"))
    other = await house.session(make_key("bybit", None, "c"))
    assert first.world is second.world
    assert first.world is not other.world
    assert first.made.apiKey != second.made.apiKey


async def test_an_unknown_exchange(house):
    with pytest.raises(ExchangeError) as caught:
        await house.session(Key(KeyProfile("x", "binanse"), {}, fixed_clock()))
    assert caught.value.kind == "not-supported"


async def test_nothing_is_left_open():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        there = House()
        session = await there.session(make_key("kraken", "http://127.0.0.1:9"))
        with pytest.raises(ExchangeError):
            await session.balances()
        await there.close()
        await there.close()
        del session, there
        gc.collect()
