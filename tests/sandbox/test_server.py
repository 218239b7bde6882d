"""Loopback only, a log of every request, the same replies for the same seed and clock."""

import aiohttp
import pytest

from jungletui.domain.failures import UsageError
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.sandbox.server import require_loopback
from tests.sandbox.client import connected
from tests.sandbox.conftest import START


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "", "localhost", "example.org"])
async def test_only_loopback(host: str) -> None:
    with pytest.raises(UsageError):
        async with running(SandboxOptions(host=host)):
            pass


def test_loopback_addresses() -> None:
    assert require_loopback("127.0.0.1") == "127.0.0.1"
    assert require_loopback("::1") == "::1"


async def test_every_exchange_has_its_own_port(frozen: Sandbox) -> None:
    assert set(frozen.endpoints) == {"binance", "kraken"}
    assert len(set(frozen.endpoints.values())) == 2
    assert all(url.startswith("http://127.0.0.1:") for url in frozen.endpoints.values())
    assert {key.endpoint for key in frozen.keys} == set(frozen.endpoints.values())


async def test_the_log_tells_what_was_sent(frozen: Sandbox) -> None:
    assert frozen.log("kraken") == []
    async with connected(frozen, "kraken-dca") as exchange:
        await exchange.privatePostBalance()
        await exchange.publicGetTime()
    first, second = frozen.log("kraken")
    tail = frozen.key("kraken-dca").credential["apiKey"][-4:]
    assert (first.method, first.path, first.key_tail, first.status) == (
        "POST",
        "/0/private/Balance",
        tail,
        200,
    )
    assert (second.path, second.key_tail) == ("/0/public/Time", "")
    assert frozen.log("binance") == []


async def test_an_unknown_path_is_logged(frozen: Sandbox) -> None:
    async with aiohttp.ClientSession() as http:
        reply = await http.get(frozen.endpoints["binance"] + "/api/v3/nothing")
        assert reply.status == 404
    assert frozen.log("binance")[-1].status == 404


async def replies(options: SandboxOptions) -> list[object]:
    async with running(options) as sandbox:
        found: list[object] = [[key.credential for key in sandbox.keys]]
        async with connected(sandbox, "binance-freqtrade") as exchange:
            found.append(await exchange.privateGetAccount())
            found.append(await exchange.privateGetAllOrders({"symbol": "BTCUSDT"}))
            found.append(await exchange.publicGetTicker24hr())
            found.append(await exchange.sapiGetAccountApiRestrictions())
        async with connected(sandbox, "kraken-dca") as exchange:
            found.append(await exchange.privatePostTradesHistory())
            found.append(await exchange.publicGetTicker())
        return found


async def test_same_seed_and_clock_same_replies() -> None:
    options = SandboxOptions(
        clock=lambda: START, markets=60, exchanges=("binance", "kraken"), moving=False
    )
    first, second = await replies(options), await replies(options)
    assert first == second
    other = await replies(
        SandboxOptions(
            seed=8, clock=lambda: START, markets=60, exchanges=("binance", "kraken"), moving=False
        )
    )
    assert all(one != two for one, two in zip(first[:4], other[:4], strict=True))
