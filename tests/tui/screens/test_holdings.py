"""Positions, and deposits and withdrawals: all keys or one, what is missing, every state."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from jungletui.domain.documents import AccountEvent, Feed, FeedState
from jungletui.domain.failures import ErrorInfo, ExchangeError, FailureKind
from jungletui.domain.reading_documents import Movements, Positions
from jungletui.tui.known import FRESH_FOR
from tests.tui.fake_service import FakeService
from tests.tui.frozen import NOW
from tests.tui.harness import SIZES, column, make_app, running, screen_text, status, title
from tests.tui.holding_samples import NO_READ
from tests.tui.piloting import calm, current, press

DOWN = ExchangeError(FailureKind.UNREACHABLE, "No route.", "Check the network.")

pytestmark = pytest.mark.usefixtures("utc")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_positions_with_their_distance_to_liquidation(size):
    async with running(FakeService.sample(), size) as pilot:
        await press(pilot, "7")
        assert column(current(pilot), "symbol") == ["ETH/USDT:USDT", "SOL/USDT:USDT", "BTC/USD:BTC"]
        assert column(current(pilot), "away") == ["6.0 %", "–", "50.0 %"]
        assert current(pilot).shown[0].cells[7].tone == "bad", "near to liquidation"
        text = screen_text(pilot)
        assert "liquidation 3290, 6.0 % away · 5x cross" in text
        assert "1 key failed, 1 not read" in text


async def test_one_key_and_back_and_the_gaps():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "7", "G", "K")
        assert "Positions › main" in title(pilot)
        assert column(current(pilot), "symbol") == ["BTC/USD:BTC"]
        assert service.calls.count("positions:main") == 1, "what is known is not asked again"
        await press(pilot, "K", "e")
        assert "Kraken has no such read." in screen_text(pilot)


async def test_a_failed_second_read_keeps_the_rows_and_calls_them_stale():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "7")
        service.failures["positions"] = DOWN
        await press(pilot, "r")
        assert len(current(pilot).shown) == 3
        assert "(stale)" in screen_text(pilot)
        assert "6 keys failed" in screen_text(pilot)


@pytest.mark.parametrize(("digit", "words"), [("7", "open positions"), ("8", "withdrawals")])
async def test_none_not_readable_and_offline_are_three_things(digit, words):
    service = FakeService.sample()
    service.position_document = Positions(NOW, (), (), ())
    service.movement_document = Movements(NOW, (), (), ())
    async with running(service) as pilot:
        await press(pilot, digit)
        text = screen_text(pilot)
        assert f"{words}." in text
        assert "without an error" in text
        errors = tuple(replace(NO_READ, key=key.name) for key in service.keys)
        service.position_document = Positions(NOW, (), errors, ())
        service.movement_document = Movements(NOW, (), errors, ())
        await press(pilot, "r")
        assert "cannot be read here." in screen_text(pilot)
        service.failures["positions"] = service.failures["movements"] = DOWN
        await press(pilot, "r")
        assert "Offline: unreachable" in screen_text(pilot)


async def test_deposits_and_withdrawals_in_three_lists():
    async with running(FakeService.sample()) as pilot:
        await press(pilot, "8")
        assert column(current(pilot), "kind")[:2] == ["withdrawal", "deposit"]
        assert column(current(pilot), "status") == ["pending", "done", "done", "failed"]
        assert column(current(pilot), "amount")[0].strip() == "0.10000000", "digits as sent"
        text = screen_text(pilot)
        assert "transaction f00dbabe0001" in text
        assert "bc1qma…0000" in text
        await press(pilot, "w")
        assert len(current(pilot).shown) == 2
        await press(pilot, "left")
        assert column(current(pilot), "kind") == ["deposit", "deposit"]
        await press(pilot, "slash", *"asset:eth", "enter")
        assert column(current(pilot), "key") == ["tax"]


async def test_a_list_without_rows_beside_one_with_some():
    service = FakeService.sample()
    deposits = tuple(r for r in service.movement_document.rows if r.kind == "deposit")
    service.movement_document = replace(service.movement_document, rows=deposits)
    async with running(service) as pilot:
        await press(pilot, "8", "w")
        assert "No withdrawals." in screen_text(pilot)
        assert "a shows deposits and withdrawals." in screen_text(pilot)


async def test_without_keys_and_after_a_while():
    async with running(FakeService()) as pilot:
        await press(pilot, "7")
        assert "No keys yet." in screen_text(pilot)
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "7", "1")
        pilot.app.clock = lambda: NOW + FRESH_FOR
        await press(pilot, "7")
        assert service.calls.count("positions:main") == 2, "what grew old is asked again"
        assert status(pilot) == ""


def waiting() -> FakeService:
    service = FakeService.sample()
    service.gates["positions"] = service.gates["movements"] = asyncio.Event()
    return service


PICTURES = [
    (digit, state, make, size)
    for digit in "78"
    for state, make, sizes in (("full", FakeService.sample, SIZES), ("loading", waiting, SIZES[:1]))
    for size in sizes
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("digit", "state", "make", "size"),
    PICTURES,
    ids=[f"{d}-{s}-{z[0]}x{z[1]}" for d, s, _, z in PICTURES],
)
def test_picture(snap_compare, digit, state, make, size):
    async def before(pilot) -> None:
        for _ in range(4):
            await pilot.pause()
        await pilot.press(digit)
        if state != "loading":
            await calm(pilot)
        for _ in range(4):
            await pilot.pause()

    assert snap_compare(make_app(make()), terminal_size=size, run_before=before)


async def test_positions_are_followed_while_they_are_shown():
    service = FakeService.sample()
    [first, *_] = service.position_document.rows
    moved = replace(first, size=Decimal("7.5"))
    polled = Feed(FeedState.POLLED, NOW, NOW, "asked for")
    event = AccountEvent(first.key, NOW, feed=polled, positions=Positions(NOW, (moved,), (), ()))
    service.position_events = (event,)
    async with running(service) as pilot:
        await press(pilot, "7")
        await calm(pilot)
        assert "watch_positions" in service.calls
        assert "polled" in screen_text(pilot)
        assert any("7.5" in text for text in column(current(pilot), "size"))
        await press(pilot, "2")
        assert not [w for w in pilot.app.workers if w.group == "watch" and "ositions" in str(w.node)
                    and not w.is_finished]  # fmt: skip


async def test_positions_that_can_no_longer_be_read_are_stale_and_stay():
    service = FakeService.sample()
    [first, *_] = service.position_document.rows
    stale = Feed(FeedState.STALE, NOW, NOW, "unreachable: no route")
    error = ErrorInfo("unreachable", "no route", "wait")
    service.position_events = (AccountEvent(first.key, NOW, error=error, feed=stale),)
    async with running(service) as pilot:
        await press(pilot, "7")
        await calm(pilot)
        assert "stale" in screen_text(pilot)
        assert len(current(pilot).shown) == 3
