"""What moved in an account between two looks."""

from decimal import Decimal

from jungletui.sandbox.changes import Eye
from jungletui.sandbox.model import OrderStatus, SandboxOrder
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import SandboxOptions, build_world
from jungletui.sandbox.world import OrderRequest, World
from tests.sandbox.conftest import Hand

SYMBOL = "ETH/USDT"


def world_of(hand: Hand) -> World:
    return build_world(EXCHANGES["binance"], (), SandboxOptions(clock=hand, markets=40))


def resting(world: World) -> SandboxOrder:
    price = (world.price(SYMBOL) * Decimal("0.5")).quantize(world.markets[SYMBOL].tick)
    asked = OrderRequest(SYMBOL, "buy", Decimal("0.01"), price)
    order = world.place(world.accounts["main"], asked)
    assert isinstance(order, SandboxOrder)
    return order


def test_what_was_there_is_no_change(hand: Hand) -> None:
    world = world_of(hand)
    assert not Eye(world.accounts["main"]).look(world.now())


def test_each_fill_has_the_sums_up_to_it(hand: Hand) -> None:
    world = world_of(hand)
    account = world.accounts["main"]
    eye = Eye(account)
    order = resting(world)
    for part in ("0.002", "0.003", "0.005"):
        hand.forward(seconds=1)
        world.fill(account, order, Decimal(part), at=world.now())
    found = eye.look(world.now())
    assert [(e.order.status, e.order.filled) for e in found.orders] == [
        (OrderStatus.OPEN, 0),
        (OrderStatus.OPEN, Decimal("0.002")),
        (OrderStatus.OPEN, Decimal("0.005")),
        (OrderStatus.FILLED, Decimal("0.01")),
    ]
    assert found.orders[-1].order.cost == order.cost
    assert found.orders[-1].order.fee == order.fee
    assert sum(fill.amount for fill in found.fills) == order.amount
    assert not eye.look(world.now())


def test_an_end_is_a_step_and_what_it_held_is_free(hand: Hand) -> None:
    world = world_of(hand)
    account = world.accounts["main"]
    order = resting(world)
    eye = Eye(account)
    world.cancel(account, order.id)
    found = eye.look(world.now())
    ((event,), (row,)) = found.orders, found.holdings
    assert (event.order.id, event.order.status) == (order.id, OrderStatus.CANCELLED)
    assert (row.asset, row.change, row.free - row.free_before) == (
        "USDT", 0, order.amount * order.price,
    )  # fmt: skip


def test_a_move_between_wallets_is_told_in_both(hand: Hand) -> None:
    world = world_of(hand)
    account = world.accounts["main"]
    eye = Eye(account)
    world.transfer(account, "funding", "spot", "USDC", Decimal(3))
    found = eye.look(world.now())
    assert {(row.wallet, row.change) for row in found.holdings} == {("funding", -3), ("spot", 3)}
    assert {row.wallet for row in found.of_wallet("spot").holdings} == {"spot"}
    assert [entry.kind for entry in found.of_wallet("funding").entries] == ["transfer"]


def test_nothing_is_lost_however_seldom_one_looks(hand: Hand) -> None:
    """Hours of trading, looked at in uneven steps: the steps add up to the books."""
    world = world_of(hand)
    account = world.accounts["main"]
    eye, known = Eye(account), len(account.fills)
    fills, totals = [], {p: h.total for p, h in _holdings(world)}
    for minutes in (1, 7, 30, 2, 40):
        hand.forward(minutes=minutes)
        world.advance()
        found = eye.look(world.now())
        fills += found.fills
        for row in found.holdings:
            totals[row.wallet, row.asset] = totals.get((row.wallet, row.asset), 0) + row.change
        assert [e.at for e in found.orders] == sorted(e.at for e in found.orders)
    assert sorted(f.number for f in fills) == sorted(f.number for f in account.fills[known:])
    assert fills
    assert totals == {place: holding.total for place, holding in _holdings(world)}


def _holdings(world: World) -> list:
    account = world.accounts["main"]
    return [((w, a), h) for w, assets in account.wallets.items() for a, h in assets.items()]
