"""From one balance message of an exchange to its figures, digit for digit.

Only for exchanges whose documents say that such a message holds the whole new balance of each asset
in it. ccxt adds the changes of other messages up, and to nothing where it has seen no balance yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jungletui.exchanges.protocol import Ccxt, Row

Amounts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Figures:
    """The new balances of some assets of one wallet, as ccxt's balance structure."""

    wallet: str
    balance: Row


class News(Exception):  # noqa: N818  no error: a message that says "something is new"
    """A message about balances without the new figures."""


def balance_figures(exchange: str, made: Ccxt, message: object) -> Figures | None:
    """The figures in one message; None where it is of something else. Raises News where it says
    that balances changed and not to what."""
    read = READERS.get(exchange)
    if read is None or not isinstance(message, Mapping):
        return None
    return read(made, message)


def _binance(made: Ccxt, message: Mapping[str, Any]) -> Figures | None:
    """https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream: `f` free and `l`
    locked of every asset that may have changed; a `balanceUpdate` has a difference only."""
    event = message.get("event")
    event = event if isinstance(event, Mapping) else message
    kind = event.get("e")
    if kind in ("balanceUpdate", "externalLockUpdate", "ACCOUNT_UPDATE"):
        raise News
    if kind != "outboundAccountPosition":
        return None
    rows = _rows(event, "B")
    return Figures("spot", _structure(made, ((r["a"], r["f"], r["l"], None) for r in rows)))


def _bybit(made: Any, message: Mapping[str, Any]) -> Figures | None:
    """https://bybit-exchange.github.io/docs/v5/websocket/private/wallet: rows as those of the
    wallet-balance call, which is how they are read."""
    if message.get("topic") != "wallet":
        return None
    return Figures("unified", made.parse_balance({"result": {"list": _rows(message, "data")}}))


def _okx(made: Any, message: Mapping[str, Any]) -> Figures | None:
    """https://www.okx.com/docs-v5/en/#trading-account-websocket-account-channel: rows as those of
    the balance call. Other channels share the connection."""
    argument = message.get("arg")
    if not isinstance(argument, Mapping) or argument.get("channel") != "account":
        return None
    if "data" not in message:
        return None
    return Figures("trading", made.parse_trading_balance(message))


def _kucoin(made: Ccxt, message: Mapping[str, Any]) -> Figures | None:
    """https://www.kucoin.com/docs-new/3470075w0: one currency of the account that the relation
    event begins with."""
    if message.get("topic") != "/account/balance":
        return None
    row = message["data"]
    wallet = WALLETS_OF_KUCOIN.get(str(row.get("relationEvent", "")).partition(".")[0])
    if wallet is None:
        raise News
    amounts = (row["currency"], row["available"], row["hold"], row["total"])
    return Figures(wallet, _structure(made, iter((amounts,))))


WALLETS_OF_KUCOIN = {"trade": "spot", "main": "main"}
"""Account types to the names of these wallets in the reading plan."""


def _gate(made: Ccxt, message: Mapping[str, Any]) -> Figures | None:
    """https://www.gate.com/docs/developers/apiv4/ws/en/#spot-balance-channel: `available`, `freeze`
    and `total` of each currency that changed."""
    if message.get("channel") != "spot.balances" or message.get("event") != "update":
        return None
    rows = _rows(message, "result")
    amounts = ((r["currency"], r["available"], r["freeze"], r["total"]) for r in rows)
    return Figures("spot", _structure(made, amounts))


READERS: Mapping[str, Callable[[Any, Mapping[str, Any]], Figures | None]] = {
    "binance": _binance,
    **dict.fromkeys(("bybit", "bybiteu", "bybitid"), _bybit),
    **dict.fromkeys(("okx", "myokx", "okxus"), _okx),
    "kucoin": _kucoin,
    **dict.fromkeys(("gate", "gateeu"), _gate),
}


def _rows(message: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = message[name]
    if not isinstance(rows, list):
        raise TypeError("a list was promised")
    return rows


def _structure(made: Any, amounts: Iterator[tuple[object, object, object, object]]) -> Row:
    """Currency, free, used and total (None: their sum) as ccxt writes balances."""
    found: dict[str, object] = {"info": {}}
    for currency, free, used, total in amounts:
        code = made.safe_currency_code(currency)
        found[code] = {"free": free, "used": used, "total": total}
    balance: Row = made.safe_balance(found)
    return balance
