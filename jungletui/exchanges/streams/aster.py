"""Aster: what ccxt 4.5.90 subscribes there, with the market type that it is given.

pro/aster.py asks for a type in `watch_balance`, `watch_orders` and `watch_my_trades`, puts it in a
variable of another name and refuses for the lack of it, whatever is asked. What follows there is
done here: a listen key of the type, and its socket, to which nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


async def _open(made: Any, method: str, params: Mapping[str, object] | None) -> tuple[str, str]:
    """The type of market, and the address of its socket."""
    kind, rest = made.handle_market_type_and_params(method, None, dict(params or {}), None)
    await made.authenticate(kind, rest)
    url = made.get_private_url(kind)
    made.set_balance_cache(made.client(url), kind)
    return kind, url


async def watch_balance(made: Any, params: Mapping[str, object] | None = None) -> object:
    """News of one wallet."""
    kind, url = await _open(made, "watchBalance", params)
    return await made.watch(url, f"{kind}:balance", None, kind)


async def watch_orders(made: Any, *arguments: Any) -> object:
    """News of the orders of one kind of market."""
    kind, url = await _open(made, "watchOrders", arguments[3] if len(arguments) > 3 else None)
    return await made.watch_multiple(url, ["orders"], None, [kind])


async def watch_my_trades(made: Any, *arguments: Any) -> object:
    """News of the fills of one kind of market."""
    kind, url = await _open(made, "watchMyTrades", arguments[3] if len(arguments) > 3 else None)
    return await made.watch_multiple(url, ["myTrades"], None, [kind])


METHODS: Mapping[str, object] = {
    "watch_balance": watch_balance,
    "watch_orders": watch_orders,
    "watch_my_trades": watch_my_trades,
}
"""What stands in front of ccxt's."""
