"""A reading is compared with the answer that it was read from: a figure that neither occurs there
nor follows from what does is an error of ours or of ccxt, and is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from typing import TypeVar

from jungletui.domain.accounts import (
    BalanceRow,
    FillRow,
    MovementRow,
    OrderRow,
    PositionRow,
    Withheld,
)
from jungletui.exchanges.doubts import Case, search
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reckonings import BALANCES, FILLS, ONE, ORDERS, REACH, RULES, ZERO, Lot
from jungletui.exchanges.rows import exact
from jungletui.exchanges.saying import SAID, Said

NEARLY = Decimal("0.02")
"""How far a guess may be from a contract size that it is for."""
REMEDY = "This is an error of JungleTUI or of ccxt: please report it."
Vouched = TypeVar("Vouched", BalanceRow, OrderRow, FillRow, PositionRow, MovementRow)
Figures = Sequence[tuple[str, object]]
"""Figures of a row by their name in the domain, as ccxt has them."""


@dataclass(slots=True)
class Witness:
    """Compares the rows of one reading; what was not found is told by `gaps`."""

    made: Ccxt
    key: str
    what: str
    _foreign: dict[str, list[str]] = field(default_factory=dict)
    _lots: dict[object, Lot] = field(default_factory=dict)

    def orders(self, row: OrderRow, found: Row) -> OrderRow:
        """An order without what nobody told."""
        told = [(name, found.get(name)) for name in ORDERS]
        return self._vouched(row, "orders", told, found)

    def fills(self, row: FillRow, found: Row) -> FillRow:
        """A fill."""
        told = [*((name, found.get(name)) for name in FILLS), ("fee", _fee(found))]
        return self._vouched(row, "fills", told, found)

    def movements(self, row: MovementRow, found: Row) -> MovementRow:
        """A deposit or withdrawal."""
        told = [("amount", found.get("amount")), ("fee", _fee(found))]
        return self._vouched(row, "movements", told, found)

    def balances(self, row: BalanceRow, said: Said) -> BalanceRow:
        """One asset of a wallet."""
        told = [(name, getattr(row, name)) for name in BALANCES]
        return self._vouched(row, "balances", told, {SAID: said})

    def positions(self, row: PositionRow, found: Row) -> PositionRow:
        """A position; its size is reckoned by the market's contract size."""
        row = replace(row, size=self._size(row, found))
        told = [(ours, found.get(theirs)) for ours, theirs in OF_POSITIONS.items()]
        return self._vouched(row, "positions", [*told, ("size", None)], found)

    def _size(self, row: PositionRow, found: Row) -> Decimal | None:
        """What the contracts stand for; None where nobody knows. ccxt 4.5.90 base/exchange.py
        `safe_position` guesses the contract size by the position's value: nearly, where contracts
        are counted, and by far where coins are."""
        lot, guess = self._lot(row.symbol), exact(found.get("contractSize"))
        if row.contracts is None or guess is None or row.symbol not in (self.made.markets or {}):
            return None
        with localcontext(REACH):
            near = abs(guess - lot.size) <= NEARLY * lot.size
            return row.contracts * lot.size if near else None

    def gaps(self) -> tuple[Withheld, ...]:
        """What is not shown, figure by figure."""
        return tuple(
            Withheld(
                self.key,
                f"{self.what}: {name.replace('_', ' ')} of {_some(of)}",
                "it occurs nowhere in the exchange's answer, nor follows from it",
                REMEDY,
            )
            for name, of in self._foreign.items()
        )

    def _vouched(self, row: Vouched, kind: str, told: Figures, found: Row) -> Vouched:
        """The row without what nobody told; what was reckoned is named in it. It is changed where
        it stands: it was made a moment ago, and copying it takes longer than all the rest."""
        said = found.get(SAID)
        if not isinstance(said, Said):
            return row
        known, doubted = _told(row, told, said.quoted)
        if not known and doubted:
            known, doubted = _told(row, told, said.bare)
        if not doubted:
            return row
        if kind == "orders":
            known |= _beside(found)
        if kind == "positions":
            known |= _parts(found, said.quoted | said.bare)
        case = Case(RULES[kind], known, doubted, self._lot(found.get("symbol")))
        with localcontext(REACH):
            case.reckon()
            if case.doubted:
                search(case, kind, said, found)
        for name in case.doubted:
            self._foreign.setdefault(name, []).append(_name_of(row))
            object.__setattr__(row, name, None)
        object.__setattr__(row, "derived", tuple(case.derived))
        return row

    def _lot(self, symbol: object) -> Lot:
        lot = self._lots.get(symbol)
        if lot is None:
            lot = self._lots[symbol] = _lot_of(self.made, str(symbol))
        return lot


OF_POSITIONS = {
    "contracts": "contracts",
    "entry_price": "entryPrice",
    "mark_price": "markPrice",
    "liquidation_price": "liquidationPrice",
    "leverage": "leverage",
    "unrealised_pnl": "unrealizedPnl",
}


def _told(
    row: object, told: Figures, words: AbstractSet[str]
) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Figures that occur among these words, digit for digit, and the others."""
    known: dict[str, Decimal] = {}
    doubted: dict[str, Decimal] = {}
    for name, text in told:
        value: Decimal | None = getattr(row, name)
        if value is None:
            continue
        if (text if type(text) is str else str(text)) in words:
            known[name] = value
        else:
            doubted[name] = value
    return known, doubted


def _beside(found: Row) -> dict[str, Decimal]:
    """What an order's figures may come from besides: its trades, and that it is over."""
    known = {} if found.get("status") == "open" else {"over": ZERO}
    trades = found.get("trades")
    if isinstance(trades, list) and trades:
        for name in ("amount", "cost"):
            values = [exact(one.get(name)) for one in trades if isinstance(one, Mapping)]
            with localcontext(REACH):
                if all(value is not None for value in values):
                    known[f"trades_{name}"] = sum((v for v in values if v is not None), ZERO)
    return known


def _parts(found: Row, words: AbstractSet[str]) -> dict[str, Decimal]:
    """What a correction reckoned a position's size from, as far as it was sent so."""
    parts = {name: found.get(name) for name in ("opened", "closed")}
    values = {name: exact(text) for name, text in parts.items() if text in words}
    return {name: value for name, value in values.items() if value is not None}


def _fee(found: Row) -> object:
    fee = found.get("fee")
    return fee.get("cost") if isinstance(fee, Mapping) else None


def _lot_of(made: Ccxt, symbol: str) -> Lot:
    market = (made.markets or {}).get(symbol) or {}
    size = None if market.get("spot") else exact(market.get("contractSize"))
    return Lot(size or ONE, bool(market.get("inverse")))


def _name_of(row: object) -> str:
    if isinstance(row, BalanceRow):
        return f"{row.wallet} {row.asset}"
    return row.symbol if isinstance(row, PositionRow) else str(getattr(row, "id", ""))


def _some(names: list[str], most: int = 3) -> str:
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - most} more" if len(unique) > most else ""
    return ", ".join(unique[:most]) + more
