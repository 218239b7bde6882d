"""The markets of one exchange by product and by spelling, and their rows as JSON, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from jungletui.sandbox.rules import Market, Product

Spelling = Callable[[Market], str]
Listed = TypeVar("Listed", bound=Market | str)


@dataclass(slots=True)
class Listing:
    """What follows from markets alone, which never change. A search through thousands of them, or
    the text of all, costs more than everything else that a request asks for."""

    markets: Mapping[str, Market]
    _of: dict[tuple[Product, ...], list[Market]] = field(default_factory=dict)
    _named: dict[tuple[Spelling, tuple[Product, ...]], dict[str, Market]] = field(
        default_factory=dict
    )
    _assets: list[str] = field(default_factory=list)
    _rows: dict[str, dict[str, msgspec.Raw]] = field(default_factory=dict)

    def of(self, *products: Product) -> Sequence[Market]:
        """The markets of these products."""
        if products not in self._of:
            self._of[products] = [m for m in self.markets.values() if m.product in products]
        return self._of[products]

    def named(self, spelling: Spelling, *products: Product) -> Mapping[str, Market]:
        """The same by the exchange's name of each; the first where several have one name."""
        kept = self._named.get((spelling, products))
        if kept is None:
            kept = {}
            for market in self.of(*products):
                kept.setdefault(spelling(market), market)
            self._named[spelling, products] = kept
        return kept

    def assets(self) -> Sequence[str]:
        """Every asset that a spot market has, in alphabetical order."""
        if not self._assets:
            spot = self.of(Product.SPOT)
            self._assets = sorted({m.base for m in spot} | {m.quote for m in spot})
        return self._assets

    def rows(
        self, kind: str, of: Iterable[Listed], render: Callable[[Listed], Any]
    ) -> list[msgspec.Raw]:
        """`render` of each market or asset, as JSON; of each once for one `kind`."""
        kept, rows = self._rows.setdefault(kind, {}), []
        for one in of:
            name = one if isinstance(one, str) else one.symbol
            row = kept.get(name)
            if row is None:
                row = kept[name] = msgspec.Raw(msgspec.json.encode(render(one)))
            rows.append(row)
        return rows
