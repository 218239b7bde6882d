"""Which websocket address is dialled: on the key's endpoint, or on a host of the exchange."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.endpoints import checked_endpoint, moved

SECURE, PLAIN = "wss", "ws"
SHORT = 3
"""Letters of a second level that belongs to a country (`co.kr`, `com.au`), at most."""


def dialled(url: str, endpoint: str | None, hosts: Iterable[str], exchange: str) -> str:
    """The address to dial for `url`: on `endpoint` where the key has one, else as it is. Some
    addresses come from the exchange (KuCoin tells one with each token), so those on its own domains
    pass, encrypted. Raises ExchangeError (not-supported) for any other."""
    if endpoint is not None:
        return str(moved(url, checked_endpoint(endpoint)))
    parts = urlsplit(url)
    host = parts.hostname or ""
    own = {domain_of(name) for name in hosts}
    if parts.scheme != SECURE or domain_of(host) not in own or "@" in parts.netloc:
        raise ExchangeError(
            FailureKind.NOT_SUPPORTED,
            f"refused: {host or 'no host'} is not a host of {exchange}",
            "JungleTUI talks to the key's exchange or to its endpoint, and to nobody else.",
        )
    return url


def domain_of(host: str) -> str:
    """The part of a host name that somebody registered: `kucoin.com` of `ws-api-spot.kucoin.com`,
    `coinone.co.kr` of `stream.coinone.co.kr`; an address is its own."""
    labels = host.lower().rstrip(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit() or ":" in host:
        return host
    national = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= SHORT
    return ".".join(labels[-3:] if national else labels[-2:])
