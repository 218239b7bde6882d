"""Each fault looks as it does on a bad day, for as many requests as were asked for."""

import asyncio
import json

import aiohttp
import ccxt
import pytest

from jungletui.sandbox.faults import Fault, FaultKind
from jungletui.sandbox.run import Sandbox
from tests.sandbox.client import connected


async def get(sandbox: Sandbox, path: str = "/api/v3/time") -> tuple[int, str, dict[str, str]]:
    async with aiohttp.ClientSession() as http:
        reply = await http.get(sandbox.endpoints["binance"] + path)
        return reply.status, await reply.text(), dict(reply.headers)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.RATE_LIMITED, 429),
        (FaultKind.BANNED, 418),
        (FaultKind.BROKEN, 500),
        (FaultKind.UNAVAILABLE, 503),
    ],
)
async def test_statuses(frozen: Sandbox, kind: FaultKind, status: int) -> None:
    frozen.faults("binance").set(Fault(kind, retry_after=17))
    found, body, headers = await get(frozen)
    assert found == status
    assert json.loads(body)["msg"]
    assert headers.get("Retry-After") == ("17" if status in {418, 429} else None)


async def test_bodies(frozen: Sandbox) -> None:
    faults = frozen.faults("binance")
    faults.set(FaultKind.HTML)
    status, body, headers = await get(frozen)
    assert (status, headers["Content-Type"][:9]) == (200, "text/html")
    assert body.startswith("<!DOCTYPE html>")
    faults.set(FaultKind.EMPTY)
    assert (await get(frozen))[:2] == (200, "")
    faults.set(Fault(FaultKind.BODY, body='{"error": ["EGeneral:Temporary lockout"]}'))
    assert "lockout" in (await get(frozen))[1]


async def test_broken_connections(frozen: Sandbox) -> None:
    faults = frozen.faults("binance")
    faults.set(FaultKind.TRUNCATED)
    with pytest.raises(aiohttp.ClientPayloadError):
        await get(frozen)
    faults.set(FaultKind.DROPPED)
    with pytest.raises(aiohttp.ClientConnectionError):
        await get(frozen)
    assert [entry.status for entry in frozen.log("binance")[-2:]] == [None, None]
    faults.clear()
    assert (await get(frozen))[0] == 200


async def test_a_hanging_request_waits_until_the_fault_is_cleared(frozen: Sandbox) -> None:
    faults = frozen.faults("binance")
    faults.set(FaultKind.HANG)
    async with aiohttp.ClientSession() as http:
        # A GET would be sent again by aiohttp when its connection drops.
        path = frozen.endpoints["binance"] + "/api/v3/order"
        waiting = asyncio.ensure_future(http.post(path))
        await asyncio.wait_for(faults.met.wait(), 10)
        assert not waiting.done()
        faults.clear()
        with pytest.raises(aiohttp.ClientConnectionError):
            await waiting


async def test_only_the_next_requests(frozen: Sandbox) -> None:
    frozen.faults("binance").set(FaultKind.UNAVAILABLE, count=2)
    assert [(await get(frozen))[0] for _ in range(3)] == [503, 503, 200]


async def test_only_one_path(frozen: Sandbox) -> None:
    frozen.faults("binance").set(Fault(FaultKind.BROKEN, path="/fapi"))
    assert (await get(frozen))[0] == 200
    assert (await get(frozen, "/fapi/v1/time"))[0] == 500


async def test_only_one_exchange(frozen: Sandbox) -> None:
    frozen.faults("binance").set(FaultKind.UNAVAILABLE)
    async with connected(frozen, "kraken-dca") as exchange:
        assert await exchange.fetch_balance()


async def test_latency_still_answers(frozen: Sandbox) -> None:
    frozen.faults("binance").set(Fault(FaultKind.LATENCY, delay=0.01))
    assert (await get(frozen))[0] == 200


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.RATE_LIMITED, ccxt.DDoSProtection),
        (FaultKind.BANNED, ccxt.DDoSProtection),
        (FaultKind.BROKEN, ccxt.OperationFailed),
        (FaultKind.UNAVAILABLE, ccxt.ExchangeNotAvailable),
        (FaultKind.DROPPED, ccxt.NetworkError),
        (FaultKind.TRUNCATED, ccxt.BaseError),
    ],
)
async def test_what_ccxt_makes_of_them(
    frozen: Sandbox, kind: FaultKind, error: type[Exception]
) -> None:
    async with connected(frozen, "binance-freqtrade") as exchange:
        frozen.faults("binance").set(kind)
        with pytest.raises(error):
            await exchange.privateGetAccount()
