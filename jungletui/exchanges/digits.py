"""A figure that ccxt cannot reckon with is kept as it was sent, and the others with it.

ccxt 4.5.90 completes balances, orders and fills (base/exchange.py `safe_balance`, `safe_order`,
`safe_trade`, and each exchange's `parse_order`) with its `Precise`, which ends in a ValueError at
`NaN` and drops the sign of a negative zero: one odd figure would cost all of its wallet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any, TypeGuard, cast

from jungletui.exchanges.corrections import Correct, Rewrite, as_sent
from jungletui.exchanges.corrections.finding import corrections_of
from jungletui.exchanges.protocol import Row

UNREADABLE = (ValueError, TypeError, ArithmeticError)
NOT_ASSETS = frozenset(("info", "free", "used", "total", "debt", "timestamp", "datetime"))
DIGITS = 200
"""More than any sum of two amounts that are shown."""
STAND_INS = ("7310{}.25", "8930{}.75")
"""Two numbers that no order has, for each odd figure one of each."""
Parse = Callable[..., dict[str, object]]


class Exact:
    """Mixed in before a ccxt class: what it completes is exact, what it misreads is put right (see
    `corrections`), and nothing that is odd fails."""

    id: str

    def safe_balance(self, balance: dict[str, Any]) -> Row:
        """Free, used and total of each asset; what is missing is reckoned from the other two."""
        assets = {
            asset: amounts
            for asset, amounts in balance.items()
            if asset not in NOT_ASSETS and isinstance(amounts, dict)
        }
        for amounts in assets.values():
            _complete(amounts)
        for name in ("free", "used", "total"):  # ccxt's other form of the same
            balance[name] = {asset: amounts.get(name) for asset, amounts in assets.items()}
        return balance

    def sort_by_2(
        self, array: Iterable[Row], key1: str, key2: str, descending: bool = False
    ) -> list[Row]:
        """Rows in order. ccxt compares a missing time with a number, and ends in a TypeError."""
        rows = list(array)
        try:
            return cast("list[Row]", cast("Any", super()).sort_by_2(rows, key1, key2, descending))
        except TypeError:
            keys = (key1, key2)
            return sorted(rows, key=lambda row: _orders(row, keys), reverse=descending)

    def parse_balance(self, response: object, *rest: object) -> object:
        """ccxt's balance, of a reply that it reads."""
        sent = corrections_of(self.id).balance_sent(response)
        return cast("Any", super()).parse_balance(sent, *rest)

    def parse_order(self, order: object, market: object = None) -> dict[str, object]:
        """ccxt's order, corrected; a figure that is no number stays what it was."""
        right = corrections_of(self.id)
        return _corrected(super(), "parse_order", order, (market,), right.order, right.order_sent)

    def parse_trade(self, trade: object, market: object = None) -> dict[str, object]:
        """The same for a fill."""
        return _corrected(super(), "parse_trade", trade, (market,), corrections_of(self.id).trade)

    def order_to_trade(self, order: Mapping[str, object], market: object = None) -> Row:
        """OKX's fill within an order, corrected."""
        parsed: dict[str, object] = cast("Any", super()).order_to_trade(order, market)
        raw = order.get("info")
        return corrections_of(self.id).trade(parsed, raw) if _is_row(raw) else parsed

    def parse_position(self, position: object, market: object = None) -> dict[str, object]:
        """The same for a position."""
        right = corrections_of(self.id).position
        return _corrected(super(), "parse_position", position, (market,), right)

    def parse_transaction(
        self, transaction: object, currency: object = None, *rest: object
    ) -> dict[str, object]:
        """The same for a deposit or withdrawal."""
        right = corrections_of(self.id)
        of = (currency, *rest)
        return _corrected(
            super(), "parse_transaction", transaction, of, right.movement, right.movement_sent
        )


def _corrected(
    ccxt: object,
    name: str,
    raw: object,
    of: tuple[object, ...],
    correct: Correct,
    rewrite: Rewrite = as_sent,
) -> dict[str, object]:
    """What the parser `name` of `ccxt` makes of a row that it reads, put right by the row that was
    sent. `of` are its further arguments: a market or a currency first."""
    parse = cast("Parse", getattr(ccxt, name))
    parsed = parsed_around(parse, rewrite(raw), *of)
    if not _is_row(raw):
        return parsed
    right = correct(parsed, raw)
    return right if rewrite is as_sent else {**right, "info": raw}


def _orders(row: Row, keys: tuple[str, str]) -> list[tuple[bool, str, object]]:
    """By which a row is put in order: what is missing comes first."""
    found = [row.get(key) for key in keys]
    return [(value is not None, type(value).__name__, value or 0) for value in found]


def _is_row(raw: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(raw, Mapping)


def parsed_around(parse: Parse, raw: object, *of: object) -> dict[str, object]:
    """`raw` parsed. Where that fails over figures that are no numbers, it is parsed with numbers in
    their place, twice: what comes out as such a number is that figure, and what differs between
    both was reckoned from one, so that nobody knows it."""
    try:
        return parse(raw, *of)
    except UNREADABLE:
        odd = _odd_figures(raw)
        if not odd:
            raise
    table = dict(cast("Mapping[str, object]", raw))
    stands = [{name: form.format(number) for number, name in enumerate(odd)} for form in STAND_INS]
    one, two = (parse({**table, **stand}, *of) for stand in stands)
    names = {text: name for name, text in stands[0].items()}
    found: dict[str, object] = {}
    for field, value in one.items():
        origin = names.get(value) if isinstance(value, str) else None
        found[field] = odd[origin] if origin else (value if value == two.get(field) else None)
    return {**found, "info": raw}


def _odd_figures(raw: object) -> dict[str, str]:
    """Fields with what is a number to a computer, and to nobody else: `NaN`, `Infinity`."""
    if not isinstance(raw, Mapping):
        return {}
    texts = {name: value for name, value in raw.items() if isinstance(value, str)}
    return {
        name: text
        for name, text in texts.items()
        if text.strip().lstrip("+-").casefold() in ("nan", "inf", "infinity")
    }


def _complete(amounts: dict[str, Any]) -> None:
    free, used, total = (_number(amounts.get(name)) for name in ("free", "used", "total"))
    missing = [name for name in ("free", "used", "total") if amounts.get(name) is None]
    if len(missing) != 1:
        return
    with localcontext(prec=DIGITS):
        if free is not None and used is not None:
            amounts["total"] = format(free + used, "f")
        elif total is not None and used is not None:
            amounts["free"] = format(total - used, "f")
        elif total is not None and free is not None:
            amounts["used"] = format(total - free, "f")


def _number(value: object) -> Decimal | None:
    """A number to reckon with; None for one that is none, or of a hostile size."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < DIGITS // 3 else None
