"""What happens in the accounts of a soak: orders come, are filled in parts, go; funds go, too."""

from __future__ import annotations

import random
from decimal import Decimal

from jungletui.sandbox.model import SandboxOrder
from jungletui.sandbox.prices import to_step
from jungletui.sandbox.rules import Market
from jungletui.sandbox.world import OrderRequest
from tests.soak.books import Books

FEW, MANY = 4, 8
"""Open orders of one account: below that some are placed, above it none."""


def act(books: Books, rng: random.Random) -> str:
    """One thing in one account; what it was, empty where nothing was possible."""
    orders = books.account.open_orders()
    if len(orders) < FEW or (len(orders) < MANY and rng.random() < 0.2):
        return _placed(books, rng)
    order = rng.choice(orders)
    lot = books.world.markets[order.symbol].lot
    chance = rng.random()
    if chance < 0.75 and order.remaining > 4 * lot:
        part = lot * rng.randrange(1, 4)
        books.world.fill(books.account, order, part, at=books.world.now())
        return "fills"
    if chance < 0.8:
        books.world.fill(books.account, order, order.remaining, at=books.world.now())
        return "fills"
    if chance < 0.9:
        books.world.cancel(books.account, order.id)
        return "cancellations"
    return _withdrawn(books, rng)


def _placed(books: Books, rng: random.Random) -> str:
    """An order like one that there was, away from the price."""
    known = [one for one in books.account.orders.values() if one.type == "limit"]
    if not known:
        return ""
    model: SandboxOrder = rng.choice(known)
    market: Market = books.world.markets[model.symbol]
    factor = Decimal(rng.randrange(70, 95)) / 100
    last = books.world.price(model.symbol)
    price = to_step(last * factor if model.side == "buy" else last / factor, market.tick)
    worth = Decimal(rng.randrange(60, 200))
    each = market.contract_size if market.inverse else market.cost(Decimal(1), price)
    amount = to_step(worth / each, market.lot) + 12 * market.lot
    request = OrderRequest(model.symbol, model.side, amount, price, model.wallet)
    placed = books.world.place(books.account, request)
    return "orders placed" if isinstance(placed, SandboxOrder) else ""


def _withdrawn(books: Books, rng: random.Random) -> str:
    """A little of something leaves the wallet that orders are placed from."""
    wallet = next(iter(books.account.wallets))
    rich = [asset for asset, held in books.account.wallets[wallet].items() if held.free > 1]
    if not rich:
        return ""
    asset = rng.choice(rich)
    books.world.withdraw(
        books.account, wallet, asset, Decimal(rng.randrange(1, 99)) / 1000, "DEMOaddressofnobody"
    )
    return "withdrawals"
