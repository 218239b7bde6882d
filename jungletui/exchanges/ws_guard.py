"""What may be written on a websocket: messages that log in, subscribe and keep the line alive.

Default is refusal. A message passes where a form of `messages/<exchange>.toml` fits it: every field
that the form names has one of its values, and the message has no field that the form does not know.
The second half keeps out what rides along: an order in a subscription, or Bitfinex's `dms`, which
cancels all orders when the line ends.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jungletui.domain.failures import ExchangeError, FailureKind

ANYTHING = "*"
Values = tuple[str | int, ...] | None
"""The values that a field may have; None: any text or number."""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of message. `where` are fields (a dot leads into a table) and the values that they
    must have, at least one; `keys` are all fields that the message may have."""

    where: tuple[tuple[str, Values], ...]
    keys: frozenset[str]

    def fits(self, message: Mapping[str, object]) -> bool:
        """Whether `message` is of this kind and holds nothing else."""
        known = message.keys() <= self.keys
        return known and all(_is_one(_field(message, name), v) for name, v in self.where)


@dataclass(frozen=True, slots=True)
class Messages:
    """What may be written to one exchange: whole texts, and forms. With `is_list`, a message is a
    list whose every part fits a form."""

    exchange: str
    texts: frozenset[str] = frozenset()
    forms: tuple[Form, ...] = ()
    is_list: bool = False


def check_message(allowed: Messages, message: object) -> None:
    """Raise ExchangeError (not-supported) unless `message` (a table, a list, or a text as it goes
    over the line) is one that `allowed` knows. Nothing of the message is in the error."""
    if isinstance(message, str) and message not in allowed.texts:
        message = _parsed(message)
    if isinstance(message, str):
        return
    if isinstance(message, Mapping) and _fits(allowed, message):
        return
    parts = message if allowed.is_list and isinstance(message, list) else []
    if parts and all(isinstance(part, Mapping) and _fits(allowed, part) for part in parts):
        return
    raise _refused(allowed.exchange)


@cache
def messages_of(exchange: str) -> Messages:
    """The forms in `messages/<exchange>.toml`; nothing is allowed where there is none."""
    found = files("jungletui.exchanges").joinpath("messages", f"{exchange}.toml")
    if not exchange.isidentifier() or not found.is_file():
        return Messages(exchange)
    table = tomllib.loads(found.read_text(encoding="utf-8"))
    if "same_as" in table:
        other = messages_of(table["same_as"])
        return Messages(exchange, other.texts, other.forms, other.is_list)
    return Messages(
        exchange,
        texts=frozenset(table.get("texts", ())),
        forms=tuple(_form(row) for row in table.get("message", ())),
        is_list=table.get("list", False),
    )


def _form(row: Mapping[str, Mapping[str, object] | Sequence[str]]) -> Form:
    where, keys = row["where"], row["keys"]
    if not isinstance(where, Mapping) or not where:
        raise ValueError("a form says by which fields it is known")
    return Form(tuple((name, _values(v)) for name, v in where.items()), frozenset(keys))


def _values(found: object) -> Values:
    if found == ANYTHING:
        return None
    return tuple(v for v in found if isinstance(v, str | int)) if isinstance(found, list) else ()


def _fits(allowed: Messages, message: Mapping[str, object]) -> bool:
    return any(form.fits(message) for form in allowed.forms)


def _field(message: Mapping[str, object], name: str) -> object:
    """The value at a dotted name; None where there is none."""
    found: object = message
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _is_one(found: object, values: Values) -> bool:
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return False
    return values is None or any(type(found) is type(v) and found == v for v in values)


def _parsed(text: str) -> object:
    """A text as the table or list that it says; None where it says neither, or says a field twice:
    readers differ in which of the two they take."""
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Mapping | list) else None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field twice")
    return found


def _refused(exchange: str) -> ExchangeError:
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"refused: not a message that only reads ({exchange})",
        "JungleTUI writes only what is on its list of messages.",
    )
