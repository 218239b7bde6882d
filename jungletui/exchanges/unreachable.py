"""No answer came: which part of the way to an exchange failed."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys

import aiohttp

from jungletui.domain.failures import ExchangeError, FailureKind

_NETWORK = "Check this host's network, and the key's endpoint if it has one."
_PROXY = "Check the proxy: `jungletui keys show NAME`, or `[exchanges]` in the configuration."
_LOGIN = "Give the proxy with its login again: `jungletui keys edit NAME --proxy -`."
_REFUSALS = {
    2: ("its rules do not allow this", _PROXY),
    3: ("it has no network", _PROXY),
    4: ("it does not reach the exchange", _PROXY),
    5: ("the exchange refused it", _PROXY),
    407: ("it wants another login", _LOGIN),
}
"""SOCKS replies (RFC 1928, 6) and HTTP statuses."""


def unreachable(error: Exception, where: str) -> ExchangeError:
    """The failure that `error`, of aiohttp or of the SOCKS library, is. Never the error's own text:
    it may hold the address called, or the proxy's login."""
    what, remedy = _explained(error)
    return ExchangeError(FailureKind.UNREACHABLE, f"{where}: {what}", remedy)


def socks_errors() -> tuple[type[Exception], ...]:
    """What the SOCKS library raises, which has no class in common with aiohttp's errors; nothing
    where it was not loaded, because there is no such proxy."""
    if "aiohttp_socks" not in sys.modules:
        return ()
    import aiohttp_socks as ours  # noqa: PLC0415  for few keys only
    from python_socks import _errors as below  # noqa: PLC0415  one of them is nowhere else

    return (
        *(ours.ProxyError, ours.ProxyConnectionError, ours.ProxyTimeoutError),
        *(below.ProxyException, below.IncompleteReadError),
    )


def of_socks(error: Exception) -> bool:
    """Whether `error` is of the SOCKS library."""
    return isinstance(error, socks_errors())


def _explained(error: Exception) -> tuple[str, str]:
    if of_socks(error):
        return _by_socks(error)
    if isinstance(error.__cause__, ssl.SSLError):  # behind a SOCKS proxy
        return _certificate(error.__cause__)
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return _refusal(error.status)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return "the proxy does not answer" + _reason(error.os_error), _PROXY
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return "its name is not found", "Check this host's DNS and network."
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return _certificate(error)
    if isinstance(error, asyncio.TimeoutError):
        return "no answer in time", "Try again; check the network of this host."
    if isinstance(error, aiohttp.ClientConnectorError):
        return "no connection" + _reason(error.os_error), _NETWORK
    if isinstance(error, aiohttp.InvalidURL):
        return "its address is malformed", "Check the key's endpoint."
    return "the connection broke off", "Try again; check the network of this host."


def _by_socks(error: Exception) -> tuple[str, str]:
    name, code = type(error).__name__, getattr(error, "error_code", None)
    if name == "ProxyConnectionError":
        return "the proxy does not answer", _PROXY
    if name == "ProxyTimeoutError":
        return "the proxy did not answer in time", _PROXY
    if code is None and "authentication" in str(error).lower():
        return "the proxy refuses: it wants another login", _LOGIN
    return _refusal(code)


def _refusal(code: object) -> tuple[str, str]:
    if isinstance(code, int) and code in _REFUSALS:
        what, remedy = _REFUSALS[code]
        return f"the proxy refuses: {what}", remedy
    number = f" ({int(code)})" if isinstance(code, int) else ""
    return f"the proxy refuses{number}", _PROXY


def _certificate(error: Exception) -> tuple[str, str]:
    """TLS failed: what the library says is wrong with the certificate, in one of its own words."""
    reason = getattr(error, "certificate_error", error)
    word = getattr(reason, "verify_message", "") or ""
    said = f" ({word})" if word.replace(" ", "").replace("-", "").isalpha() else ""
    return (
        f"its certificate is not accepted{said}",
        "Something between here and the exchange answers for it, or this host's clock is wrong.",
    )


def _reason(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return ": refused"
    return f": {error.strerror.lower()}" if error.strerror and "[" not in error.strerror else ""
