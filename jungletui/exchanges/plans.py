"""The reading plan of one exchange: its wallets, where its orders and fills are, and what is not
read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jungletui.exchanges.tellings import Telling, telling_of


@dataclass(frozen=True, slots=True)
class Wallet:
    """One wallet, and ccxt's parameters of `fetch_balance` that read it."""

    name: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the orders or fills: the ccxt method that reads it.

    `kind` is the kind of its markets (spot, linear, …, `all`); `limit` the most rows of one answer;
    `per_symbol` says that the exchange wants a symbol, `positions` the call that lists open
    positions, whose symbols are asked. `telling` names how the exchange tells it (see `Telling`);
    without one, it is one page.
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


@dataclass(frozen=True, slots=True)
class Unread:
    """What exists there and is not read, so that nobody takes it for empty."""

    name: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is read of one exchange; `wallets` is empty where nothing is. `share` is the
    part of ccxt's request rate that is used, `burst` how many seconds of it may go at once;
    sections that start with a name of `pace_apart` have a limit of their own."""

    concurrency: int = 4
    share: float = 1.0
    burst: float = 1.0
    pace_per_key: bool = False
    pace_apart: tuple[str, ...] = ()
    in_order: bool = False
    needs_time: bool = True
    options: Mapping[str, object] = field(default_factory=dict)
    wallets: tuple[Wallet, ...] = ()
    slices: tuple[Slice, ...] = ()
    unread: tuple[Unread, ...] = ()
    tellings: Mapping[str, Telling] = field(default_factory=dict)

    def telling(self, part: Slice) -> Telling:
        """How the exchange tells this part."""
        return self.tellings[part.telling] if part.telling else Telling()


@cache
def plan_of(exchange: str) -> Plan:
    """The plan in `plan/<exchange>.toml`; without one, a plan that reads nothing."""
    found = files("jungletui.exchanges").joinpath("plan", f"{exchange}.toml")
    if not exchange.isidentifier() or not found.is_file():
        return Plan()
    table = tomllib.loads(found.read_text(encoding="utf-8"))
    if "same_as" in table:
        return plan_of(table["same_as"])
    return Plan(
        concurrency=table["concurrency"],
        share=table.get("share", 1.0),
        burst=table["burst"],
        pace_per_key=table.get("pace_per_key", False),
        pace_apart=tuple(table.get("pace_apart", ())),
        in_order=table.get("in_order", False),
        needs_time=table["needs_time"],
        options=table.get("options", {}),
        wallets=tuple(Wallet(**row) for row in table["wallet"]),
        slices=tuple(Slice(**row) for row in table["slice"]),
        unread=tuple(Unread(row["name"], tuple(row["of"])) for row in table.get("unread", ())),
        tellings={name: telling_of(row) for name, row in table.get("telling", {}).items()},
    )
