"""What is watched at one exchange, how far ccxt's reading of it is believed, and why the rest is
polled.

`lines/<exchange>.toml` says it for every exchange of ccxt.pro. A line is one connection with its
subscriptions. Where nobody has compared what ccxt 4.5.90 makes of the messages with the exchange's
documents, a message only says that something is new, which is then read by REST.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from jungletui.domain.json import Json

BALANCE, ORDERS, FILLS = "balance", "orders", "fills"
METHODS = {BALANCE: "watch_balance", ORDERS: "watch_orders", FILLS: "watch_my_trades"}
"""The calls of a line, and the methods of ccxt.pro."""
HEARTBEATS = "heartbeats"
"""A call of a line that tells nothing and keeps it open."""
NO_STREAM = "the exchange has no stream that JungleTUI knows"


@dataclass(frozen=True, slots=True)
class Call:
    """One method of ccxt.pro that subscribes, with its `params`, or with these `arguments`."""

    method: str
    params: Mapping[str, Json] = field(default_factory=dict)
    arguments: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One connection. `needed` says that without it the key counts as not streamed: the others are
    of products that not every account has. `wallets` and `lists` (parts of the open orders) are
    those of which it tells every change. `figures` are those of the messages that are believed;
    None: those of the plan. `options` are ccxt's. With `account`, a subscription names the
    account's number."""

    name: str
    calls: tuple[Call, ...]
    needed: bool = True
    options: Mapping[str, Json] = field(default_factory=dict)
    wallets: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    figures: frozenset[str] | None = None
    account: bool = False

    @property
    def tells(self) -> frozenset[str]:
        """The same among the parts of what is read."""
        return frozenset((*map(wallet_part, self.wallets), *map(list_part, self.lists)))


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """All lines. `orders`: order messages are figures, and fills with them. `balances`: so are
    balance messages (see `figures.py`). Else they are only news. `covers`: wallets of which every
    change is told. `learned`: options that ccxt asks the exchange for, and that the object that
    reads may know already. `polled`: why there are no lines. `unheard`: calls that ccxt.pro has
    and no line makes, each with the reason. `parts`: all that is read of an account there."""

    lines: tuple[StreamLine, ...] = ()
    orders: bool = False
    balances: bool = False
    covers: frozenset[str] = frozenset()
    learned: tuple[str, ...] = ()
    polled: str = ""
    unheard: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()

    def believes(self, line: StreamLine, what: str) -> bool:
        """Whether the messages of this kind (`orders`, `balance`) are figures on this line."""
        if line.figures is not None:
            return what in line.figures
        return self.orders if what == ORDERS else self.balances


def wallet_part(name: str) -> str:
    """A wallet among what is read of an account."""
    return f"{name} wallet"


def list_part(name: str) -> str:
    """A part of the open orders among what is read of an account."""
    return f"{name} orders"


@cache
def stream_plan(exchange: str) -> StreamPlan:
    """The plan of one exchange; one without lines, with the reason, where nothing is watched."""
    found = files("jungletui.exchanges").joinpath("streams", "lines", f"{exchange}.toml")
    if not exchange.isidentifier() or not found.is_file():
        return StreamPlan(polled=NO_STREAM)
    table = tomllib.loads(found.read_text(encoding="utf-8"))
    if "same_as" in table:
        return stream_plan(table["same_as"])
    figures = table.get("figures", ())
    return StreamPlan(
        lines=tuple(_line(row) for row in table.get("line", ())),
        orders=ORDERS in figures,
        balances=BALANCE in figures,
        covers=frozenset(table.get("covers", ())),
        learned=tuple(table.get("learned", ())),
        polled=table.get("polled", ""),
        unheard=table.get("unheard", {}),
    )


def _line(row: Mapping[str, Any]) -> StreamLine:
    params = row.get("params", {})
    return StreamLine(
        name=row["name"],
        calls=tuple(_call(name, params) for name in row["calls"]),
        needed=row.get("needed", True),
        options=row.get("options", {}),
        wallets=frozenset(row.get("wallets", ())),
        lists=frozenset(row.get("lists", ())),
        figures=frozenset(row["figures"]) if "figures" in row else None,
        account=row.get("account", False),
    )


def _call(name: str, params: Mapping[str, Json]) -> Call:
    if name == HEARTBEATS:
        return Call("subscribe", arguments=(HEARTBEATS, False))
    return Call(METHODS[name], params)
