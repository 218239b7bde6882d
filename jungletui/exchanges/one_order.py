"""One order by its id: asked for alone where the exchange does that, else found in the lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.line import Line
from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.plans import Plan
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import ask, method, rows


async def read(made: Ccxt, line: Line, plan: Plan, id: str, symbol: str | None) -> Row | None:
    """The order; None where the exchange answers only with the order's symbol, or not at all.
    Raises ExchangeError: whatever goes wrong, an unknown id too."""
    if made.has.get("fetchOrder") is not True:
        return None
    try:
        found = await method(made, "fetch_order")(id, symbol, dict(plan.order))
    except ccxt_error() as error:
        if symbol is None and type(error).__name__ in ("ArgumentsRequired", "BadRequest"):
            return None
        found = await ask(line, _again(error))
    except ExchangeError as error:
        if error.failure is FailureKind.NOT_SUPPORTED:  # the guard does not know the call
            return None
        raise
    return cast("Row", found) if isinstance(found, Mapping) else None


async def read_fills(made: Ccxt, line: Line, id: str, symbol: str) -> list[Row] | None:
    """The fills of one order; None where the exchange has no such call."""
    if made.has.get("fetchOrderTrades") is not True:
        return None
    try:
        return await rows(line, method(made, "fetch_order_trades")(id, symbol, None, None, {}))
    except ExchangeError as error:
        if error.failure is FailureKind.NOT_SUPPORTED:
            return None
        raise


async def _again(error: Exception) -> object:
    """Raise `error` where it is turned into one of ours."""
    raise error
