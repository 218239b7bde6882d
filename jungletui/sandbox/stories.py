"""What becomes of the orders of a demo account, told order by order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jungletui.sandbox.model import Wallets


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
class Borrowed:
    """A position of margin trading: `amount` of the market's base, opened `hours` ago with
    `leverage`."""

    symbol: str
    wallet: str
    amount: str
    hours: float
    leverage: int = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """One account at the start of its history."""

    name: str
    uid: str
    wallets: Wallets
    stories: tuple[Story, ...]
    borrowed: tuple[Borrowed, ...] = ()


def spot_history(wallet: str, quote: str, worth: int) -> tuple[Story, ...]:
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


def futures_history(symbol: str, wallet: str, worth: int) -> tuple[Story, ...]:
    """A position that was opened in two parts, partly closed, and an open order."""
    return (
        Story(symbol, "buy", worth * 4, 60, "0.004", ("0.5", "0.5"), wallet=wallet),
        Story(symbol, "sell", worth, 24, "0.006", ("1",), wallet=wallet),
        Story(symbol, "buy", worth, 3, "0.03", wallet=wallet),
    )


def amounts(text: str) -> dict[str, Decimal]:
    """`BTC 1.5 ETH 20` as amounts."""
    words = text.split()
    return {asset: Decimal(amount) for asset, amount in zip(words[::2], words[1::2], strict=True)}
