"""The four exchanges as the sandbox plays them, read through real ccxt."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.domain.times import utc_now
from jungletui.sandbox.faults import FaultKind
from tests.exchanges.conftest import FOUR
from tests.exchanges.sandboxed import RIGHTS, key_of, options_for, played, working

WALLETS = {
    "binance": {"spot"},
    "bybit": {"unified"},
    "okx": {"trading", "funding"},
    "kraken": {"spot"},
}


@pytest.fixture
def ahead():
    """How far the house's clock is ahead of the sandbox: a test turns it to let a pause pass."""
    return [timedelta(0)]


@pytest.fixture
async def here(ahead, request):
    async with played(options_for(request), lambda: utc_now() + ahead[0]) as both:
        yield both


@pytest.mark.parametrize("exchange", FOUR)
async def test_everything_is_read(here, exchange):
    sandbox, house = here
    session = await working(sandbox, house, exchange)
    rows, _ = await session.balances()
    assert WALLETS[exchange] <= {row.wallet for row in rows}
    told = [row for row in rows if row.free is not None]
    assert all(row.total == row.free + row.used for row in told)
    opened, _ = await session.orders("open", None, None)
    closed, _ = await session.orders("closed", None, None)
    both, _ = await session.orders("all", None, None)
    assert opened
    assert closed
    assert {row.status for row in opened} == {"open"}
    assert "open" not in {row.status for row in closed}
    assert {row.id for row in both} == {row.id for row in (*opened, *closed)}
    fills, _ = await session.fills(None, None)
    assert fills
    assert {fill.order_id for fill in fills} <= {row.id for row in both}
    assert all(fill.fee is not None and fill.at is not None for fill in fills)
    one = fills[0].symbol
    only, missed = await session.fills(one, None)
    assert {fill.symbol for fill in only} == {one}
    assert not [gap for gap in missed if "other symbols" in gap.what]
    quote = "USD" if exchange == "kraken" else "USDT"
    for named in {quote, "USDT"}:
        prices = await session.prices({"BTC", "ETH", "SOL"}, named)
        assert prices["BTC"] > prices["ETH"] > prices["SOL"] > 0


@pytest.mark.parametrize("exchange", FOUR)
async def test_all_that_arrives_are_reads(here, exchange):
    sandbox, house = here
    session = await working(sandbox, house, exchange)
    await asyncio.gather(
        session.balances(), session.orders("all", None, None), session.fills(None, None)
    )
    log = sandbox.log(exchange)
    writing = {access.path for access in log if access.method != "GET"}
    if exchange == "kraken":
        assert all(path.startswith("/0/private/") for path in writing)
        assert not [p for p in writing if "Add" in p or "Cancel" in p or p.endswith("Withdraw")]
    else:
        assert writing <= {"/sapi/v1/asset/get-funding-asset"}


async def test_the_key_of_a_testnet(here):
    sandbox, house = here
    [sample] = [sample for sample in sandbox.keys if sample.name == "binance-testnet"]
    session = await house.session(key_of(sample))
    rows, missed = await session.balances()
    assert {row.wallet for row in rows} == {"spot"}
    assert {"funding", "margin"} <= {gap.what for gap in missed}


FAULTS = {
    FaultKind.RATE_LIMITED: {"rate-limited"},
    FaultKind.BANNED: {"banned", "rate-limited"},
    FaultKind.BROKEN: {"unreachable", "maintenance"},
    FaultKind.UNAVAILABLE: {"maintenance", "unreachable"},
    FaultKind.TRUNCATED: {"bad-reply", "unreachable"},
    FaultKind.HTML: {"bad-reply"},
    FaultKind.EMPTY: {"bad-reply"},
    FaultKind.DROPPED: {"unreachable"},
}


async def recovered(session, ahead):
    """Balances once the pause is over. An answer that was still under way when the clock was
    turned may have begun another one."""
    for _ in range(3):
        ahead[0] += timedelta(minutes=2)
        try:
            return (await session.balances())[0]
        except ExchangeError as error:
            if "nothing is sent until" not in error.message:
                raise
    return ()


@pytest.mark.parametrize("exchange", FOUR)
@pytest.mark.parametrize("fault", FAULTS)
async def test_no_fault_is_taken_for_an_answer(here, ahead, exchange, fault):
    sandbox, house = here
    session = await working(sandbox, house, exchange)
    sandbox.faults(exchange).set(fault)
    for reading in (
        session.balances(),
        session.orders("all", None, None),
        session.fills(None, None),
        session.call(RIGHTS[exchange]),
    ):
        with pytest.raises(ExchangeError) as caught:
            await reading
        assert caught.value.kind in FAULTS[fault], caught.value.message
    sandbox.faults(exchange).clear()
    assert await recovered(session, ahead)


async def test_a_request_that_hangs_can_be_cancelled(here):
    sandbox, house = here
    session = await working(sandbox, house, "okx")
    faults = sandbox.faults("okx")
    faults.set(FaultKind.HANG)
    reading = asyncio.create_task(session.balances())
    await faults.met.wait()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    assert reading.cancelled()
    faults.clear()
    assert (await session.balances())[0]
