"""The configuration of the network: addresses of this host, who may be asked for them, and the
route to each exchange."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from jungletui.domain.failures import UsageError
from jungletui.domain.routes import Family, Route, checked_route, password_in

OFF, EXCHANGE = "off", "exchange"


def read_egress(value: Any) -> tuple[tuple[str, ...], str]:
    """The stated addresses, and who is asked for them: `off` (nobody), `exchange` (the key's own),
    or a URL. A list is the addresses alone. UsageError where it is neither, without a remedy."""
    if isinstance(value, list):
        return _addresses(value), OFF
    if not isinstance(value, dict) or not set(value) <= {"addresses", "lookup"}:
        raise _not("egress is no list of addresses and no table of addresses and lookup")
    return _addresses(value.get("addresses", [])), _lookup(value.get("lookup", OFF))


def read_routes(tables: Any) -> Mapping[str, Route]:
    """Exchange ids to routes. UsageError, without a remedy, where a table is none, a proxy is none
    or holds a password, which belongs in the vault."""
    if not isinstance(tables, dict) or not all(isinstance(row, dict) for row in tables.values()):
        raise _not("exchanges is no table of tables")
    return {exchange: _route(exchange, row) for exchange, row in tables.items()}


def _route(exchange: str, row: dict[str, Any]) -> Route:
    proxy, family = row.get("proxy"), row.get("family", Family.ANY.value)
    if not set(row) <= {"proxy", "family"}:
        raise _not(f"exchanges.{exchange} has other fields than proxy and family")
    if family not in {known.value for known in Family}:
        raise _not(f"exchanges.{exchange}: family is any, v4 or v6")
    if proxy is not None and not isinstance(proxy, str):
        raise _not(f"exchanges.{exchange}: proxy is not a text")
    try:
        route = checked_route(proxy, Family(family))
        if proxy is not None and password_in(proxy):
            raise _not("a password does not belong here; `jungletui keys edit NAME --proxy -`")
    except UsageError as error:
        raise _not(f"exchanges.{exchange}: {error.message}") from None
    return route


def _addresses(value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        try:
            return tuple(str(ipaddress.ip_address(text)) for text in value)
        except ValueError:
            pass
    raise _not("egress is not a list of addresses")


def _lookup(value: Any) -> str:
    from urllib.parse import urlsplit  # noqa: PLC0415  only where there is something to read

    if value in (OFF, EXCHANGE):
        return str(value)
    try:
        parts = urlsplit(value) if isinstance(value, str) and value.isprintable() else None
    except ValueError:
        parts = None
    local = parts is not None and parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1")
    if parts is None or not parts.hostname or "@" in parts.netloc or not (
        local or parts.scheme == "https"
    ):  # fmt: skip
        raise _not('egress.lookup is "off", "exchange" or an https:// address')
    return str(value)


def _not(reason: str) -> UsageError:
    return UsageError(reason, "")
