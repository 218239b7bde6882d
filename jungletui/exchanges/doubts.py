"""The figures of one row: those that are known to have been told, and those in doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from jungletui.exchanges.combining import Numbers, in_units, is_combined
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.reckonings import ONE, Lot, Rules
from jungletui.exchanges.saying import Said, numbers_in

FEW = 40
"""Rows of an answer that are looked through for a figure of an asset of which nothing is told."""


class Told(Enum):
    """How an exchange told a figure."""

    AS_IT_IS = 1
    OTHERWISE = 2
    """With another sign or unit."""
    IN_PARTS = 3


@dataclass(slots=True)
class Case:
    """The figures of one row: those that are known, and those in doubt."""

    rules: Rules
    known: dict[str, Decimal]
    doubted: dict[str, Decimal]
    lot: Lot
    derived: list[str] = field(default_factory=list)

    def reckon(self) -> None:
        """Accept what follows from what is known, and what follows from that."""
        again = True
        while again:
            again = False
            for name, value in tuple(self.doubted.items()):
                for rule in self.rules.get(name, ()):
                    if rule.gives(value, self.known, self.lot):
                        self.known[name] = self.doubted.pop(name)
                        self.derived.append(name)
                        again = bool(self.doubted)
                        break

    def accept(self, is_right: Callable[[str, Decimal], bool], told: Told) -> None:
        """Accept what is right by another test, and what follows. What was told in parts only must
        not be wrong by a rule."""
        for name, value in tuple(self.doubted.items()):
            rules = self.rules.get(name, ()) if told is Told.IN_PARTS else ()
            is_wrong = any(rule.denies(value, self.known, self.lot) for rule in rules)
            if not is_wrong and is_right(name, value):
                self.known[name] = self.doubted.pop(name)
                self.derived += [name] if told is not Told.AS_IT_IS else []
        self.reckon()


def search(case: Case, kind: str, said: Said, found: Row) -> None:
    """Look closer for what was not found at once."""
    case.accept(lambda _, value: said.holds(value), Told.AS_IT_IS)
    if not case.doubted:
        return
    every = _near_to(case, said) if kind == "balances" else (numbers_in(found.get("info")),)
    case.accept(lambda _, value: _is_otherwise(said, value, every), Told.OTHERWISE)
    case.accept(lambda _, value: _in_contracts(said, value, case.lot), Told.IN_PARTS)
    case.accept(
        lambda name, value: any(is_combined(kind, name, value, one) for one in every),
        Told.IN_PARTS,
    )


def _near_to(case: Case, said: Said) -> Sequence[Numbers]:
    """Numbers that stand beside what is known of an asset; some of them where nothing is."""
    known = {value for value in case.known.values() if value}
    return [row for row in said.rows if row & known] or said.rows[:FEW]


def _is_otherwise(said: Said, value: Decimal, rows: Sequence[Numbers]) -> bool:
    """Whether it was told with the other sign, or in another unit."""
    return said.holds(-value) or any(in_units(value, row) for row in rows)


def _in_contracts(said: Said, value: Decimal, lot: Lot) -> bool:
    """Whether it was told in contracts instead of coins, or the reverse."""
    if lot.size == ONE:
        return False
    every = (sign * one for one in (value * lot.size, value / lot.size) for sign in (1, -1))
    return any(said.holds(one) for one in every)
