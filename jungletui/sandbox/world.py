"""One exchange's world: prices that move, orders that fill, and the books that both must match."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from jungletui.domain.times import Clock, utc_now
from jungletui.sandbox import prices
from jungletui.sandbox.days import Days
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.listing import Listing
from jungletui.sandbox.model import (
    ZERO,
    Account,
    Holding,
    OrderStatus,
    Refusal,
    SandboxFill,
    SandboxOrder,
    Wallets,
    Withdrawal,
)
from jungletui.sandbox.movements import history
from jungletui.sandbox.prices import Ticker
from jungletui.sandbox.rules import Market, Rules
from jungletui.sandbox.settlement import Execution, book, execute, hold, release

STEP = timedelta(seconds=5)
"""Orders are compared with the walk on this grid, so that only the clock decides what fills."""
LONGEST = timedelta(hours=6)
"""After a longer pause only its last hours are walked through."""


@dataclass(slots=True)
class OrderRequest:
    """What a client asks for. `price` is None for a market order; `wallet` is the exchange's."""

    symbol: str
    side: str
    amount: Decimal
    price: Decimal | None = None
    wallet: str = "spot"
    client_id: str = ""
    regrid: Decimal | None = None


@dataclass(slots=True)
class World:
    """Everything of one sandbox exchange. What happens takes its time from `clock` only.

    `wall` is what the exchange's own time endpoint tells, and what the timestamps and nonces of
    signed requests are judged by: clients sign with the real time, also when `clock` stands still.
    `deleted` are ids of keys that were known once.
    """

    rules: Rules
    seed: int
    clock: Clock
    moving: bool
    markets: Mapping[str, Market]
    accounts: dict[str, Account] = field(default_factory=dict)
    keys: dict[str, SandboxKey] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    wall: Clock = utc_now
    started_at: datetime = field(init=False)
    _settled_at: datetime = field(init=False)
    _numbers: count[int] = field(init=False)
    listing: Listing = field(init=False)
    _days: Days = field(init=False)

    def __post_init__(self) -> None:
        self.started_at = self._settled_at = self.clock()
        self._numbers = count(1_000_001 + self.seed)
        self.listing = Listing(self.markets)
        self._days = Days(self.seed)

    # what is read ---------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time of this exchange."""
        return self.clock()

    def price(self, symbol: str, at: datetime | None = None) -> Decimal:
        """The last price of a market; a frozen world keeps that of its start."""
        moment = at or self.now()
        if not self.moving:
            moment = min(moment, self.started_at)
        return prices.cross(self.seed, self.markets[symbol], int(moment.timestamp()))

    def ticker(self, symbol: str) -> Ticker:
        """A market's last day."""
        at = self.now()
        seconds = int((at if self.moving else self.started_at).timestamp())
        market = self.markets[symbol]
        tick, last = market.tick, prices.cross(self.seed, market, seconds)
        opening, high, low = self._days.of(market, seconds)
        volume = self._days.volume(market, seconds)
        return Ticker(
            symbol, last, max(last - tick, tick), last + tick, opening,
            max(high, last), min(low, last), volume, volume * last, at,
        )  # fmt: skip

    def account_of(self, key_id: str) -> Account:
        """The account of a key. Raises KeyError for an unknown id."""
        return self.accounts[self.keys[key_id].account]

    def total(self, account: str, wallet: str, asset: str) -> Decimal:
        """What the account holds of `asset` in `wallet`."""
        return self.accounts[account].wallets.get(wallet, {}).get(asset, Holding()).total

    # what is done ---------------------------------------------------------------------------

    def open_account(self, name: str, uid: str, wallets: Wallets) -> Account:
        """A new account with these funds."""
        account = Account(name, uid, self.now())
        for wallet, assets in wallets.items():
            account.wallets[wallet] = {asset: Holding(amount) for asset, amount in assets.items()}
            account.opening.update({(wallet, asset): amount for asset, amount in assets.items()})
        account.movements.extend(history(name, wallets, self.now(), self.seed))
        self.accounts[name] = account
        return account

    def place(
        self, account: Account, request: OrderRequest, at: datetime | None = None
    ) -> SandboxOrder | Refusal:
        """Put an order on the book. One that crosses the price fills at once, as a taker."""
        moment = at or self.now()
        market = self.markets.get(request.symbol)
        refusal = _check(market, request)
        if market is None or refusal is not None:
            return refusal or Refusal.MARKET
        last = self.price(request.symbol, moment)
        order = self._draft(account, request, last, moment)
        if order.amount * order.price < market.minimum_cost:
            return Refusal.SIZE
        if not hold(account, order, market, self.rules):
            return Refusal.FUNDS
        account.orders[order.id] = order
        if order.type == "market" or _crosses(order, last):
            self.fill(account, order, order.amount, at=moment, price=last, maker=False)
        return order

    def reject(self, account: Account, request: OrderRequest, reason: str, at: datetime) -> None:
        """Keep an order that was never on the book, as exchanges list rejected ones."""
        order = self._draft(account, request, self.price(request.symbol, at), at)
        order.status, order.reason = OrderStatus.REJECTED, reason
        account.orders[order.id] = order

    def fill(
        self,
        account: Account,
        order: SandboxOrder,
        amount: Decimal,
        *,
        at: datetime,
        price: Decimal | None = None,
        maker: bool = True,
    ) -> SandboxFill:
        """Execute a part of an open order (at its own price unless told)."""
        match = Execution(amount, price or order.price, at, maker, next(self._numbers))
        market = self.markets[order.symbol]
        return execute(account, order, market, self.rules, match)

    def cancel(
        self, account: Account, order_id: str, at: datetime | None = None
    ) -> SandboxOrder | Refusal:
        """Take an open order off the book."""
        order = account.orders.get(order_id)
        if order is None or order.status is not OrderStatus.OPEN:
            return Refusal.UNKNOWN_ORDER
        release(account, order, OrderStatus.CANCELLED, at or self.now())
        return order

    def transfer(
        self, account: Account, source: str, target: str, asset: str, amount: Decimal
    ) -> str | Refusal:
        """Move funds between wallets of one account; returns the id of the transfer."""
        if amount <= 0 or account.holding(source, asset).free < amount:
            return Refusal.FUNDS
        number = str(next(self._numbers))
        book(account, (source, asset), -amount, "transfer", (number, self.now()))
        book(account, (target, asset), amount, "transfer", (number, self.now()))
        return number

    def withdraw(
        self, account: Account, wallet: str, asset: str, amount: Decimal, address: str
    ) -> Withdrawal | Refusal:
        """Send funds away for good."""
        if amount <= 0 or account.holding(wallet, asset).free < amount:
            return Refusal.FUNDS
        number = next(self._numbers)
        name = hashlib.sha256(f"{self.seed}/withdrawal/{number}".encode()).hexdigest()[:32]
        gone = Withdrawal(name, wallet, asset, amount, address, self.now())
        book(account, (wallet, asset), -amount, "withdrawal", (name, gone.at))
        account.withdrawals.append(gone)
        return gone

    def advance(self) -> None:
        """Let the open orders meet the prices since the last call; called before every request."""
        now = self.now()
        if not self.moving or now - self._settled_at < STEP:
            return
        self._settled_at = max(self._settled_at, now - LONGEST)
        while self._settled_at + STEP <= now:
            self._settled_at += STEP
            for account in self.accounts.values():
                for order in account.open_orders():
                    self._meet(account, order, self._settled_at)

    # inside ---------------------------------------------------------------------------------

    def _draft(
        self, account: Account, request: OrderRequest, last: Decimal, at: datetime
    ) -> SandboxOrder:
        number = next(self._numbers)
        kind = "limit" if request.price is not None else "market"
        return SandboxOrder(
            number, self.rules.order_id(number), request.client_id or f"demo{number}",
            account.name, request.wallet, request.symbol, request.side, kind,
            last if request.price is None else request.price, request.amount, at, at,
            regrid=request.regrid,
        )  # fmt: skip

    def _meet(self, account: Account, order: SandboxOrder, at: datetime) -> None:
        """Fill a seeded part of an order whose price the walk has reached."""
        if not _crosses(order, self.price(order.symbol, at)):
            return
        market = self.markets[order.symbol]
        parts = Decimal(self._die(order, at) % 5 + 2) / 10
        amount = prices.to_step(order.amount * parts, market.lot)
        if amount < market.lot or amount + market.lot > order.remaining:
            amount = order.remaining
        self.fill(account, order, amount, at=at)
        if order.status is OrderStatus.FILLED and order.regrid is not None:
            self._answer(account, order, order.regrid, at)

    def _answer(self, account: Account, order: SandboxOrder, regrid: Decimal, at: datetime) -> None:
        """The demo's grid bot: a filled order is answered by its opposite."""
        selling = order.side == "buy"
        market = self.markets[order.symbol]
        price = prices.to_step(order.price * (1 + regrid if selling else 1 - regrid), market.tick)
        side = "sell" if selling else "buy"
        amount = order.amount
        if market.spot and selling:
            amount = min(amount, account.holding(order.wallet, market.base).free)
            amount = prices.to_step(amount, market.lot)
        asked = OrderRequest(order.symbol, side, amount, price, order.wallet, regrid=regrid)
        self.place(account, asked, at)

    def _die(self, order: SandboxOrder, at: datetime) -> int:
        text = f"{self.seed}/{order.number}/{at.timestamp():.0f}"
        return hashlib.blake2b(text.encode(), digest_size=1).digest()[0]


def _crosses(order: SandboxOrder, last: Decimal) -> bool:
    return last <= order.price if order.side == "buy" else last >= order.price


def _check(market: Market | None, request: OrderRequest) -> Refusal | None:
    """What is wrong with a request, whatever the account holds."""
    if market is None:
        return Refusal.MARKET
    if request.amount <= 0 or request.amount % market.lot != ZERO:
        return Refusal.SIZE
    if request.price is not None and (request.price <= 0 or request.price % market.tick != ZERO):
        return Refusal.PRICE
    return None
