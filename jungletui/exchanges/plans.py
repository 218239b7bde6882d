"""The reading plan of one exchange: its wallets, where its orders, fills, positions, deposits and
withdrawals are, and what is not read.

`plan/<exchange>.toml` is written by hand from the exchange's documents. What it leaves out (whole
lists, or the file itself) comes from `derived/<exchange>.toml`, which `deriving.py` traced.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from time import monotonic
from typing import Any

from jungletui.exchanges.pacing import Pacer
from jungletui.exchanges.tellings import TRACED, Telling, telling_of


@dataclass(frozen=True, slots=True)
class Products:
    """A wallet of holdings in products (savings, staking) that ccxt's `fetch_balance` leaves out:
    the implicit method `call` answers with a list at `rows` (`""` is the answer itself), in which
    `asset` and `total` name the fields. Where it comes in pages, `page` is the parameter of their
    number, from 1, and `size` how many rows a full one has."""

    call: str
    rows: str
    asset: str
    total: str
    page: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Wallet:
    """One wallet, and ccxt's parameters of `fetch_balance` that read it, or those of the call of
    `products`. Assets that end as one of `elsewhere` says belong to the wallet of that name. `only`
    names the part that is read, where it is not all."""

    name: str
    params: Mapping[str, object]
    products: Products | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    only: str = ""

    def label(self, asset: str) -> str:
        """The name of the wallet that this asset of it is shown in."""
        endings = (name for ending, name in self.elsewhere.items() if asset.endswith(ending))
        return next(endings, self.name)


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a list: the ccxt method that reads it. `of` is `open`, `closed`, `fills`,
    `positions`, `deposits`, `withdrawals`, or `movements`, which are the last two in one.

    `kind` is the kind of its markets (spot, linear, …; `contracts` for all derivatives, `all` for
    every one); `limit` the most rows of one answer;
    `per_symbol` says that the exchange wants a symbol, or a currency for deposits; `positions` the
    call that lists open positions, whose symbols are asked. `telling` names how the exchange tells
    it (see `Telling`); without one, it is one page. `only` names the part that is read, where the
    request narrows it and nothing reads the rest.
    """

    of: str
    name: str
    method: str
    params: Mapping[str, object]
    kind: str
    limit: int | None = None
    per_symbol: bool = False
    positions: str = ""
    telling: str = ""
    only: str = ""

    def covers(self, kind: str) -> bool:
        """Whether markets of this kind are in it."""
        if self.kind == "contracts":
            return kind not in ("spot", "margin")
        return self.kind in (kind, "all")


@dataclass(frozen=True, slots=True)
class Unread:
    """What exists there and is not read, so that nobody takes it for empty."""

    name: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is read of one exchange; `wallets` is empty where nothing is. `share` is the
    part of ccxt's request rate that is used, `burst` how many seconds of it may go at once; where
    `window` is given, as much as that has in so many seconds goes in any of them, at once if need
    be (see `Pacer`); sections that start with a name of `pace_apart` have a limit of their own,
    `pace_faster` times as fast as ccxt takes it for. With `pace_per_key` the limit is each key's,
    and `address_rate` requests a second leave by one route at most (0: as many as the keys send),
    counted over `address_window` seconds where that is given. `whole` has all values of a parameter
    that narrows a request (of one list: `positions.category`), where all of them are asked for or
    named."""

    concurrency: int = 4
    share: float = 1.0
    burst: float = 1.0
    window: float = 0.0
    pace_per_key: bool = False
    pace_apart: tuple[str, ...] = ()
    pace_faster: Mapping[str, float] = field(default_factory=dict)
    address_rate: float = 0.0
    address_window: float = 0.0
    in_order: bool = False
    needs_time: bool = True
    options: Mapping[str, object] = field(default_factory=dict)
    wallets: tuple[Wallet, ...] = ()
    slices: tuple[Slice, ...] = ()
    unread: tuple[Unread, ...] = ()
    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tellings: Mapping[str, Telling] = field(default_factory=dict)
    order: Mapping[str, object] = field(default_factory=dict)

    def address_pacer(self, now: Callable[[], float] = monotonic) -> Pacer | None:
        """What counts all requests of one route; None where that is not limited."""
        if not self.address_rate:
            return None
        return Pacer(1 / self.address_rate, self.burst, now, self.address_window)

    def telling(self, part: Slice) -> Telling:
        """How the exchange tells this part."""
        return self.tellings[part.telling] if part.telling else Telling()


@cache
def plan_of(exchange: str) -> Plan:
    """The plan of one exchange; one that reads nothing where neither file is there."""
    if not exchange.isidentifier():
        return Plan()
    hand, derived = _table("plan", exchange), _table("derived", exchange)
    if "same_as" in hand:
        hand = _table("plan", hand["same_as"])
    if not hand and not derived:
        return Plan()
    written = tuple(Slice(**row) for row in hand.get("slice", ()))
    lists = {part.of for part in written}
    if "movements" in lists:
        lists |= {"deposits", "withdrawals"}
    traced = tuple(Slice(**{"telling": "page", **row}) for row in derived.get("slice", ()))
    unread: Any = hand["unread"] if "unread" in hand else derived.get("unread", ())
    if "wallet" not in hand:
        unread = (*unread, BEYOND)
    return Plan(
        concurrency=hand.get("concurrency", 2),
        share=hand.get("share", 1.0),
        burst=hand.get("burst", 1.0),
        window=hand.get("window", 0.0),
        pace_per_key=hand.get("pace_per_key", False),
        pace_apart=tuple(hand.get("pace_apart", ())),
        pace_faster=hand.get("pace_faster", {}),
        address_rate=hand.get("address_rate", 0.0),
        address_window=hand.get("address_window", 0.0),
        in_order=hand.get("in_order", not hand),
        needs_time=hand.get("needs_time", derived.get("needs_time", False)),
        options={**QUIET, **hand.get("options", {})},
        wallets=tuple(_wallet(row) for row in hand.get("wallet", derived.get("wallet", ()))),
        slices=(*written, *(part for part in traced if part.of not in lists)),
        unread=tuple(Unread(row["name"], tuple(row["of"])) for row in unread),
        whole={name: tuple(values) for name, values in hand.get("whole", {}).items()},
        tellings={**TRACED}
        | {name: telling_of(row) for name, row in hand.get("telling", {}).items()},
        order=hand.get("order", {}),
    )


QUIET: Mapping[str, object] = {
    "warnOnFetchOpenOrdersWithoutSymbol": False,
    "fetchOpenOrders": {"warnWithoutSymbol": False, "warnIfNoSymbol": False},
}
"""ccxt refuses the open orders of all symbols at some exchanges, because they weigh much there,
unless these are set (4.5.90 binance.py, aster.py, mexc.py)."""
BEYOND: Mapping[str, Any] = {
    "name": "earn, and every wallet that ccxt has no call for",
    "of": ["balances"],
}
"""What is not read where nobody has compared the wallets with the exchange's documents."""


def _wallet(row: dict[str, Any]) -> Wallet:
    products = row.get("products")
    return Wallet(**{**row, "products": None if products is None else Products(**products)})


def _table(folder: str, exchange: str) -> dict[str, Any]:
    found = files("jungletui.exchanges").joinpath(folder, f"{exchange}.toml")
    return tomllib.loads(found.read_text(encoding="utf-8")) if found.is_file() else {}
