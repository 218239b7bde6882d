"""All sorts of arguments for a method of ccxt, chosen by the names of its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

SYMBOLS = ("BTC/USDT", "BTC/USDT:USDT", "BTC/USD:BTC", "BTC/USDT:USDT-270101-100000-C")
TYPES: tuple[dict[str, Any], ...] = (
    {},
    {"type": "swap"},
    {"type": "future"},
    {"type": "margin", "marginMode": "cross"},
    {"type": "spot", "marginMode": "isolated"},
    {"type": "funding"},
    {"type": "option"},
    {"trigger": True, "stop": True},
    {"paginate": True},
    {"uta": True, "unified": True, "portfolioMargin": True},
)
ORDER = {"symbol": "BTC/USDT", "type": "limit", "side": "buy", "amount": 1, "price": 100}
VALUES: dict[str, Any] = {
    "code": "BTC",
    "codes": ["BTC"],
    "currency": "BTC",
    "fromCode": "BTC",
    "toCode": "USDT",
    "id": "1",
    "ids": ["1"],
    "clientOrderId": "1",
    "clientOrderIds": ["1"],
    "orderId": "1",
    "type": "limit",
    "side": "buy",
    "amount": 1,
    "price": 100,
    "cost": 1,
    "timeframe": "1h",
    "orders": [ORDER, ORDER],
    "address": "made-up-address-of-nobody",
    "tag": None,
    "fromAccount": "spot",
    "toAccount": "swap",
    "leverage": 2,
    "marginMode": "cross",
    "hedged": True,
    "since": None,
    "limit": None,
    "timeout": 1000,
    "network": "ETH",
    "triggerPrice": 1,
    "stopLossPrice": 1,
    "takeProfitPrice": 1,
    "period": 1,
    "asset": "BTC",
}


MORE: dict[str, Any] = {
    "network": "ETH",
    "marginMode": "isolated",
    "fromAccount": "spot",
    "toAccount": "swap",
    "fromAccountType": "SPOT",
    "toAccountType": "FUTURES",
    "subaccountId": "1",
    "dataType": "bestBid",
    "lastId": "1",
    "address": "made-up-address-of-nobody",
    "toCode": "USDT",
    "trigger": True,
    "accountId": "1",
    "until": 1_767_225_600_000,
}
"""What a few methods insist on among the params."""
SINCE = 1_767_139_200_000
ONLY = {"coincheck": ("BTC/JPY",), "phemex": ("BTC/USD:USD",)}
"""Markets that some methods want and no other."""
GIVEN: dict[str, dict[str, Any]] = {
    "backpack": {"fromCode": "BTC.US", "toCode": "USDT"},
    "cex": {"since": None},
}
PARAMS: dict[str, dict[str, Any]] = {
    "toobit": {"type": "swap", "symbol": "BTC/USDT:USDT"},
}


EXTRA = {
    "pwd": "-",
    "key": "my address",
    "trades": ["1"],
    "operatorId": 1,
    "account_id": "1",
    "subaccount_id": 1,
    "tradingAccountId": "1",
    "trailingPercent": "1",
    "trailingAmount": "1",
    "fromId": "1",
    "positionId": "1",
    "leverage": 2,
}
"""What some methods want among the params: the name of an address, the trades of an order."""


def arguments_for(
    name: str, method: Callable[..., Any], exchange: str = ""
) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Positional arguments, and ccxt options to set before: once for each kind of symbol and each
    kind of account."""
    parameters = [
        p
        for p in inspect.signature(method).parameters.values()
        if p.kind == p.POSITIONAL_OR_KEYWORD
    ]
    names = [parameter.name for parameter in parameters]
    takes_symbol = bool({"symbol", "symbols"} & set(names))
    symbols = (None, *SYMBOLS, *ONLY.get(exchange, ())) if takes_symbol else (None,)
    for symbol in symbols:
        for kind in TYPES if symbol is None else TYPES[:1] + TYPES[7:8]:
            yield [_value(p, symbol, kind) for p in parameters], {}
        given = {"since": SINCE, "limit": 10, **GIVEN.get(exchange, {})}
        more = {**MORE, **PARAMS.get(exchange, {})}
        yield [_value(p, symbol, more, given) for p in parameters], {}
    if name == "fetch_balance":
        yield [{"type": "swap", "subType": "inverse"}], {}


def _value(
    parameter: inspect.Parameter,
    symbol: str | None,
    kind: dict[str, Any],
    given: Mapping[str, Any] = MappingProxyType({}),
) -> Any:
    name = parameter.name
    if name in given:
        return given[name]
    if name == "params":
        return {**kind, **EXTRA}
    if name == "symbol":
        return symbol
    if name == "symbols":
        return None if symbol is None else [symbol]
    if name in VALUES:
        return VALUES[name]
    return "1" if parameter.default is inspect.Parameter.empty else parameter.default
