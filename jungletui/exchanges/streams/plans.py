"""What is watched at one exchange, and how far ccxt's reading of it is believed.

A line is one connection with its subscriptions. Where nobody has compared what ccxt 4.5.90 makes of
the messages with the exchange's documents, a message only says that something is new, which is then
read by REST.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """One method of ccxt.pro that subscribes."""

    method: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One connection. `needed` says that without it the key counts as not streamed: the others are
    of products that not every account has. `options` are ccxt's."""

    name: str
    calls: tuple[Call, ...]
    needed: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """All lines. `orders`: order messages are figures, and fills with them. `balances`: so are
    balance messages (see `figures.py`). Else they are only news. `covers`: wallets of which every
    change is told. `learned`: options that ccxt asks the exchange for, and that the object that
    reads may know already."""

    lines: tuple[StreamLine, ...] = ()
    orders: bool = False
    balances: bool = False
    covers: frozenset[str] = frozenset()
    learned: tuple[str, ...] = ()


BALANCE, ORDERS, FILLS = "watch_balance", "watch_orders", "watch_my_trades"
HAS = {"watchBalance": BALANCE, "watchOrders": ORDERS, "watchMyTrades": FILLS}


def _calls(**params: Any) -> tuple[Call, ...]:
    return tuple(Call(method, params) for method in (BALANCE, ORDERS, FILLS))


_BINANCE = StreamPlan(
    lines=(
        StreamLine("spot", _calls(type="spot")),
        StreamLine("usdm", _calls(type="swap", subType="linear"), needed=False),
    ),
    orders=True,
    balances=True,
    covers=frozenset(("spot",)),
)
_BYBIT = StreamPlan(
    lines=(StreamLine("unified", _calls()),),
    orders=True,
    balances=True,
    covers=frozenset(("unified",)),
    learned=("enableUnifiedMargin", "enableUnifiedAccount"),
)
_OKX = StreamPlan((StreamLine("trading", _calls()),), True, True, frozenset(("trading",)))

PLANS: Mapping[str, StreamPlan] = {
    # https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
    "binance": _BINANCE,
    # https://bybit-exchange.github.io/docs/v5/websocket/private/wallet, …/order, …/execution
    "bybit": _BYBIT,
    "bybiteu": _BYBIT,
    "bybitid": _BYBIT,
    # https://www.okx.com/docs-v5/en/#trading-account-websocket-account-channel
    "okx": _OKX,
    "myokx": _OKX,
    "okxus": _OKX,
    # https://docs.kraken.com/api/docs/websocket-v2/balances tells totals and not what is held, and
    # …/executions tells what changed of an order and not the rest.
    "kraken": StreamPlan((StreamLine("spot", _calls()),)),
    # https://www.kucoin.com/docs-new/3470075w0
    "kucoin": StreamPlan(
        (StreamLine("spot", _calls(type="spot"), options={"uta": False}),),
        orders=True,
        balances=True,
        covers=frozenset(("spot", "main")),
    ),
    # https://www.gate.com/docs/developers/apiv4/ws/en/#spot-balance-channel
    "gate": StreamPlan(
        (
            StreamLine(
                "spot",
                (Call(BALANCE, {"type": "spot"}), Call(ORDERS, {"type": "spot"})),
            ),
        ),
        orders=True,
        balances=True,
        covers=frozenset(("spot",)),
    ),
}


def plan_for(exchange: str, has: Mapping[str, object]) -> StreamPlan:
    """The plan of one exchange; what ccxt says it has, as news, where there is none."""
    if exchange in PLANS:
        return PLANS[exchange]
    calls = tuple(Call(method) for name, method in HAS.items() if has.get(name) is True)
    return StreamPlan((StreamLine("account", calls),)) if calls else StreamPlan()
