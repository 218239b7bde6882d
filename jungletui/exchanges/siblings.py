"""Where else the same company keeps keys: the other sites and environments of an exchange.

A key (on OKX with its passphrase, which goes along with every call) is shown to these hosts only,
and only when its own site does not know it. Each has a session of its own, whose guard knows that
one host.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jungletui.domain.keys import Environment, KeyProfile


@dataclass(frozen=True, slots=True)
class Sibling:
    """One place where a key may belong. `name` is how a person calls it; `probe` the read (ccxt's
    implicit method) that is asked there once; `endpoint` its host where ccxt has no id for it."""

    name: str
    exchange: str
    environment: Environment
    probe: str
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """All places of one exchange."""

    sites: tuple[Sibling, ...] = ()


def siblings_of(profile: KeyProfile) -> tuple[Sibling, ...]:
    """The other places of the same exchange, the likeliest first. None for a key with an endpoint
    of its own: it is for that host and no other."""
    if profile.endpoint is not None:
        return ()
    sites = family_of(profile.exchange).sites
    return tuple(
        site
        for site in sites
        if (site.exchange, site.environment, site.endpoint)
        != (profile.exchange, profile.environment, None)
    )


@cache
def family_of(exchange: str) -> Family:
    """The family that `exchange` (a ccxt id) belongs to; an empty one where it stands alone."""
    for file in files("jungletui.exchanges").joinpath("sites").iterdir():
        if not file.name.endswith(".toml"):
            continue
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if exchange in table["members"]:
            return Family(tuple(_site(row, table["probe"]) for row in table["site"]))
    return Family()


def _site(row: dict[str, str], probe: str) -> Sibling:
    return Sibling(
        name=row["name"],
        exchange=row["exchange"],
        environment=Environment(row.get("environment", "live")),
        probe=probe,
        endpoint=row.get("endpoint"),
    )
