"""The streams of the sandbox's exchanges, heard through ccxt.pro behind both guards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from jungletui.domain.accounts import Origin
from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import utc_now
from jungletui.exchanges.house import House
from jungletui.exchanges.session import Session
from jungletui.exchanges.streams import stream
from jungletui.exchanges.streams.book import Heard
from jungletui.exchanges.streams.listener import Listener
from jungletui.exchanges.streams.watching import Watching
from jungletui.sandbox.run import Sandbox, SandboxOptions, running

KEYS = {
    "binance": "binance-freqtrade",
    "bybit": "bybit-spot",
    "okx": "okx-trend",
    "kraken": "kraken-dca",
    "kucoin": "",
    "gate": "",
}
TOLD = {"binance", "bybit", "okx", "kucoin", "gate"}
"""Where the messages hold the figures; at Kraken they only say that something is new."""


@dataclass
class Ears:
    """Keeps what was heard."""

    heard: list[Heard] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    up: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, heard: Heard) -> None:
        self.heard.append(heard)
        self.news.set()

    async def until(self, holds: Callable[[list[Heard]], Any]) -> None:
        async with asyncio.timeout(20):
            while not holds(self.heard):
                self.news.clear()
                await self.news.wait()


@dataclass
class Scene:
    """One sandbox exchange with one listening session."""

    sandbox: Sandbox
    exchange: str
    session: Session
    ears: Ears
    task: asyncio.Task[None]

    @property
    def account(self) -> Any:
        world = self.sandbox.books(self.exchange)
        return world.account_of(self.session.key.public_id or "")

    async def fill_a_part(self) -> Any:
        """Execute a part of an open spot order; the order."""
        world = self.sandbox.books(self.exchange)
        order = next(o for o in self.account.open_orders() if world.markets[o.symbol].spot)
        lot = world.markets[order.symbol].lot
        world.fill(self.account, order, lot, at=world.now())
        self.sandbox.streams(self.exchange).push()
        return order


@pytest.fixture(params=KEYS)
async def scene(request: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(stream, "SETTLED", 0.1)
    exchange = request.param
    options = SandboxOptions(moving=False, markets=20, exchanges=(exchange,))
    async with running(options) as sandbox:
        wanted = KEYS[exchange]
        sample = next(k for k in sandbox.keys if not wanted or k.name == wanted)
        profile = KeyProfile(
            sample.name, exchange, Environment(sample.environment), sample.endpoint
        )
        credential = {name: Secret(text) for name, text in sample.credential.items()}
        house = House()
        session = await house.session(Key(profile, credential, utc_now()))
        ears = Ears()
        line = (await session.streaming()).lines[0]
        task = asyncio.create_task(session.listen(line, ears.hear, ears.up.set))
        opening = asyncio.create_task(ears.up.wait())
        await asyncio.wait((opening, task), timeout=20, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        assert ears.up.is_set()
        yield Scene(sandbox, exchange, session, ears, task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await house.close()


async def test_a_fill_is_heard_and_every_figure_is_what_rest_reads(scene: Scene) -> None:
    order = await scene.fill_a_part()
    if scene.exchange not in TOLD:
        await scene.ears.until(lambda heard: any(h.unclear for h in heard))
        assert not [h for h in scene.ears.heard if h.orders or h.balances or h.fills]
        return

    def told(heard: list[Heard]) -> bool:
        orders = [row for h in heard for row in h.orders if row.id == order.id]
        fills = [fill for h in heard for fill in h.fills if fill.order_id == order.id]
        return bool(orders) and bool(fills) and any(h.balances for h in heard)

    await scene.ears.until(told)
    [fill] = [fill for h in scene.ears.heard for fill in h.fills if fill.order_id == order.id]
    done = scene.account.fills[-1]
    assert (fill.id, fill.price, fill.amount, fill.symbol) == (
        *(done.id, done.price, done.amount, done.symbol),
    )
    assert (fill.fee, fill.fee_asset) in ((done.fee, done.fee_asset), (None, None))
    assert fill.cost in (None, done.cost)
    row = [row for h in scene.ears.heard for row in h.orders if row.id == order.id][-1]
    assert (row.source, row.status, row.symbol) == (Origin.WS, "open", order.symbol)
    assert (row.amount, row.filled, row.price) == (order.amount, order.filled, order.price)
    assert row.cost in (None, order.cost)
    rows, _ = await scene.session.balances()
    read = {(row.wallet, row.asset): (row.free, row.used, row.total) for row in rows}
    for told_row in (row for h in scene.ears.heard for row in h.balances):
        assert told_row.source is Origin.WS
    last = {(row.wallet, row.asset): row for h in scene.ears.heard for row in h.balances}
    assert {place: (row.free, row.used, row.total) for place, row in last.items()} == {
        place: read[place] for place in last
    }


async def test_a_cancelled_order_is_told_as_ended(scene: Scene) -> None:
    world = scene.sandbox.books(scene.exchange)
    order = next(o for o in scene.account.open_orders() if world.markets[o.symbol].spot)
    world.cancel(scene.account, order.id)
    scene.sandbox.streams(scene.exchange).push()
    await scene.ears.until(lambda heard: any(h.unclear or h.orders for h in heard))
    if scene.exchange in TOLD:
        [row] = [row for h in scene.ears.heard for row in h.orders]
        assert row.id == order.id
        assert row.status in ("canceled", "closed")  # what ccxt calls one of which a part is filled


@pytest.mark.slow
async def test_nothing_but_reads_is_written(scene: Scene) -> None:
    await scene.fill_a_part()
    await scene.ears.until(bool)
    assert scene.sandbox.streams(scene.exchange).writes == []


@pytest.mark.slow
async def test_a_dropped_line_ends_it_with_a_reason(scene: Scene) -> None:
    scene.sandbox.streams(scene.exchange).drop()
    with pytest.raises(ExchangeError) as caught:
        await asyncio.wait_for(scene.task, 20)
    assert caught.value.kind == "unreachable"
    assert "://" not in str(caught.value)


async def test_a_broken_message_is_news_and_the_next_one_is_read(scene: Scene) -> None:
    scene.sandbox.streams(scene.exchange).garble()
    await scene.fill_a_part()
    await scene.ears.until(lambda heard: any(h.unclear for h in heard))
    before = len(scene.ears.heard)
    await scene.fill_a_part()
    await scene.ears.until(lambda heard: len(heard) > before)
    assert not scene.task.done()


@pytest.mark.slow
async def test_silence_is_noticed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.sandbox.streams(scene.exchange).silence()
    monkeypatch.setattr(stream, "SILENCE", 0.05)
    listener = scene.ears
    scene.task.cancel()
    await asyncio.gather(scene.task, return_exceptions=True)
    listener.up.clear()
    scene.sandbox.streams(scene.exchange).resume()
    line = (await scene.session.streaming()).lines[0]
    monkeypatch.setattr(stream, "SETTLED", 0.0)
    with pytest.raises(ExchangeError, match=r"fell silent|did not begin"):
        await asyncio.wait_for(scene.session.listen(line, listener.hear, listener.up.set), 20)


async def test_an_order_by_websocket_is_refused_before_it_is_written(scene: Scene) -> None:
    session = scene.session
    plan = await session.streaming()
    ears = Listener(None, session.line, session.key.profile, plan, session.clock, scene.ears.hear)
    made: Any = session.world.listening_for(session.key.credential, session.line, {}, ears)
    ears.made = made
    if not made.has.get("cancelOrderWs"):
        assert scene.exchange == "kucoin"  # ccxt has no such call there
        return
    try:
        with pytest.raises(ExchangeError) as caught:
            async with asyncio.timeout(10):
                await made.cancel_order_ws("1", None if made.id == "kraken" else "BTC/USDT")
        assert caught.value.kind == "not-supported"
        assert "refused" in caught.value.message
    finally:
        await made.hang_up()
    assert scene.sandbox.streams(scene.exchange).writes == []


@pytest.mark.slow
async def test_a_line_is_renewed_before_the_exchange_cuts_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stream.LIFE < 24 * 3600
    assert stream.JITTER > 0
    monkeypatch.setattr(stream, "LIFE", 2.0)
    monkeypatch.setattr(stream, "JITTER", 0.0)
    line = (await scene.session.streaming()).lines[0]
    ears = Ears()
    await asyncio.wait_for(scene.session.listen(line, ears.hear, ears.up.set), 20)
    assert ears.up.is_set(), "it was up, and ended without an error"


async def test_a_stream_that_ended_leaves_nothing_behind(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the collector never looks: it is told to leave alone what is there when
    markets are loaded, and streams are."""
    forgotten: list[Any] = []
    forget = Watching.forget

    def remembering(self: Watching) -> None:
        forget(self)
        forgotten.append(self)

    monkeypatch.setattr(Watching, "forget", remembering)
    await scene.fill_a_part()
    scene.sandbox.streams(scene.exchange).drop()
    with pytest.raises(ExchangeError):
        await asyncio.wait_for(scene.task, 20)
    [made] = forgotten
    kept = {name: value for name, value in vars(made).items() if value}
    assert kept == {}
