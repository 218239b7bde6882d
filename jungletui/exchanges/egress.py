"""Which address an exchange sees: asked from the exchange itself, or from a service that a person
named, one address family after the other. Nothing of a key goes along."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp

from jungletui.domain.failures import ExchangeError
from jungletui.domain.json import Json
from jungletui.domain.routes import Family, Route
from jungletui.domain.surroundings import Egress
from jungletui.domain.times import Clock
from jungletui.exchanges.building import USER_AGENT
from jungletui.exchanges.endpoints import fits_family, texts
from jungletui.exchanges.network import Request, send
from jungletui.exchanges.protocol import Ccxt

PATHS = {
    # "You can get your current IP by endpoint": https://coins-docs.github.io/rest-api
    "coinsph": "/openapi/v1/user/ip",
    # ccxt 4.5.90 kucoin.py, section `uta`
    "kucoin": "/api/ua/v1/user/my-ip",
}
TRACE = "/cdn-cgi/trace"
"""Answered on every host that Cloudflare serves, and by nobody else, with a line `ip=…`:
https://developers.cloudflare.com/fundamentals/reference/cdn-cgi-endpoint/"""
LIFE, LIFE_OF_NOTHING = timedelta(minutes=10), timedelta(minutes=1)
PATIENCE = 6.0
LONGEST = 4096
FIELDS = ("ip", "data", "address")
NONE_HERE = (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EHOSTUNREACH)
_PROBES = {Family.V4: (socket.AF_INET, "192.0.2.1"), Family.V6: (socket.AF_INET6, "2001:db8::1")}
"""Addresses of documents (RFC 5737, 3849): nothing is sent there."""

Open = Callable[[Route], aiohttp.ClientSession]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked, at which address, and the name that failures and evidence give it."""

    url: str
    name: str


def question_for(exchange: str, made: Ccxt) -> Question:
    """The question to the exchange of `made`, on its own host."""
    return Question(f"{_home(made)}{PATHS.get(exchange, TRACE)}", exchange)


def question_at(url: str) -> Question:
    """The question to a service that a person named."""
    return Question(url, urlsplit(url).hostname or "")


class Lookup:
    """Asks, and remembers the answers for a while, route by route."""

    def __init__(self, open_http: Open, clock: Clock) -> None:
        self._open = open_http
        self._clock = clock
        self._known: dict[tuple[Question, Route], tuple[datetime, Egress]] = {}
        self._locks: dict[tuple[Question, Route], asyncio.Lock] = {}

    async def ask(self, question: Question, route: Route) -> Egress:
        """The addresses that requests leave by. Nothing is raised: what was not found out is in the
        evidence."""
        asked = (question, route)
        async with self._locks.setdefault(asked, asyncio.Lock()):
            until, known = self._known.get(asked, (None, None))
            if until is not None and known is not None and self._clock() < until:
                return known
            found = await self._asked(question, route)
            life = LIFE if found.v4 or found.v6 else LIFE_OF_NOTHING
            self._known[asked] = (self._clock() + life, found)
            return found

    async def _asked(self, question: Question, route: Route) -> Egress:
        if route.proxy is not None:
            return self._by_proxy(question, await self._one(question, route))
        answers = {}
        for family in (Family.V4, Family.V6):
            if route.family not in (Family.ANY, family):
                answers[family] = Answer(None, f"{_name(family)} is not used by this key")
            elif not has_family(family):
                answers[family] = Answer("", f"this host has no {_name(family)}")
            elif not fits_family(question.url, family):
                answers[family] = Answer(None, f"{question.name} has no {_name(family)}")
            else:
                answers[family] = _of(family, await self._one(question, Route(None, family)))
        said = "; ".join(answer.evidence for answer in answers.values())
        return Egress(
            answers[Family.V4].address,
            answers[Family.V6].address,
            question.name,
            self._clock(),
            said,
        )

    def _by_proxy(self, question: Question, answer: Answer) -> Egress:
        """By a proxy the family is the proxy's choice; the other one stays unknown."""
        version = ipaddress.ip_address(answer.address).version if answer.address else None
        return Egress(
            v4=answer.address if version == 4 else None,
            v6=answer.address if version == 6 else None,
            source=question.name,
            at=self._clock(),
            evidence=f"{answer.evidence}, by the proxy",
        )

    async def _one(self, question: Question, route: Route) -> Answer:
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json, text/plain"}
        request = Request(question.url, "GET", headers, None)
        try:
            async with asyncio.timeout(PATIENCE):
                reply = await send(self._open(route), request, question.name)
        except ExchangeError as error:
            return Answer(None, error.message)
        except TimeoutError:
            return Answer(None, f"{question.name}: no answer in time")
        address = address_in(reply.text) if reply.status == 200 else None
        if address is None:
            return Answer(None, f"{question.name} does not tell addresses (HTTP {reply.status})")
        return Answer(address, f"{question.name} saw {address}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One address as it was told; None where it was not, empty where there is none."""

    address: str | None
    evidence: str


def address_in(text: str) -> str | None:
    """The address that a body is or holds: plain, as JSON, or in a line `ip=…`."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    traced = [line[3:] for line in text.splitlines() if line.startswith("ip=")]
    found = _address(traced[0] if traced else text)
    if found is not None or traced:
        return found
    try:
        return _address_of(json.loads(text))
    except (ValueError, RecursionError):
        return None


def has_family(family: Family) -> bool:
    """Whether this host has a way out by this family. Connecting a datagram socket sends nothing:
    the system only looks for a route."""
    kind, address = _PROBES[family]
    try:
        with socket.socket(kind, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
    except OSError as error:
        return error.errno not in NONE_HERE
    return True


def _of(family: Family, answer: Answer) -> Answer:
    """An answer about the other family is none: something between here and there translates."""
    if not answer.address or ipaddress.ip_address(answer.address).version == int(family.value[1]):
        return answer
    return Answer(None, f"{answer.evidence} although {_name(family)} was used")


def _address_of(body: Json) -> str | None:
    for _ in range(3):
        if isinstance(body, str):
            return _address(body)
        if not isinstance(body, Mapping):
            return None
        body = next((body[name] for name in FIELDS if name in body), None)
    return None


def _address(text: str) -> str | None:
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)


def _home(made: Ccxt) -> str:
    """Scheme and host of the exchange's signed calls, else of its first address."""
    api = made.urls["api"]
    named = api if isinstance(api, Mapping) else {}
    first = next((named[name] for name in ("private", "rest", "spot") if name in named), api)
    url = next(texts(first)).replace("{hostname}", made.hostname or "")
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _name(family: Family) -> str:
    return "IPv4" if family is Family.V4 else "IPv6"
