"""A key's own endpoint: takes the place of scheme, host and port in an exchange's URLs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit, urlunsplit

from jungletui.domain.failures import UsageError

SOCKETS = {"http": "ws", "https": "wss"}
REMEDY = "An endpoint is scheme, host and port, for example https://api.example.com:8443"


def checked_endpoint(endpoint: str) -> str:
    """`endpoint` without a final slash. Raises UsageError where it is not `http(s)://host[:port]`:
    a path, a user name or a query would be lost or leak."""
    parts = urlsplit(endpoint)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in SOCKETS or not parts.hostname or port == -1:
        raise UsageError(f"not an endpoint: {endpoint!r}", REMEDY)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError("an endpoint has no path, query or user name", REMEDY)
    return f"{parts.scheme}://{parts.netloc}"


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
