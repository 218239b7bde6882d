"""Prices are a function of seed and time; whatever fills, every account stays conserved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.sandbox.markets import Universe, build_markets
from jungletui.sandbox.model import ZERO, Account, OrderStatus, Refusal, SandboxOrder
from jungletui.sandbox.populate import populate
from jungletui.sandbox.rules import Fees, Product, Rules
from jungletui.sandbox.settlement import unrealised
from jungletui.sandbox.world import OrderRequest, World
from tests.sandbox.conftest import START, Hand

UNIVERSE = Universe(("USDT", "USD", "BTC", "EUR"), "USDT", inverse=True)
MARKETS = build_markets(UNIVERSE, 80)
RATES = Fees(Decimal("0.001"), Decimal("0.002"))


def make_world(clock: Hand, *, in_quote: bool = False, exchange: str = "test") -> World:
    rules = Rules(exchange, replace(RATES, in_quote=in_quote))
    return World(rules, 7, clock, True, MARKETS)


def funded(world: World) -> Account:
    plenty = {asset: Decimal(100_000) for asset in ("USDT", "BTC", "ETH", "SOL")}
    return world.open_account("main", "1", {"spot": plenty, "futures": plenty, "delivery": plenty})


def unbalanced(world: World) -> list[tuple[str, str] | SandboxOrder]:
    """What does not add up. Opening plus ledger is the total; what is used is what orders and
    positions hold; an order's fills add up to it."""
    found: list[tuple[str, str] | SandboxOrder] = []
    for account in world.accounts.values():
        for wallet, assets in account.wallets.items():
            for asset, holding in assets.items():
                booked = (_booked(account, wallet, asset), _held(world, account, wallet, asset))
                if booked != (holding.total, holding.used):
                    found.append((wallet, asset))
        found += [order for order in account.orders.values() if not _adds_up(account, order)]
    return found


def _booked(account: Account, wallet: str, asset: str) -> Decimal:
    changes = [e.change for e in account.ledger if (e.wallet, e.asset) == (wallet, asset)]
    return sum(changes, account.opening.get((wallet, asset), ZERO))


def _held(world: World, account: Account, wallet: str, asset: str) -> Decimal:
    orders = [
        o.held for o in account.orders.values() if (o.wallet, o.held_asset) == (wallet, asset)
    ]
    positions = [
        p.margin
        for p in account.positions.values()
        if p.wallet == wallet and world.markets[p.symbol].settle == asset
    ]
    return sum([*orders, *positions], ZERO)


def _adds_up(account: Account, order: SandboxOrder) -> bool:
    fills = [f for f in account.fills if f.order_id == order.id]
    return (
        sum(f.amount for f in fills) == order.filled <= order.amount
        and sum(f.cost for f in fills) == order.cost
        and sum(f.fee for f in fills) == order.fee
        and (order.status is OrderStatus.OPEN or order.held == 0)
    )


def test_the_walk_is_a_function_of_seed_and_time(hand: Hand) -> None:
    one, two = make_world(hand), make_world(hand)
    other = World(one.rules, 8, hand, True, MARKETS)
    seen = []
    for _ in range(20):
        hand.forward(seconds=7)
        assert one.price("BTC/USDT") == two.price("BTC/USDT")
        seen.append(one.price("BTC/USDT"))
    assert len(set(seen)) > 10
    assert one.price("BTC/USDT") != other.price("BTC/USDT")


def test_a_frozen_world_keeps_its_prices(hand: Hand) -> None:
    world = World(Rules("test", RATES), 7, hand, False, MARKETS)
    before = {symbol: world.price(symbol) for symbol in MARKETS}
    hand.forward(days=3)
    assert before == {symbol: world.price(symbol) for symbol in MARKETS}


def test_nothing_fills_in_a_frozen_world(hand: Hand) -> None:
    world = World(Rules("binance", RATES), 7, hand, False, MARKETS)
    populate(world)
    near = world.place(
        world.accounts["main"],
        OrderRequest("BTC/USDT", "buy", Decimal("0.001"), world.price("BTC/USDT") - 1),
    )
    assert isinstance(near, SandboxOrder)
    near.price += 2  # the standing price would fill it, if anything moved
    before = sum(len(account.fills) for account in world.accounts.values())
    hand.forward(hours=2)
    world.advance()
    assert sum(len(account.fills) for account in world.accounts.values()) == before


def test_crosses_agree_with_the_dollar_prices(hand: Hand) -> None:
    world = make_world(hand)
    by_hand = world.price("ETH/USDT") / world.price("BTC/USDT")
    assert abs(by_hand - world.price("ETH/BTC")) <= MARKETS["ETH/BTC"].tick * 2


def test_markets_fit_their_grid() -> None:
    markets = build_markets(UNIVERSE, 300)
    assert len(markets) == 300
    assert {m.product for m in markets.values()} == set(Product)
    for market in markets.values():
        places = -(market.tick * market.lot).normalize().as_tuple().exponent
        assert places <= 8, market


@pytest.mark.parametrize("in_quote", [False, True])
def test_a_market_buy_swaps_the_funds_and_pays_the_fee(hand: Hand, in_quote: bool) -> None:
    world = make_world(hand, in_quote=in_quote)
    account = funded(world)
    order = world.place(account, OrderRequest("BTC/USDT", "buy", Decimal("0.5")))
    assert isinstance(order, SandboxOrder)
    cost = world.price("BTC/USDT") / 2
    fee = cost * RATES.taker if in_quote else Decimal("0.5") * RATES.taker
    start = Decimal(100_000)
    usdt, btc = account.holding("spot", "USDT"), account.holding("spot", "BTC")
    assert usdt.total == start - cost - (order.fee if in_quote else 0)
    assert btc.total == start + Decimal("0.5") - (0 if in_quote else order.fee)
    assert abs(order.fee - fee) < Decimal("0.00000001")
    assert order.status is OrderStatus.FILLED
    assert usdt.used == btc.used == 0


def test_an_open_order_holds_and_a_cancel_gives_back(hand: Hand) -> None:
    world = make_world(hand)
    account = funded(world)
    price = Decimal(40_000)
    order = world.place(account, OrderRequest("BTC/USDT", "buy", Decimal(1), price))
    assert isinstance(order, SandboxOrder)
    assert account.holding("spot", "USDT").used == price
    assert world.cancel(account, order.id) is order
    assert account.holding("spot", "USDT").free == 100_000
    assert world.cancel(account, order.id) is Refusal.UNKNOWN_ORDER


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (OrderRequest("NO/USDT", "buy", Decimal(1)), Refusal.MARKET),
        (OrderRequest("BTC/USDT", "buy", Decimal("0.0000001")), Refusal.SIZE),
        (OrderRequest("BTC/USDT", "buy", Decimal("0.00001"), Decimal(1)), Refusal.SIZE),
        (OrderRequest("BTC/USDT", "buy", Decimal(1), Decimal("1.001")), Refusal.PRICE),
        (OrderRequest("BTC/USDT", "buy", Decimal(100)), Refusal.FUNDS),
    ],
)
def test_the_books_refuse(hand: Hand, asked: OrderRequest, refusal: Refusal) -> None:
    world = make_world(hand)
    account = funded(world)
    assert world.place(account, asked) is refusal
    assert account.orders == {}
    assert not unbalanced(world)


def test_a_position_is_opened_reduced_and_turned(hand: Hand) -> None:
    world = make_world(hand)
    account = funded(world)
    symbol = "BTC/USDT:USDT"
    for side, amount, expected in (("buy", 2, 2), ("sell", 1, 1), ("sell", 3, -2), ("buy", 2, 0)):
        hand.forward(minutes=11)
        placed = world.place(account, OrderRequest(symbol, side, Decimal(amount), None, "futures"))
        assert isinstance(placed, SandboxOrder)
        position = account.positions[symbol]
        assert position.amount == expected
        assert (position.margin > 0) == (expected != 0)
        assert not unbalanced(world)
    profit = sum(e.change for e in account.ledger if e.kind == "pnl")
    fees = sum(e.change for e in account.ledger if e.kind == "fee")
    assert account.holding("futures", "USDT").total == 100_000 + profit + fees
    assert profit != 0


def test_open_profit_of_both_kinds_has_the_sign_of_the_move(hand: Hand) -> None:
    world = make_world(hand)
    account = funded(world)
    for symbol, wallet in (("BTC/USDT:USDT", "futures"), ("BTC/USD:BTC", "delivery")):
        world.place(account, OrderRequest(symbol, "buy", Decimal(3), None, wallet))
        position, market = account.positions[symbol], world.markets[symbol]
        assert unrealised(position, market, position.entry_price * 2) > 0
        assert unrealised(position, market, position.entry_price / 2) < 0


def test_orders_fill_while_one_watches(hand: Hand) -> None:
    world = make_world(hand, exchange="binance")
    populate(world)
    open_before = {o.id: o.filled for a in world.accounts.values() for o in a.open_orders()}
    partly = set()
    for _ in range(240):
        hand.forward(seconds=5)
        world.advance()
        for account in world.accounts.values():
            partly |= {o.id for o in account.open_orders() if 0 < o.filled < o.amount}
    filled = {o.id for a in world.accounts.values() for o in a.orders.values() if not o.remaining}
    assert filled & open_before.keys()
    assert len(partly) > 3
    assert not unbalanced(world)


def test_what_fills_depends_on_the_clock_and_not_on_who_looks() -> None:
    often, once = Hand(), Hand()
    worlds = []
    for hand, steps in ((often, 60), (once, 1)):
        world = make_world(hand, exchange="kraken", in_quote=True)
        populate(world)
        for _ in range(steps):
            hand.forward(seconds=1800 / steps)
            world.advance()
        worlds.append(world)
    books = [
        [(f.price, f.amount, f.at, f.symbol) for a in w.accounts.values() for f in a.fills]
        for w in worlds
    ]
    assert books[0] == books[1]
    assert len(books[0]) > 10


def test_every_demo_account_starts_conserved_and_solvent(hand: Hand) -> None:
    for exchange in ("binance", "kraken", "bybit", "okx"):
        world = make_world(hand, exchange=exchange, in_quote=exchange == "kraken")
        populate(world)
        assert world.accounts
        assert not unbalanced(world)
        for account in world.accounts.values():
            for assets in account.wallets.values():
                assert all(h.free >= 0 and h.used >= 0 for h in assets.values())


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["BTC/USDT", "ETH/USDT", "ETH/BTC", "BTC/USDT:USDT", "BTC/USD:BTC"]),
        st.sampled_from(["buy", "sell"]),
        st.integers(1, 4000),
        st.one_of(st.none(), st.integers(-30, 30)),
        st.integers(0, 900),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(actions=ACTIONS, in_quote=st.booleans())
def test_nothing_is_made_or_lost_whatever_is_traded(actions: list, in_quote: bool) -> None:
    hand = Hand()
    world = make_world(hand, in_quote=in_quote)
    account = funded(world)
    wallets = {Product.SPOT: "spot", Product.LINEAR: "futures", Product.INVERSE: "delivery"}
    for symbol, side, lots, offset, seconds, cancel in actions:
        market = world.markets[symbol]
        price = None
        if offset is not None:
            wanted = world.price(symbol) * (1 + Decimal(offset) / 1000)
            price = wanted // market.tick * market.tick
        wallet = wallets[market.product]
        placed = world.place(account, OrderRequest(symbol, side, market.lot * lots, price, wallet))
        hand.forward(seconds=seconds)
        world.advance()
        if cancel and isinstance(placed, SandboxOrder):
            world.cancel(account, placed.id)
        assert not unbalanced(world)


def test_transfers_and_withdrawals_need_funds(hand: Hand) -> None:
    world = make_world(hand)
    account = funded(world)
    assert world.transfer(account, "spot", "futures", "BTC", Decimal(200_000)) is Refusal.FUNDS
    assert world.withdraw(account, "spot", "BTC", Decimal(-1), "a") is Refusal.FUNDS
    world.transfer(account, "spot", "futures", "BTC", Decimal(5))
    world.withdraw(account, "spot", "BTC", Decimal(7), "address")
    assert world.total("main", "spot", "BTC") == 100_000 - 12
    assert world.total("main", "futures", "BTC") == 100_005
    assert account.withdrawals[0].amount == 7
    assert not unbalanced(world)


def test_a_long_pause_is_walked_in_bounded_time(hand: Hand) -> None:
    world = make_world(hand, exchange="kraken", in_quote=True)
    populate(world)
    hand.forward(days=400)
    world.advance()
    assert max(f.at for a in world.accounts.values() for f in a.fills) > hand.now - timedelta(1)
    assert not unbalanced(world)


def test_time_of_the_world_is_aware(hand: Hand) -> None:
    assert make_world(hand).now() == datetime(2026, 1, 1, 12, tzinfo=UTC) == START
