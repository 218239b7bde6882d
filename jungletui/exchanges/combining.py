"""Whether a figure is put together from numbers of the row that it stands in.

Some exchanges tell a fee in two parts, a leverage as its inverse, an amount in the smallest unit
(nado, bitbns: ccxt 4.5.90 `parse_trade`) or what is held in a position beside what is held by
orders (bybit.py `parse_balance`). Which figure may be made how is in `WAYS`, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import combinations

from jungletui.exchanges.reckonings import LAST, ONE

UNITS = (2, 6, 8, 9, 12, 18)
"""Places between a unit and the one that is told: percents, satoshis, gwei and their like."""
Numbers = AbstractSet[Decimal]
Way = Callable[[Decimal, Numbers], bool]


def is_combined(kind: str, figure: str, value: Decimal, numbers: Numbers) -> bool:
    """Whether this figure of this kind of rows follows from these numbers. To be asked within
    `REACH`."""
    return any(way(value, numbers) for way in WAYS.get((kind, figure), ()))


def in_units(value: Decimal, numbers: Numbers) -> bool:
    """Told in another unit."""
    return any(
        abs(value).scaleb(sign * places) in numbers or -abs(value).scaleb(sign * places) in numbers
        for places in UNITS
        for sign in (1, -1)
    )


def sums(value: Decimal, numbers: Numbers) -> bool:
    """Two or three numbers added, or one less another."""
    known = {abs(number) for number in numbers if number}
    if any(value - number in known or value + number in known for number in known):
        return True
    return any(value - one - other in known for one, other in combinations(known, 2))


def products(value: Decimal, numbers: Numbers) -> bool:
    """One number times another."""
    return any(
        abs(abs(one * other) - abs(value)) <= LAST for one, other in combinations(numbers, 2)
    )


def quotients(value: Decimal, numbers: Numbers) -> bool:
    """One number by another."""
    return any(
        abs(abs(one / other) - abs(value)) <= LAST for one in numbers for other in numbers if other
    )


def inverses(value: Decimal, numbers: Numbers) -> bool:
    """One, or a hundred per cent, by a number."""
    return any(abs(whole / n - value) <= LAST for n in numbers if n for whole in (ONE, ONE * 100))


WAYS: Mapping[tuple[str, str], tuple[Way, ...]] = {
    ("orders", "amount"): (sums,),
    ("orders", "filled"): (sums,),
    ("orders", "remaining"): (sums,),
    ("fills", "fee"): (sums, products),
    ("fills", "amount"): (quotients,),
    ("positions", "contracts"): (quotients,),
    ("positions", "entry_price"): (quotients,),
    ("positions", "mark_price"): (quotients,),
    ("positions", "leverage"): (inverses, quotients),
    ("positions", "unrealised_pnl"): (sums,),
    ("movements", "amount"): (sums,),
    ("movements", "fee"): (sums, products),
    ("balances", "free"): (sums,),
    ("balances", "used"): (sums,),
    ("balances", "total"): (sums,),
}
