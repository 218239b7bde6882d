"""The symbol that a person meant: as ccxt spells it, or the nearest ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.protocol import Ccxt

NEAREST = 3


def canonical(made: Ccxt, symbol: str) -> str:
    """The symbol of a market, from it or from the exchange's own name of that market. Raises
    ExchangeError (not-supported) with the nearest symbols where there is none."""
    markets = made.markets or {}
    if symbol in markets:
        return symbol
    own = (made.markets_by_id or {}).get(symbol)
    if own:
        return str(own[0]["symbol"])
    found = nearest(symbol, markets)
    raise ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"{made.id} has no market {symbol}",
        f"The nearest: {', '.join(found)}." if found else "Write it as BTC/USDT.",
    )


def nearest(symbol: str, markets: Iterable[str]) -> tuple[str, ...]:
    """Symbols like `symbol`, the likeliest first: those of the same letters, then those that differ
    in few."""
    wanted = _letters(symbol)
    if not wanted:
        return ()
    spelt: dict[str, list[str]] = {}
    for market in markets:
        spelt.setdefault(_letters(market), []).append(market)
    same = spelt.get(wanted, [])
    spot = {_letters(m.split(":")[0]): m for m in markets if ":" in m}
    same = [*same, *([spot[wanted]] if wanted in spot else [])]
    close = difflib.get_close_matches(wanted, spelt, n=NEAREST, cutoff=0.6)
    found = [*same, *(market for letters in close for market in spelt[letters])]
    return tuple(dict.fromkeys(found))[:NEAREST]


def _letters(symbol: str) -> str:
    return "".join(character for character in symbol.upper() if character.isalnum())
