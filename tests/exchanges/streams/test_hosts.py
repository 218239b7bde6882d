"""Which hosts a stream may be dialled at."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.streams.hosts import dialled, domain_of

HOSTS = ("api.kucoin.com", "api-futures.kucoin.com")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("ws-api-spot.kucoin.com", "kucoin.com"),
        ("kucoin.com", "kucoin.com"),
        ("stream.coinone.co.kr", "coinone.co.kr"),
        ("ws.coins.ph", "coins.ph"),
        ("203.0.113.7", "203.0.113.7"),
        ("localhost", "localhost"),
        ("A.B.Example.ORG.", "example.org"),
    ],
)
def test_the_registered_part(host: str, domain: str) -> None:
    assert domain_of(host) == domain


def test_an_address_of_the_exchange_passes_as_it_is() -> None:
    url = "wss://ws-api-spot.kucoin.com/?token=a%3D%3D&connectId=1"
    assert dialled(url, None, HOSTS, "kucoin") == url


@pytest.mark.parametrize(
    "url",
    [
        "wss://kucoin.com.example.org/",
        "wss://example.org/kucoin.com",
        "ws://ws-api-spot.kucoin.com/",
        "https://api.kucoin.com/",
        "wss://user@api.kucoin.com/",
        "wss://notkucoin.com/",
        "authenticationFlights",
        "",
    ],
)
def test_any_other_is_refused(url: str) -> None:
    with pytest.raises(ExchangeError, match="refused") as caught:
        dialled(url, None, HOSTS, "kucoin")
    assert caught.value.kind == "not-supported"


def test_an_endpoint_takes_the_place_of_every_host() -> None:
    url = "wss://elsewhere.example.org:9443/ws/abc?x=1"
    assert dialled(url, "http://127.0.0.1:8080", HOSTS, "x") == "ws://127.0.0.1:8080/ws/abc?x=1"
    assert dialled(url, "https://proxy.example.net", HOSTS, "x") == (
        "wss://proxy.example.net/ws/abc?x=1"
    )
