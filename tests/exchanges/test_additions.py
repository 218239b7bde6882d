"""Calls that ccxt lacks: signed as its others, on the right host, only where they are listed."""

import base64
import hashlib
import hmac

import pytest

from jungletui.domain.keys import Environment
from jungletui.exchanges.additions import ADDITIONS, REPAIRS
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.building import build, guarded_class
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.reading import implicit_call
from jungletui.exchanges.tracing import Tracer

CHECK = "authGetApiKeysV3Check"
HOSTS = {
    Environment.LIVE: "https://futures.kraken.com",
    Environment.TESTNET: "https://demo-futures.kraken.com",
}


@pytest.mark.parametrize("environment", sorted(HOSTS))
def test_the_check_of_kraken_futures_is_signed_over_its_whole_path(environment):
    made = build("krakenfutures", environment, None, {})
    made.apiKey, made.secret = "made-up", base64.b64encode(b"s" * 64).decode()
    path, api, verb, _ = implicit_call(made, CHECK)
    request = load_exchange("krakenfutures").sign(made, path, api, verb, {})
    assert request["url"] == f"{HOSTS[environment]}/api/auth/v1/api-keys/v3/check"
    assert (request["method"], request["body"]) == ("GET", None)
    digest = hashlib.sha256(b"/api/auth/v1/api-keys/v3/check").digest()
    wanted = base64.b64encode(hmac.new(b"s" * 64, digest, hashlib.sha512).digest()).decode()
    assert request["headers"]["Authent"] == wanted


def test_a_keys_own_endpoint_takes_the_added_section_along():
    made = build("krakenfutures", Environment.LIVE, "http://127.0.0.1:9", {})
    assert made.urls["api"]["auth"] == "http://127.0.0.1:9/api/auth/"


@pytest.mark.parametrize("exchange", sorted(ADDITIONS))
def test_an_addition_reads_and_is_listed(exchange):
    addition = ADDITIONS[exchange]
    for name, path in addition.calls:
        assert allow_list(exchange).allows(addition.section, "GET", path)
        assert not hasattr(load_exchange(exchange), name)
        assert hasattr(guarded_class(exchange), name)


BYBITS = ("bybit", "bybiteu", "bybitid")


@pytest.mark.parametrize("exchange", sorted(set(REPAIRS) - set(BYBITS)))
def test_a_repair_is_still_needed(exchange):
    made = load_exchange(exchange)({"apiKey": "id", "secret": "QUJD" * 21 + "QQ=="})
    with pytest.raises(TypeError):
        made.sign("auth", ["public"], "POST", {})
    for name in REPAIRS[exchange]:
        assert getattr(guarded_class(exchange), name)({"a": 1}, None) == {"a": 1}


@pytest.mark.parametrize("exchange", BYBITS)
async def test_open_inverse_orders_of_bybit_are_those_of_every_coin(exchange, monkeypatch):
    wanted = {"type": "swap", "subType": "inverse"}
    tracer = Tracer(exchange)
    try:
        sent, _ = await tracer.trace("fetch_open_orders", None, None, None, wanted)
        [(*_, shown)] = sent
        assert "category=inverse" in shown
        assert "settleCoin" not in shown
        linear, _ = await tracer.trace(
            "fetch_open_orders", None, None, None, {**wanted, "subType": "linear"}
        )
        assert "settleCoin=USDT" in linear[0][3]
        plain = load_exchange(exchange)
        monkeypatch.setattr(
            type(tracer.made),
            "privateGetV5OrderRealtime",
            plain.private_get_v5_order_realtime,
        )
        [(*_, shown)], _ = await tracer.trace("fetch_open_orders", None, None, None, wanted)
        assert "settleCoin=USDT" in shown, "ccxt asks for all: the repair is no longer needed"
    finally:
        await tracer.close()
