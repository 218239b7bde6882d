"""Typed access into a JSON reply: what was promised, or `bad-reply` with the path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.times import from_milliseconds
from jungletui.inspection.cleaning import clean

Replies = Mapping[str, Json | ExchangeError]
"""Replies by the name of the call that they answer; a refusal where that is an answer too."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,20}")


def bad_reply(path: str, wanted: str, value: Json) -> ExchangeError:
    """The error for a reply that is not what the protocol says."""
    return ExchangeError(
        FailureKind.BAD_REPLY,
        f"{clean(path)}: {wanted} expected, got {_kind(value)}",
        "Try again. If it stays, the exchange changed its answer: look for a newer JungleTUI.",
    )


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one JSON object and the path that leads to it.

    Every reader gives None for a field that is missing or null, and raises ExchangeError
    (`bad-reply`) for one of another type. Texts come out cleaned.
    """

    values: Mapping[str, Json]
    path: str

    def has(self, name: str) -> bool:
        """Whether the field is there at all, even as null."""
        return name in self.values

    def raw(self, name: str) -> Json:
        """The value as it came."""
        return self.values.get(name)

    def fields(self, name: str) -> Fields | None:
        """An object inside this one."""
        value = self.raw(name)
        return None if value is None else fields_of(value, self._at(name))

    def items(self, name: str) -> list[Json] | None:
        """A list of anything."""
        value = self.raw(name)
        if value is None or isinstance(value, list):
            return value
        raise bad_reply(self._at(name), "a list", value)

    def text(self, name: str) -> str | None:
        """A text, cleaned. A number is taken as its digits: ids come in both forms."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return clean(str(value))
        raise bad_reply(self._at(name), "a text", value)

    def texts(self, name: str) -> tuple[str, ...] | None:
        """A list of texts, cleaned."""
        items = self.items(name)
        if items is None:
            return None
        found = []
        for index, item in enumerate(items):
            if not isinstance(item, str):
                raise bad_reply(f"{self._at(name)}[{index}]", "a text", item)
            found.append(clean(item))
        return tuple(found)

    def number(self, name: str) -> int | None:
        """An integer; ccxt hands numbers on as texts (`quoteJsonNumbers`), so both are taken."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            return int(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise bad_reply(self._at(name), "an integer", value)

    def flag(self, name: str) -> bool | None:
        """A boolean, also spelled out."""
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise bad_reply(self._at(name), "true or false", value)

    def milliseconds(self, name: str) -> datetime | None:
        """A time in milliseconds since 1970; 0 and negative numbers mean none."""
        return self._time(name, 1)

    def seconds(self, name: str) -> datetime | None:
        """A time in seconds since 1970; 0 and negative numbers mean none."""
        return self._time(name, 1000)

    def moment(self, name: str) -> datetime | None:
        """A time as ISO 8601; without a zone it is UTC. 1970 and an empty text mean none."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise bad_reply(self._at(name), "a time", value)
        try:
            time = datetime.fromisoformat(value)
            time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise bad_reply(self._at(name), "a time", value) from error
        return time if time.year > 1970 else None

    def _time(self, name: str, factor: int) -> datetime | None:
        number = self.number(name)
        if number is None or number <= 0:
            return None
        try:
            return from_milliseconds(number * factor)
        except ValueError as error:
            raise bad_reply(self._at(name), "a time", self.raw(name)) from error

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def fields_of(value: Json, path: str) -> Fields:
    """`value` as an object. Raises ExchangeError (`bad-reply`) where it is none."""
    if isinstance(value, dict):
        return Fields(value, path)
    raise bad_reply(path, "an object", value)


def reply_to(replies: Replies, call: str) -> Fields:
    """The object that answered `call`. Raises ExchangeError (`bad-reply`, or the refusal)."""
    return fields_of(answer_to(replies, call), call)


def answer_to(replies: Replies, call: str) -> Json:
    """What answered `call`; raises the ExchangeError where it was refused."""
    reply = replies.get(call)
    if isinstance(reply, ExchangeError):
        raise reply
    return reply


def refusal_of(replies: Replies, call: str) -> ExchangeError | None:
    """The refusal of `call`; None where it was answered, or not sent."""
    reply = replies.get(call)
    return reply if isinstance(reply, ExchangeError) else None


def _kind(value: Json) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "a boolean"
    names = {int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return names[type(value)]
