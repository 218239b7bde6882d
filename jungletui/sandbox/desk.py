"""How a further exchange admits a request: its own door, then the right, then the answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.model import Account, OrderStatus, SandboxOrder
from jungletui.sandbox.rules import Market, Product
from jungletui.sandbox.world import World

Params = Mapping[str, str]
_NUMBERS = msgspec.json.Encoder(decimal_format="number")
LARGEST = 10**15
"""No amount or price is larger; arithmetic stays exact below it."""


@dataclass(frozen=True, slots=True)
class Call:
    """An admitted request: query, path and body as texts in `params`."""

    world: World
    key: SandboxKey
    account: Account
    params: Params


Answer = Callable[[Call], web.Response]
PublicAnswer = Callable[[World, Params], web.Response]
Handler = Callable[[web.Request], Awaitable[web.Response]]
Reader = Callable[[web.Request, str], dict[str, str]]
Door = Callable[[World, web.Request, str], SandboxKey | web.Response]
"""Key of the request, whose text body is the third argument, or the refusal at the door."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of one exchange: `door`, the reply to a key without the right that is named, the
    reply that names a wrong parameter, and how the parameters are read."""

    door: Door
    forbidden: Callable[[SandboxKey, str], web.Response]
    malformed: Callable[[str], web.Response]
    read: Reader = field(default_factory=lambda: params_of)

    def private(self, answer: Answer, *rights: str) -> Handler:
        """A handler for keys with one of `rights`; for every key where none is named. A ValueError
        of `answer` names the wrong parameter."""

        async def handle(request: web.Request) -> web.Response:
            world = request.app[WORLD]
            body = await request.text()
            key = self.door(world, request, body)
            if isinstance(key, web.Response):
                return key
            key.last_used_at = world.now()
            if rights and not key.rights & set(rights):
                return self.forbidden(key, rights[0])
            try:
                params = self.read(request, body)
                return answer(Call(world, key, world.account_of(key.id), params))
            except ValueError as error:
                return self.malformed(str(error))

        return handle

    def public(self, answer: PublicAnswer) -> Handler:
        """A handler for anyone."""

        async def handle(request: web.Request) -> web.Response:
            try:
                return answer(request.app[WORLD], params_of(request, ""))
            except ValueError as error:
                return self.malformed(str(error))

        return handle


def params_of(request: web.Request, body: str) -> dict[str, str]:
    """Query, path and body (a JSON object, or a form) as texts. Raises ValueError for another
    body."""
    found = dict(parse_qsl(request.raw_path.partition("?")[2], keep_blank_values=True))
    found.update(request.match_info)
    if not body:
        return found
    if request.content_type == "application/x-www-form-urlencoded":
        return found | dict(parse_qsl(body, keep_blank_values=True))
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError("body")
    return found | {name: _text(value) for name, value in document.items()}


def json_response(document: Any, status: int = 200) -> web.Response:
    """`document` as the body."""
    body = msgspec.json.encode(document)
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")


def exact_response(document: Any, status: int = 200) -> web.Response:
    """`document` as the body, in which every Decimal is a JSON number of all its digits."""
    return web.Response(text=exact_text(document), status=status, content_type="application/json")


def exact_text(document: Any) -> str:
    """`document` as JSON, in which every Decimal is a number of all its digits."""
    return _NUMBERS.encode(document).decode()


def number(value: Decimal) -> str:
    """A number as text, without exponent or trailing zeros."""
    return f"{value.normalize():f}" if value else "0"


def decimals(step: Decimal) -> int:
    """How many decimals a step has."""
    return max(0, -int(step.normalize().as_tuple().exponent))


def needed(params: Params, name: str) -> str:
    """A parameter that must be there. Raises ValueError with its name."""
    value = params.get(name, "")
    if not value:
        raise ValueError(name)
    return value


def one_of(params: Params, name: str, words: Iterable[str]) -> str:
    """A parameter that is one of `words`, in small letters. Raises ValueError with its name."""
    value = needed(params, name).lower()
    if value not in words:
        raise ValueError(name)
    return value


def amount_of(params: Params, name: str) -> Decimal:
    """A positive number of the request. Raises ValueError with its name."""
    try:
        value = Decimal(needed(params, name))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not 0 < value < LARGEST:
        raise ValueError(name)
    return value


def spot_market(world: World, name: str, spelt: Callable[[Market], str]) -> Market | None:
    """The spot market that is spelt `name`; None for an unknown one."""
    return world.listing.named(spelt, Product.SPOT).get(name)


def spot_markets(world: World) -> Sequence[Market]:
    """All spot markets."""
    return world.listing.of(Product.SPOT)


def assets_of(world: World) -> Sequence[str]:
    """Every asset that a spot market has, in alphabetical order."""
    return world.listing.assets()


def ended_orders(account: Account) -> list[SandboxOrder]:
    """What can fill no more, newest first; a rejected order never was on the books."""
    gone = {OrderStatus.OPEN, OrderStatus.REJECTED}
    return [order for order in reversed(account.orders.values()) if order.status not in gone]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
