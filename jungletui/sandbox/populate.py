"""The accounts of the demo: funds in several wallets, and a history that the books account for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from jungletui.sandbox.further_accounts import FURTHER_PLANS
from jungletui.sandbox.model import Account, Position, SandboxOrder
from jungletui.sandbox.prices import to_step
from jungletui.sandbox.stories import Borrowed, Plan, Story, amounts, futures_history, spot_history
from jungletui.sandbox.world import OrderRequest, World

PLANS: Mapping[str, tuple[Plan, ...]] = {
    "binance": (
        Plan(
            "main",
            "40000001",
            {
                "spot": amounts("USDT 42000 BTC 0.35 ETH 4.2 BNB 12.5 SOL 60 XRP 900 EUR 1500"),
                "funding": amounts("USDT 2500 BTC 0.05 USDC 800"),
                "margin": amounts("USDT 1200 ETH 0.75"),
                "futures": amounts("USDT 5000"),
                "delivery": amounts("BTC 0.08"),
                "flexible": amounts("USDT 3100.25 BNB 4.125"),
                "locked": amounts("ETH 0.625"),
                "isolated BTC/USDT": amounts("BTC 0.0125 USDT 310.5"),
            },
            (
                *spot_history("spot", "USDT", 900),
                *futures_history("ETH/USDT:USDT", "futures", 1500),
                *futures_history("BTC/USD:BTC", "delivery", 2000),
            ),
        ),
        Plan(
            "lab",
            "40000002",
            {
                "spot": amounts("USDT 9000 BTC 0.1 ETH 1.5 SOL 20 XRP 400"),
                "funding": {},
                "futures": amounts("USDT 8000 USDC 500"),
                "delivery": {},
            },
            (
                *spot_history("spot", "USDT", 150),
                *futures_history("BTC/USDT:USDT", "futures", 4000),
            ),
        ),
        Plan(
            "testnet",
            "40000003",
            {"spot": amounts("USDT 10000 BTC 1 ETH 10 BNB 100 SOL 50 XRP 1000")},
            spot_history("spot", "USDT", 300),
        ),
    ),
    "kraken": (
        Plan(
            "main",
            "AA00 DEMO 0000 0001",
            {
                "spot": amounts(
                    "USD 18000 BTC 0.42 ETH 3.1 SOL 45 XRP 2500 DOT 300 DOT.S 120 EUR 2200"
                )
            },
            spot_history("spot", "USD", 600),
            (Borrowed("SOL/USD", "margin", "12.5", 50), Borrowed("XRP/USD", "margin", "-300", 29)),
        ),
    ),
    "bybit": (
        Plan(
            "main",
            "50000001",
            {
                "unified": amounts("USDT 16000 BTC 0.2 ETH 2.5 SOL 30 XRP 700"),
                "funding": amounts("USDT 1000 USDC 250"),
                "flexible": amounts("USDT 640.75"),
                "on-chain": amounts("ETH 0.35"),
            },
            (
                *spot_history("unified", "USDT", 300),
                *futures_history("BTC/USDT:USDT", "unified", 3000),
            ),
        ),
    ),
    "okx": (
        Plan(
            "main",
            "60000001",
            {
                "trading": amounts("USDT 12000 BTC 0.15 ETH 2 SOL 25 XRP 500"),
                "funding": amounts("USDT 700 ETH 0.4"),
                "savings": amounts("USDT 850.125 BTC 0.0375"),
            },
            (
                *spot_history("trading", "USDT", 250),
                *futures_history("ETH/USDT:USDT", "trading", 2500),
            ),
        ),
    ),
    **FURTHER_PLANS,
}
"""The accounts of each exchange; a key names one of them."""


def populate(world: World) -> None:
    """Open the planned accounts of this exchange and play their history, oldest first."""
    for plan in PLANS.get(world.rules.exchange, ()):
        account = world.open_account(plan.name, plan.uid, plan.wallets)
        for story in sorted(plan.stories, key=lambda story: -story.hours):
            if story.symbol in world.markets:
                play(world, account, story)
        for borrowed in plan.borrowed:
            if borrowed.symbol in world.markets:
                _borrow(world, account, borrowed)


def _borrow(world: World, account: Account, borrowed: Borrowed) -> None:
    """Put a position of margin trading into the books; what it is secured by is not held apart,
    as at kraken."""
    price = world.price(borrowed.symbol, world.started_at - timedelta(hours=borrowed.hours))
    market, amount = world.markets[borrowed.symbol], Decimal(borrowed.amount)
    leverage = Decimal(borrowed.leverage)
    margin = (market.cost(abs(amount), price) / leverage).quantize(Decimal("0.00001"))
    account.positions[borrowed.symbol] = Position(
        borrowed.symbol, borrowed.wallet, amount, price, margin, leverage
    )


def play(world: World, account: Account, story: Story) -> None:
    """One order from its placing to its end."""
    at = world.started_at - timedelta(hours=story.hours)
    market = world.markets[story.symbol]
    last = world.price(story.symbol, at)
    offset = Decimal(story.offset)
    price = to_step(last * (1 - offset if story.side == "buy" else 1 + offset), market.tick)
    unit = market.cost(Decimal(1), price) * (price if market.inverse else 1)
    amount = max(to_step(Decimal(story.worth) / unit, market.lot), market.lot)
    regrid = Decimal(story.regrid) if story.regrid else None
    asked = OrderRequest(story.symbol, story.side, amount, price, story.wallet, regrid=regrid)
    if story.ending == "reject":
        world.reject(account, asked, "insufficient balance", at)
        return
    order = world.place(account, asked, at)
    if not isinstance(order, SandboxOrder):
        return
    _play_fills(world, account, order, story, at)
    if story.ending == "cancel":
        world.cancel(account, order.id, at + timedelta(minutes=50))


def _play_fills(
    world: World, account: Account, order: SandboxOrder, story: Story, at: datetime
) -> None:
    """The parts of the story, a few minutes apart; parts that add up to one fill it all."""
    lot = world.markets[order.symbol].lot
    whole = sum((Decimal(part) for part in story.parts), Decimal(0)) == 1
    for position, part in enumerate(story.parts, start=1):
        last = whole and position == len(story.parts)
        share = to_step(order.amount * Decimal(part), lot)
        amount = order.remaining if last else share
        if amount > 0:
            world.fill(account, order, amount, at=at + timedelta(minutes=5 * position))
