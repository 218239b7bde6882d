"""A key's own endpoint: takes the place of scheme, host and port in an exchange's URLs."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit, urlunsplit

from jungletui.domain.failures import UsageError
from jungletui.domain.routes import Family, Route

SOCKETS = {"http": "ws", "https": "wss"}
LOOPBACK = ipaddress.IPv4Network("127.0.0.0/8")
REMEDY = "An endpoint is scheme, host and port, for example https://api.example.com:8443"


def check_endpoint(url: str) -> None:
    """Raise UsageError unless `url` is `https://host[:port]`, or `http://` to this very machine.

    A path, a user name or a query would be lost or leak; on plain http everyone on the way reads
    the passphrase, in a private network too.
    """
    checked_endpoint(url)


def checked_endpoint(endpoint: str) -> str:
    """`endpoint` without a final slash. Raises UsageError as `check_endpoint` does."""
    parts = urlsplit(endpoint)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in SOCKETS or not parts.hostname or port == 0:
        raise UsageError(f"not an endpoint: {endpoint!r}", REMEDY)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError("an endpoint has no path, query or user name", REMEDY)
    if parts.scheme != "https" and not _is_this_machine(parts.hostname):
        raise UsageError(
            f"refused: http to {parts.hostname} would carry the key's secrets in the clear",
            "Use https; http is only for this machine: localhost, 127.0.0.1 or [::1].",
        )
    return f"{parts.scheme}://{parts.netloc}"


def require_private(endpoint: str | None, route: Route) -> None:
    """Raise UsageError where requests in the clear would leave this machine by the route's
    proxy: http is for this machine only, behind a proxy as well."""
    if endpoint is None or route.proxy is None or urlsplit(endpoint).scheme == "https":
        return
    if not _is_this_machine(urlsplit(route.proxy).hostname or ""):
        raise UsageError(
            f"refused: http to {urlsplit(endpoint).hostname} by a proxy elsewhere would carry the "
            "key's secrets in the clear",
            "Use https for the endpoint, or a proxy on this machine.",
        )


def require_family(endpoint: str | None, family: Family) -> None:
    """Raise UsageError for an endpoint that is an address of the other family than the pinned
    one."""
    if endpoint is not None and not fits_family(endpoint, family):
        raise UsageError(
            f"{urlsplit(endpoint).hostname} is no address of the family that the key is pinned to",
            "Change the endpoint, or `jungletui keys edit NAME --family any`.",
        )


def fits_family(url: str, family: Family) -> bool:
    """Whether the host of `url` may have an address of this family: a name may."""
    try:
        version = ipaddress.ip_address(urlsplit(url).hostname or "").version
    except ValueError:
        return True
    return family in (Family.ANY, Family.V4 if version == 4 else Family.V6)


def _is_this_machine(host: str) -> bool:
    """`localhost`, 127.0.0.0/8 or ::1, and nothing that a resolver has to explain."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address in LOOPBACK if address.version == 4 else address == ipaddress.IPv6Address(1)


def moved(urls: object, endpoint: str) -> object:
    """`urls`, a text or a tree of dicts and lists of them, on the host of `endpoint`."""
    if isinstance(urls, Mapping):
        return {name: moved(value, endpoint) for name, value in urls.items()}
    if isinstance(urls, list):
        return [moved(value, endpoint) for value in urls]
    if not isinstance(urls, str) or "://" not in urls:
        return urls
    new, old = urlsplit(endpoint), urlsplit(urls)
    is_socket = old.scheme in SOCKETS.values()
    scheme = SOCKETS[new.scheme] if is_socket else new.scheme
    return urlunsplit((scheme, new.netloc, old.path, old.query, ""))


def texts(urls: object) -> Iterator[str]:
    """Every text in a tree of URLs."""
    if isinstance(urls, str):
        yield urls
    elif isinstance(urls, Mapping):
        for value in urls.values():
            yield from texts(value)
    elif isinstance(urls, list):
        for value in urls:
            yield from texts(value)
