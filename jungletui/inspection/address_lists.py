"""A key's list of addresses against one address: allowed, not allowed, or not to be told.

Lists hold addresses, networks (CIDR), ranges (`a-b`) and masked ones (`203.**.154`, bitget).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

WIDE = {4: 24, 6: 48}
"""A network with a shorter prefix than this is more than one site's."""
_IN_TEXT = re.compile(r"[0-9A-Fa-f:.]*[0-9A-Fa-f](?:[.:][0-9A-Fa-f:.]*)")
_PRIVATE = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16"),
    *("100.64.0.0/10", "fc00::/7", "fe80::/10", "::1/128"),
    *("224.0.0.0/4", "240.0.0.0/4", "ff00::/8"),
)
PRIVATE = tuple(ipaddress.ip_network(text) for text in _PRIVATE)
"""Addresses that no exchange ever sees: RFC 1918, 6598, 3927, 4193, 4291; multicast and reserved
ones are nobody's (RFC 5771, 1112)."""


class Match(StrEnum):
    """What a list says about an address."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "not-allowed"
    OTHER_FAMILY = "other-family"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """From one address to another, both included, of one family."""

    first: Address
    last: Address

    def holds(self, address: Address) -> bool:
        """Whether `address` lies in it."""
        return address.version == self.version and int(self.first) <= int(address) <= int(self.last)

    @property
    def version(self) -> int:
        """4 or 6."""
        return self.first.version

    @property
    def bits(self) -> int:
        """How long an address is: 32 or 128."""
        return self.first.max_prefixlen

    @property
    def size(self) -> int:
        """How many addresses."""
        return int(self.last) - int(self.first) + 1


def compare(allowed: Iterable[str], address: str) -> Match:
    """Whether a key with this list may be used from `address`. UNKNOWN where an entry that cannot
    be read, or a masked one that fits, might allow it, and where `address` is none."""
    found = read_address(address)
    if found is None:
        return Match.UNKNOWN
    entries = [entry.strip() for entry in allowed if entry.strip()]
    spans = [span_of(entry) for entry in entries]
    if any(span.holds(found) for span in spans if span):
        return Match.ALLOWED
    unread = [entry for entry, span in zip(entries, spans, strict=True) if span is None]
    if not entries or any(_might_hold(entry, found) for entry in unread):
        return Match.UNKNOWN
    families = {span.version for span in spans if span}
    return Match.NOT_ALLOWED if found.version in families or not families else Match.OTHER_FAMILY


def read_address(text: str) -> Address | None:
    """`text` as an address; an IPv4 address in IPv6 clothes (`::ffff:…`) is an IPv4 address."""
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def span_of(entry: str) -> Span | None:
    """An address, a network, or a range `a-b`; None for anything else."""
    low, dash, high = entry.partition("-")
    if dash:
        first, last = read_address(low), read_address(high)
        if first is None or last is None or first.version != last.version:
            return None
        return Span(first, last) if int(first) <= int(last) else None
    single = read_address(entry)
    if single is not None:
        return Span(single, single)
    try:
        network = ipaddress.ip_network(entry.strip(), strict=False)
    except ValueError:
        return None
    return _span_in(network.network_address, network.broadcast_address)


def _span_in(first: Address, last: Address) -> Span:
    """From `first` to `last`; a network of IPv4 addresses in IPv6 clothes is one of IPv4."""
    start, end = getattr(first, "ipv4_mapped", None), getattr(last, "ipv4_mapped", None)
    return Span(first, last) if start is None or end is None else Span(start, end)


def never_matches(entry: str) -> bool:
    """Whether the entry holds nothing but addresses that no exchange ever sees."""
    span = span_of(entry)
    networks = [network for network in PRIVATE if span and network.version == span.version]
    return span is not None and any(
        int(network.network_address) <= int(span.first)
        and int(span.last) <= int(network.broadcast_address)
        for network in networks
    )


def too_wide(entry: str) -> bool:
    """Whether the entry lets in more than the network of one site."""
    span = span_of(entry)
    if span is None:
        return False
    return span.size > 1 << (span.bits - WIDE[span.version])


def lets_everybody_in(entry: str) -> bool:
    """Whether the entry is no restriction: it holds half of all addresses of its family, or more,
    so that two of them are the whole of it."""
    span = span_of(entry)
    return span is not None and span.size >= 1 << (span.bits - 1)


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses that an exchange names in a sentence, such as the one that it saw."""
    words = (word.strip(".:") if word.count(":") < 2 else word for word in _IN_TEXT.findall(text))
    found = (read_address(word) or read_address(word.lstrip(":").rstrip(".")) for word in words)
    return tuple(dict.fromkeys(str(address) for address in found if address is not None))


def _might_hold(entry: str, address: Address) -> bool:
    """Whether a masked entry fits; one that makes no sense might be anything."""
    if "*" not in entry:
        return True
    if ":" in entry:
        return address.version == 6
    if address.version == 6:
        return False
    pattern = "".join(".*" if part.startswith("*") else re.escape(part) for part in _parts(entry))
    return re.fullmatch(pattern, str(address)) is not None


def _parts(entry: str) -> list[str]:
    return re.split(r"(\*+)", entry)
