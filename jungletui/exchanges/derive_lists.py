"""Derive: the lists of every subaccount, where ccxt wants the number of one.

A wallet at Derive has subaccounts, each with orders, fills and positions of its own, and a key does
not name them (https://docs.derive.xyz/api-reference/subaccounts/privateget_subaccounts). ccxt
4.5.90 derive.py has no list without a number (`handle_derive_subaccount_id`), so they are asked for
and read one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from jungletui.domain.failures import ExchangeError, FailureKind

NUMBER = "subaccount_id"
LISTS = (
    "fetch_open_orders",
    "fetch_canceled_and_closed_orders",
    "fetch_my_trades",
    "fetch_deposits",
    "fetch_withdrawals",
)
"""Those that take a symbol or a currency, a time, a number of rows and parameters."""
List = Callable[..., Coroutine[Any, Any, list[Any]]]


async def _numbers(made: Any) -> list[int]:
    """The subaccounts of the wallet, asked for each time: one may be new. ExchangeError (bad-reply)
    for an answer without a list of them, which ccxt would take for none."""
    wallet, _ = made.handle_derive_wallet_address("fetchAccounts", {})
    reply = await made.privatePostGetSubaccounts({"wallet": wallet})
    result = reply.get("result") if isinstance(reply, dict) else None
    told = result.get("subaccount_ids") if isinstance(result, dict) else None
    if not isinstance(told, list) or not all(str(number).isdecimal() for number in told):
        raise ExchangeError(
            FailureKind.BAD_REPLY,
            "Derive sent an answer without the wallet's subaccounts",
            "Try again; if it stays so, check the key's endpoint.",
        )
    return [int(number) for number in told]


def _of_all(name: str) -> List:
    async def read(
        made: Any,
        what: str | None = None,
        since: int | None = None,
        limit: int | None = None,
        params: Mapping[str, object] | None = None,
    ) -> list[Any]:
        ask = getattr(super(type(made), made), name)
        asked = dict(params or {})
        if NUMBER in asked:
            return list(await ask(what, since, limit, asked))
        rows: list[Any] = []
        for number in await _numbers(made):
            rows += await ask(what, since, limit, {**asked, NUMBER: number})
        return rows

    read.__name__ = name
    return read


async def fetch_positions(
    made: Any, symbols: object = None, params: Mapping[str, object] | None = None
) -> list[Any]:
    """The positions of every subaccount."""
    ask, asked = super(type(made), made).fetch_positions, dict(params or {})
    if NUMBER in asked:
        return list(await ask(symbols, asked))
    rows: list[Any] = []
    for number in await _numbers(made):
        rows += await ask(symbols, {**asked, NUMBER: number})
    return rows


METHODS: Mapping[str, object] = {
    **{name: _of_all(name) for name in LISTS},
    "fetch_positions": fetch_positions,
}
"""What stands in front of ccxt's."""
