"""Figures that are reckoned from others of the same row: by which rule, and to the last digit.

ccxt 4.5.90 completes what an exchange does not tell (base/exchange.py `safe_order`, `safe_trade`,
`safe_balance`) with eighteen decimals where it divides. A rule counts only where all that it takes
is known already, so that two figures never vouch for one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

DIGITS = 200
"""More than any product of two figures that are shown."""
LAST = Decimal("1e-18")
"""ccxt cuts a quotient off there (4.5.90 base/precise.py `Precise.div`)."""
REACH = Context(prec=DIGITS, traps=[])
"""Reckons without a complaint: what cannot be reckoned equals nothing."""
ZERO, ONE = Decimal(0), Decimal(1)
Known = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Lot:
    """What one unit of an amount stands for: the contract size, and whether it is in the quote."""

    size: Decimal = ONE
    inverse: bool = False

    def worth(self, amount: Decimal, price: Decimal) -> Decimal:
        """What an amount costs."""
        return amount * self.size / price if self.inverse else amount * self.size * price

    def amount(self, cost: Decimal, price: Decimal) -> Decimal:
        """What is bought for that much."""
        return cost * price / self.size if self.inverse else cost / price / self.size

    def price(self, cost: Decimal, amount: Decimal) -> Decimal:
        """At which price an amount costs that much."""
        return amount * self.size / cost if self.inverse else cost / (amount * self.size)


@dataclass(frozen=True, slots=True)
class Rule:
    """One figure from others: their names, and how."""

    of: tuple[str, ...]
    reckon: Callable[..., Decimal]
    firm: bool = False
    """Whether it holds without exception: a figure that is another one is wrong."""

    def gives(self, value: Decimal, known: Known, lot: Lot) -> bool:
        """Whether it leads to `value`, be the amounts in contracts or in coins. To be asked
        within `REACH`."""
        for found in self._all(known, lot):  # noqa: SIM110  a generator takes as long as the rest
            if found == value or abs(found - value) <= LAST:
                return True
        return False

    def denies(self, value: Decimal, known: Known, lot: Lot) -> bool:
        """Whether it shows that `value` is wrong."""
        found = self._all(known, lot) if self.firm else ()
        return bool(found) and all(abs(one - value) > LAST for one in found)

    def _all(self, known: Known, lot: Lot) -> tuple[Decimal, ...]:
        """What it leads to; nothing where not all that it takes is known."""
        try:
            values = [known[name] for name in self.of]
        except KeyError:
            return ()
        found = self.reckon(lot, *values)
        if lot.size == ONE:
            return (found,)
        return found, self.reckon(Lot(ONE, lot.inverse), *values)


def same(_: Lot, value: Decimal) -> Decimal:
    """It is the other."""
    return value


def plus(_: Lot, one: Decimal, other: Decimal) -> Decimal:
    """The sum."""
    return one + other


def minus(_: Lot, one: Decimal, other: Decimal) -> Decimal:
    """The difference."""
    return one - other


def nothing(_: Lot, *_others: Decimal) -> Decimal:
    """What is over has nothing left."""
    return ZERO


def gain(lot: Lot, contracts: Decimal, mark: Decimal, entry: Decimal) -> Decimal:
    """What a long position has won."""
    return (
        lot.worth(contracts, entry) - lot.worth(contracts, mark)
        if lot.inverse
        else (lot.worth(contracts, mark) - lot.worth(contracts, entry))
    )


def loss(lot: Lot, contracts: Decimal, mark: Decimal, entry: Decimal) -> Decimal:
    """What a short one has."""
    return -gain(lot, contracts, mark, entry)


Rules = Mapping[str, tuple[Rule, ...]]
ORDERS: Rules = {
    "amount": (Rule(("filled", "remaining"), plus), Rule(("filled",), same)),
    "filled": (
        Rule(("amount", "remaining"), minus),
        Rule(("amount",), same),
        Rule(("trades_amount",), same),
        Rule(("cost", "average"), Lot.amount),
    ),
    "remaining": (Rule(("amount", "filled"), minus, firm=True), Rule(("over",), nothing)),
    "price": (Rule(("average",), same), Rule(("cost", "amount"), Lot.price)),
    "average": (
        Rule(("cost", "filled"), Lot.price),
        Rule(("trades_cost", "filled"), Lot.price),
        Rule(("price",), same),
    ),
    "cost": (
        Rule(("filled", "average"), Lot.worth, firm=True),
        Rule(("filled", "price"), Lot.worth),
        Rule(("trades_cost",), same),
    ),
}
FILLS: Rules = {
    "amount": (Rule(("cost", "price"), Lot.amount),),
    "price": (Rule(("cost", "amount"), Lot.price),),
    "cost": (Rule(("amount", "price"), Lot.worth, firm=True),),
}
BALANCES: Rules = {
    "free": (Rule(("total", "used"), minus), Rule(("total",), same)),
    "used": (Rule(("total", "free"), minus),),
    "total": (Rule(("free", "used"), plus), Rule(("free",), same)),
}
POSITIONS: Rules = {
    "contracts": (Rule(("opened", "closed"), minus),),
    "size": (Rule(("contracts",), lambda lot, amount: amount * lot.size, firm=True),),
    "unrealised_pnl": (
        Rule(("contracts", "mark_price", "entry_price"), gain),
        Rule(("contracts", "mark_price", "entry_price"), loss),
    ),
}
MOVEMENTS: Rules = {"amount": (), "fee": ()}
RULES: Mapping[str, Rules] = {
    "orders": ORDERS,
    "fills": FILLS,
    "balances": BALANCES,
    "positions": POSITIONS,
    "movements": MOVEMENTS,
}
