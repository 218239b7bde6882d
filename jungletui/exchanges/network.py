"""One HTTP request: sent to an allowed host only, by its route, never redirected, read up to a
limit."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import aiohttp
import certifi
from yarl import URL

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.routes import DIRECT, Family, Route, checked_route
from jungletui.exchanges.replies import Reply
from jungletui.exchanges.unreachable import socks_errors, unreachable

LARGEST_REPLY = 96 * 1024 * 1024
CHUNK = 1 << 16
LIMIT_PER_HOST = 32
"""Connections to one host. All hosts together have no limit: an exchange that hangs would keep the
requests to others waiting. How many are under way at one exchange, `World` says."""
TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=10, sock_read=20)
KEPT_OPEN = 45
"""Seconds without a request after which a connection is closed: sooner than the other side does it
(nginx after 75, an AWS load balancer after 60), and later than a screen asks again."""
_FAMILIES = {
    Family.ANY: socket.AF_UNSPEC,
    Family.V4: socket.AF_INET,
    Family.V6: socket.AF_INET6,
}


@dataclass(frozen=True, slots=True)
class Request:
    """What ccxt's `sign` made: ready to be sent."""

    url: str = field(repr=False)
    method: str
    headers: Mapping[str, str] = field(repr=False)
    body: str | None = field(repr=False)


def open_http(
    route: Route = DIRECT, sockets: bool = False, secure: bool = True
) -> aiohttp.ClientSession:
    """A connection pool for many keys that leave by `route`: for requests, or for websockets, which
    stay open and would keep requests waiting. It
    keeps no cookies, so that keys stay strangers to each other, and asks the environment for
    nothing. One that is not `secure` believes no certificate: it is for endpoints without TLS.
    Raises UsageError for a proxy that is none."""
    checked_route(route.proxy, route.family)
    proxy = route.proxy or ""
    by_socks = proxy.startswith("socks")
    trust = _trust() if secure or proxy.startswith("https") else _distrust()
    return aiohttp.ClientSession(
        connector=_socks(route, sockets, trust)
        if by_socks
        else _connector(route.family, sockets, trust),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=TIMEOUT,
        raise_for_status=False,
        auto_decompress=True,
        proxy=None if by_socks else route.proxy,
        trace_configs=[_staying()] if sockets else None,
    )


def _staying() -> aiohttp.TraceConfig:
    """No websocket is opened elsewhere than it was asked for: aiohttp follows redirects there."""

    async def refuse(_http: object, _context: object, redirect: Any) -> None:
        raise aiohttp.TooManyRedirects(
            redirect.response.request_info, (), status=redirect.response.status
        )

    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(refuse)
    return trace


def _connector(family: Family, sockets: bool, trust: ssl.SSLContext) -> aiohttp.TCPConnector:
    per_host = 0 if sockets else LIMIT_PER_HOST
    return aiohttp.TCPConnector(
        ssl=trust,
        family=_FAMILIES[family],
        limit=0,
        limit_per_host=per_host,
        keepalive_timeout=KEPT_OPEN,
    )


def _socks(route: Route, sockets: bool, trust: ssl.SSLContext) -> aiohttp.BaseConnector:
    """Every connection through a SOCKS proxy; only `socks5h` leaves the names to it, as in curl."""
    from aiohttp_socks import ProxyConnector, ProxyType  # noqa: PLC0415  for few keys only

    parts = URL(route.proxy or "")
    return ProxyConnector(
        proxy_type=ProxyType.SOCKS5,
        host=parts.host or "",
        port=parts.port or 0,
        username=parts.user,
        password=parts.password,
        rdns=parts.scheme == "socks5h",
        ssl=trust,
        limit=0,
        limit_per_host=0 if sockets else LIMIT_PER_HOST,
    )


def read_trust() -> None:
    """Read the certificates that are believed, which takes a tenth of a second, but once."""
    _trust()


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that are believed; reading them takes long, and nothing changes them."""
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())  # a bare container has no certificates of its own
    return trust


@cache
def _distrust() -> ssl.SSLContext:
    """Of nobody's certificate: made in no time."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def send(http: aiohttp.ClientSession, request: Request, exchange: str) -> Reply:
    """Send one request. Raises ExchangeError: unreachable where no answer came (the message says
    which part of the way failed), bad-reply where it broke off or is too large."""
    url = URL(request.url, encoded=True)
    where = f"{exchange} ({url.host})"
    data = None if request.body is None else request.body.encode()
    try:
        async with http.request(
            request.method, url, headers=request.headers, data=data, allow_redirects=False
        ) as response:
            text = await _read(response, exchange)
            headers = {name.title(): value for name, value in response.headers.items()}
            return Reply(response.status, response.headers.get("Content-Type", ""), headers, text)
    except aiohttp.ClientPayloadError:
        raise ExchangeError(
            FailureKind.BAD_REPLY, f"the answer of {where} broke off", "Try again."
        ) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise unreachable(error, where) from None
    except ValueError:
        raise ExchangeError(
            FailureKind.KEY_TYPE,
            f"the credential holds characters that cannot be sent to {where}",
            "Paste the key again, without line breaks.",
        ) from None
    except socks_errors() as error:
        raise unreachable(error, where) from None


async def _read(response: aiohttp.ClientResponse, exchange: str) -> str:
    """The body as text, however compressed; a reply that does not end is not read to its end."""
    if response.content.is_eof():  # most answers have come as a whole when their headers are read
        whole = response.content.read_nowait(-1)
        if len(whole) <= LARGEST_REPLY:
            return whole.decode("utf-8", errors="replace")
        raise _too_large(exchange)
    parts, size = [], 0
    async for chunk in response.content.iter_chunked(CHUNK):
        size += len(chunk)
        if size > LARGEST_REPLY:
            raise _too_large(exchange)
        parts.append(chunk)
    return b"".join(parts).decode("utf-8", errors="replace")


def _too_large(exchange: str) -> ExchangeError:
    return ExchangeError(
        FailureKind.BAD_REPLY,
        f"{exchange} sent an answer larger than {LARGEST_REPLY >> 20} MiB",
        "Try again; if it stays so, check the key's endpoint.",
    )
