"""The accounts of the demo: funds in several wallets, and a history that the books account for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from jungletui.sandbox.model import Account, SandboxOrder, Wallets
from jungletui.sandbox.prices import to_step
from jungletui.sandbox.world import OrderRequest, World


@dataclass(frozen=True, slots=True)
class Story:
    """What becomes of one order: placed `hours` ago, `offset` below or above the price of then,
    worth `worth` dollars, filled in `parts`; `ending` is `stay`, `cancel` or `reject`."""

    symbol: str
    side: str
    worth: int
    hours: float
    offset: str = "0.01"
    parts: tuple[str, ...] = ()
    ending: str = "stay"
    wallet: str = "spot"
    regrid: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One account at the start of its history."""

    name: str
    uid: str
    wallets: Wallets
    stories: tuple[Story, ...]


def _spot_history(wallet: str, quote: str, worth: int) -> tuple[Story, ...]:
    """Filled, partly filled, cancelled and rejected orders of the last days, and open ones."""
    btc, eth, sol, xrp = (f"{coin}/{quote}" for coin in ("BTC", "ETH", "SOL", "XRP"))
    return (
        Story(btc, "buy", worth * 4, 70, "0.004", ("1",), wallet=wallet),
        Story(eth, "buy", worth * 3, 52, "0.003", ("0.4", "0.6"), wallet=wallet),
        Story(sol, "buy", worth * 2, 40, "0.006", ("0.2", "0.3", "0.5"), wallet=wallet),
        Story(btc, "sell", worth, 31, "0.005", ("1",), wallet=wallet),
        Story(xrp, "buy", worth, 28, "0.03", ending="cancel", wallet=wallet),
        Story(eth, "sell", worth, 20, "0.008", ("0.5",), "cancel", wallet),
        Story(sol, "buy", worth * 90, 9, "0.002", ending="reject", wallet=wallet),
        Story(xrp, "buy", worth, 6, "0.004", ("0.5", "0.5"), wallet=wallet),
        Story(eth, "buy", worth * 2, 2, "0.02", ("0.35",), wallet=wallet),
        Story(btc, "buy", worth, 0.2, "0.001", wallet=wallet, regrid="0.002"),
        Story(btc, "sell", worth, 0.2, "0.0012", wallet=wallet, regrid="0.002"),
        Story(eth, "buy", worth, 0.15, "0.0011", wallet=wallet, regrid="0.002"),
        Story(sol, "sell", worth, 0.15, "0.0014", wallet=wallet, regrid="0.0025"),
        Story(btc, "buy", worth, 0.1, "0.06", wallet=wallet),
    )


def _futures_history(symbol: str, wallet: str, worth: int) -> tuple[Story, ...]:
    """A position that was opened in two parts, partly closed, and an open order."""
    return (
        Story(symbol, "buy", worth * 4, 60, "0.004", ("0.5", "0.5"), wallet=wallet),
        Story(symbol, "sell", worth, 24, "0.006", ("1",), wallet=wallet),
        Story(symbol, "buy", worth, 3, "0.03", wallet=wallet),
    )


def _amounts(text: str) -> dict[str, Decimal]:
    """`BTC 1.5 ETH 20` as amounts."""
    words = text.split()
    return {asset: Decimal(amount) for asset, amount in zip(words[::2], words[1::2], strict=True)}


PLANS: Mapping[str, tuple[Plan, ...]] = {
    "binance": (
        Plan(
            "main",
            "40000001",
            {
                "spot": _amounts("USDT 42000 BTC 0.35 ETH 4.2 BNB 12.5 SOL 60 XRP 900 EUR 1500"),
                "funding": _amounts("USDT 2500 BTC 0.05 USDC 800"),
                "margin": _amounts("USDT 1200 ETH 0.75"),
                "futures": _amounts("USDT 5000"),
                "delivery": _amounts("BTC 0.08"),
            },
            (
                *_spot_history("spot", "USDT", 900),
                *_futures_history("ETH/USDT:USDT", "futures", 1500),
                *_futures_history("BTC/USD:BTC", "delivery", 2000),
            ),
        ),
        Plan(
            "lab",
            "40000002",
            {
                "spot": _amounts("USDT 9000 BTC 0.1 ETH 1.5 SOL 20 XRP 400"),
                "funding": {},
                "futures": _amounts("USDT 8000 USDC 500"),
                "delivery": {},
            },
            (
                *_spot_history("spot", "USDT", 150),
                *_futures_history("BTC/USDT:USDT", "futures", 4000),
            ),
        ),
        Plan(
            "testnet",
            "40000003",
            {"spot": _amounts("USDT 10000 BTC 1 ETH 10 BNB 100 SOL 50 XRP 1000")},
            _spot_history("spot", "USDT", 300),
        ),
    ),
    "kraken": (
        Plan(
            "main",
            "AA00 DEMO 0000 0001",
            {
                "spot": _amounts(
                    "USD 18000 BTC 0.42 ETH 3.1 SOL 45 XRP 2500 DOT 300 DOT.S 120 EUR 2200"
                )
            },
            _spot_history("spot", "USD", 600),
        ),
    ),
    "bybit": (
        Plan(
            "main",
            "50000001",
            {
                "unified": _amounts("USDT 16000 BTC 0.2 ETH 2.5 SOL 30 XRP 700"),
                "funding": _amounts("USDT 1000 USDC 250"),
            },
            (
                *_spot_history("unified", "USDT", 300),
                *_futures_history("BTC/USDT:USDT", "unified", 3000),
            ),
        ),
    ),
    "okx": (
        Plan(
            "main",
            "60000001",
            {
                "trading": _amounts("USDT 12000 BTC 0.15 ETH 2 SOL 25 XRP 500"),
                "funding": _amounts("USDT 700 ETH 0.4"),
            },
            (
                *_spot_history("trading", "USDT", 250),
                *_futures_history("ETH/USDT:USDT", "trading", 2500),
            ),
        ),
    ),
}
"""The accounts of each exchange; a key names one of them."""


def populate(world: World) -> None:
    """Open the planned accounts of this exchange and play their history, oldest first."""
    for plan in PLANS.get(world.rules.exchange, ()):
        account = world.open_account(plan.name, plan.uid, plan.wallets)
        for story in sorted(plan.stories, key=lambda story: -story.hours):
            if story.symbol in world.markets:
                play(world, account, story)


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
