"""Calls ccxt and lets nothing of it out: its answers become plain rows, its errors ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.emptiness import BALANCES, LISTS, is_misplaced, is_untold, names_assets
from jungletui.exchanges.failures import foreign_failure
from jungletui.exchanges.hearing import hearing
from jungletui.exchanges.line import Line
from jungletui.exchanges.loader import ccxt_error
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.saying import SAID, Said
from jungletui.exchanges.statuses import bad_reply

Out = TypeVar("Out")
CONFUSED = (TypeError, KeyError, IndexError, AttributeError, ValueError, ArithmeticError)
"""What ccxt's parsers raise at a reply of a shape that they do not know."""
NAMES = ("order", "clientOrderId", "txid", "timestamp", "contracts", "amount")
"""A row with none of these is what ccxt's parsers make of something else."""
BESIDE_ID = ("symbol", "currency", "side", "price", "cost")
"""Nor is one with an id that has none of these: ccxt names rows by the fields of any object. They
do not count alone, as they may be those that were asked for."""


async def ask(line: Line, work: Awaitable[object]) -> object:
    """Await one ccxt call. Raises ExchangeError for whatever goes wrong in it."""
    try:
        return await work
    except ExchangeError:
        raise
    except ccxt_error() as error:
        raise foreign_failure(error, line.book, line.redactor.clean(str(error))) from None
    except CONFUSED as error:
        raise bad_reply(line.book, f"data that cannot be read ({type(error).__name__})") from None


async def rows(line: Line, work: Awaitable[object], *, raw: bool = False) -> list[Row]:
    """Await one ccxt call that answers with a list of structures, or of `raw` rows as the exchange
    has them; each has at `SAID` what it was read from."""
    with hearing() as heard:
        found = await ask(line, work)
    if not isinstance(found, list):
        raise bad_reply(line.book, "something that is no list")
    if not found and is_untold(heard, line.exchange, line.book, LISTS):
        raise bad_reply(line.book, "an answer without a list, not even an empty one")
    told = [cast("Row", row) for row in found if isinstance(row, Mapping)]
    if not raw and not all(_is_row(row) for row in told):
        raise bad_reply(line.book, "rows without a name or a time")
    if told and is_misplaced(heard, line.exchange, line.book, LISTS):
        raise bad_reply(line.book, "an object instead of a list")
    said = Said(one.text for one in heard)
    return [{**row, SAID: said} for row in told]


def _is_row(row: Row) -> bool:
    named = row.get("id") is not None and any(row.get(name) is not None for name in BESIDE_ID)
    return named or any(row.get(name) is not None for name in NAMES)


async def balance(made: Ccxt, line: Line, params: Row) -> Row:
    """One wallet, to see what is in it. Raises ExchangeError, also at an answer that does not say
    that there is nothing."""
    with hearing() as heard:
        found = await ask(line, made.fetch_balance(dict(params)))
    told = cast("Row", found) if isinstance(found, Mapping) else {}
    if not names_assets(told) and is_untold(heard, line.exchange, line.book, BALANCES):
        raise bad_reply(line.book, "an answer without balances, not even empty ones")
    return told


def parsed(line: Line, convert: Callable[[Row], Out], found: Iterable[Row]) -> list[Out]:
    """Every structure as a row of the domain. Raises ExchangeError (bad-reply) at the first that
    cannot be one, a number that went through a binary float included."""
    try:
        return [convert(row) for row in found]
    except CONFUSED as error:
        raise bad_reply(line.book, f"data that cannot be read ({type(error).__name__})") from None


def method(made: Ccxt, name: str) -> Callable[..., Awaitable[object]]:
    """One method of a ccxt object, by name. Raises ExchangeError where there is none."""
    found = getattr(made, name, None)
    if not callable(found):
        raise no_such_call(made.id, name)
    return cast("Callable[..., Awaitable[object]]", found)


def implicit_call(made: Ccxt, name: str) -> tuple[str, list[str], str, Row]:
    """Path, section, verb and settings of one of ccxt's implicit methods
    (`sapiGetAccountApiRestrictions`). Raises ExchangeError where ccxt has no such method: a
    unified one (`create_order`) is none."""
    for ancestor in type(made).__mro__:
        entry: Any = vars(ancestor).get(name)
        if type(entry).__name__ == "Entry":
            return entry.path, list(entry.api), entry.method, entry.config
    raise no_such_call(made.id, name)


def no_such_call(exchange: str, name: str) -> ExchangeError:
    """The failure for a name that is no call."""
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"{exchange} has no call named {name}",
        "This is a fault of JungleTUI: please report it.",
    )
