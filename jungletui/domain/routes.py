"""The way that a key's requests leave this host: directly, by one address family, or by a proxy."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from jungletui.domain.failures import UsageError
from jungletui.domain.secret import MASK

if TYPE_CHECKING:
    from urllib.parse import SplitResult

SCHEMES = ("http", "https", "socks5", "socks5h")
"""As curl and ccxt read them: `socks5` looks names up here, `socks5h` at the proxy."""
REMEDY = "A proxy is http://, https://, socks5:// or socks5h://[user:password@]host:port"


class Family(StrEnum):
    """Which kind of address a connection from here uses."""

    ANY = "any"
    V4 = "v4"
    V6 = "v6"


@dataclass(frozen=True, slots=True)
class Route:
    """A proxy, or a family, or neither; keys of one route share connections and limits. The proxy's
    URL may hold a password: it is for the connection only, `shown` is for everything else."""

    proxy: str | None = field(default=None, repr=False)
    family: Family = Family.ANY

    @property
    def shown(self) -> str:
        """The route in words, without a password."""
        if self.proxy is not None:
            return f"by the proxy {shown_proxy(self.proxy)}"
        if self.family is Family.ANY:
            return "directly"
        return "by IPv4 only" if self.family is Family.V4 else "by IPv6 only"


DIRECT = Route()


def checked_route(proxy: str | None, family: Family) -> Route:
    """The route. Raises UsageError for a proxy that is none, and for both at once: behind a proxy
    it is the proxy that chooses the family."""
    if proxy is not None:
        _split(proxy)
        if family is not Family.ANY:
            raise UsageError(
                "Behind a proxy the address family is the proxy's.",
                "Pin the family at the proxy, or leave one of the two out.",
            )
    return Route(proxy, family)


def shown_proxy(url: str) -> str:
    """Scheme, host and port of a proxy; whoever logs in there is masked. Raises UsageError for a
    text that is no proxy."""
    parts = _split(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    login = f"{MASK}@" if "@" in parts.netloc else ""
    return f"{parts.scheme}://{login}{host}:{parts.port}"


def password_in(url: str) -> str:
    """The password in the URL of a proxy, empty without one. Raises UsageError for a text that is
    none."""
    from urllib.parse import unquote  # noqa: PLC0415  as below

    return unquote(_split(url).password or "")


def _split(url: str) -> SplitResult:
    """The parts of a proxy's URL. Raises UsageError, which repeats nothing of it."""
    from urllib.parse import urlsplit  # noqa: PLC0415  most keys have no proxy

    try:
        parts = urlsplit(url)
        usable = parts.scheme in SCHEMES and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        raise UsageError("That is no proxy.", REMEDY) from None
    extra = parts.path not in ("", "/") or parts.query or parts.fragment
    if not usable or extra or not url.isprintable() or " " in url:
        raise UsageError("That is no proxy.", REMEDY)
    return parts
