"""One HTTP request: sent to an allowed host only, never redirected, read up to a limit."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import aiohttp
import certifi
from yarl import URL

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.replies import Reply

LARGEST_REPLY = 96 * 1024 * 1024
CHUNK = 1 << 16
TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=10, sock_read=20)


@dataclass(frozen=True, slots=True)
class Request:
    """What ccxt's `sign` made: ready to be sent."""

    url: str = field(repr=False)
    method: str
    headers: Mapping[str, str] = field(repr=False)
    body: str | None = field(repr=False)


def open_http() -> aiohttp.ClientSession:
    """A connection pool for many keys. It keeps no cookies, so that keys stay strangers to each
    other, and asks the environment for nothing."""
    connector = aiohttp.TCPConnector(
        ssl=_trust(), family=socket.AF_UNSPEC, limit=64, limit_per_host=16
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=TIMEOUT,
        raise_for_status=False,
        auto_decompress=True,
    )


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that are believed; reading them takes long, and nothing changes them."""
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())  # a bare container has no certificates of its own
    return trust


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
        raise _unreachable(error, where) from None
    except ValueError:
        raise ExchangeError(
            FailureKind.KEY_TYPE,
            f"the credential holds characters that cannot be sent to {where}",
            "Paste the key again, without line breaks.",
        ) from None


async def _read(response: aiohttp.ClientResponse, exchange: str) -> str:
    """The body as text, however compressed; a reply that does not end is not read to its end."""
    parts, size = [], 0
    async for chunk in response.content.iter_chunked(CHUNK):
        size += len(chunk)
        if size > LARGEST_REPLY:
            raise ExchangeError(
                FailureKind.BAD_REPLY,
                f"{exchange} sent an answer larger than {LARGEST_REPLY >> 20} MiB",
                "Try again; if it stays so, check the key's endpoint.",
            )
        parts.append(chunk)
    return b"".join(parts).decode("utf-8", errors="replace")


def _unreachable(error: Exception, where: str) -> ExchangeError:
    """Which part of the way failed. Never the error's own text: it may hold the address called."""
    what, remedy = "the connection broke off", "Try again; check the network of this host."
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        what, remedy = "its name is not found", "Check this host's DNS and network."
    elif isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        what = "its certificate is not accepted"
        remedy = (
            "Something between here and the exchange answers for it, or this host's clock is wrong."
        )
    elif isinstance(error, asyncio.TimeoutError):
        what = "no answer in time"
    elif isinstance(error, aiohttp.ClientConnectorError):
        what = "no connection" + _reason(error.os_error)
    elif isinstance(error, aiohttp.ClientProxyConnectionError):
        what, remedy = "the proxy does not answer", "Check the proxy."
    elif isinstance(error, aiohttp.InvalidURL):
        what, remedy = "its address is malformed", "Check the key's endpoint."
    return ExchangeError(FailureKind.UNREACHABLE, f"{where}: {what}", remedy)


def _reason(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return ": refused"
    return f": {error.strerror.lower()}" if error.strerror and "[" not in error.strerror else ""
