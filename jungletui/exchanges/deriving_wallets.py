"""The wallets that ccxt can read at one exchange, found by tracing.

They are told apart by what their calls would send: two types that send the same are one wallet, so
that no amount is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jungletui.exchanges.narrowing import COINS, only
from jungletui.exchanges.tracing import Sent, Tracer, only_passed_on

MARKETS = ("spot", "margin", "swap", "future", "option")
NO_WALLETS = ("demo", "rebate", "linear", "inverse", "uta", "unified", "contract", "futures", "p2p")
"""Other words for a wallet that has a name already, and accounts of other kinds."""


async def wallets_of(tracer: Tracer) -> list[dict[str, object]]:
    """The wallets, and of each what it is narrowed to."""
    found: list[dict[str, object]] = []
    for name, params in await _named(tracer):
        sent, _ = await tracer.trace("fetch_balance", dict(params))
        row: dict[str, object] = {"name": name, "params": params}
        found.append(row | only(sent, COINS))
    return found


async def _named(tracer: Tracer) -> list[tuple[str, dict[str, str]]]:
    """Each wallet that has a call of its own: two words for one call are one wallet, with the words
    that ccxt only passes on, and without them."""
    if tracer.made.has.get("fetchBalance") is not True:
        return []
    plain, _ = await tracer.trace("fetch_balance", {})
    known: set[Sent] = set()
    named: list[tuple[str, dict[str, str]]] = []
    differs = False
    for name, params in _candidates(tracer.made):
        sent, _ = await tracer.trace("fetch_balance", dict(params))
        stripped = only_passed_on(sent, params)
        if sent and sent not in known and stripped not in known:
            named.append((name, params))
            differs = differs or stripped != plain
        known |= {sent, stripped}
    if len(named) > 1 or (named and differs):
        return named
    markets = [kind for kind in MARKETS if tracer.made.has.get(kind) is True]
    return [(markets[0] if len(markets) == 1 else "account", {})] if plain else []


def _candidates(made: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Words of ccxt for a wallet that may exist there."""
    known = made.options.get("accountsByType")
    accounts = list(known) if isinstance(known, dict) else []
    for market in ("spot", "swap", "future", "option"):
        if made.has.get(market) is True:
            if market == "swap":
                yield "linear swap", {"type": "swap", "subType": "linear"}
                yield "inverse swap", {"type": "swap", "subType": "inverse"}
            yield market, {"type": market}
    if made.has.get("margin") is True:
        yield "cross margin", {"type": "margin", "marginMode": "cross"}
        yield "isolated margin", {"type": "margin", "marginMode": "isolated"}
        yield "margin", {"type": "margin"}
    for name in accounts:
        if name not in (*MARKETS, *NO_WALLETS):
            yield name, {"type": name}
