"""The allow-list of one exchange: the private endpoints that only read, and the public sections."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Endpoint = tuple[str, str, str]
"""ccxt's section (its parts joined by a blank), the verb and the path: `("sapi", "GET", "…")`."""


@dataclass(frozen=True, slots=True)
class AllowList:
    """What may be sent to one exchange. `public` names sections whose GET requests ccxt never
    signs; `private` are single endpoints. An empty list allows nothing."""

    exchange: str
    public: frozenset[str]
    private: frozenset[Endpoint]

    def allows(self, section: str, verb: str, path: str) -> bool:
        """Whether this request only reads. Exact comparison: no patterns, no guessing."""
        if section in self.public:
            return verb == "GET"
        return (section, verb, path) in self.private

    def is_private(self, section: str) -> bool:
        """Whether requests of this section are signed."""
        return section not in self.public


@cache
def allow_list(exchange: str) -> AllowList:
    """The list of `allowlist/<exchange>.toml`; empty where there is none."""
    found = files("jungletui.exchanges").joinpath("allowlist", f"{exchange}.toml")
    if not exchange.isidentifier() or not found.is_file():
        return AllowList(exchange, frozenset(), frozenset())
    table = tomllib.loads(found.read_text(encoding="utf-8"))
    if "same_as" in table:
        other = allow_list(table["same_as"])
        return AllowList(exchange, other.public, other.private)
    return AllowList(exchange, frozenset(table["public"]), frozenset(_endpoints(table["private"])))


def listed_exchanges() -> tuple[str, ...]:
    """Every exchange with an allow-list, sorted."""
    folder = files("jungletui.exchanges").joinpath("allowlist")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if _is_toml(f.name)))


def section_of(api: str | Sequence[str]) -> str:
    """ccxt's `api` argument, a name or a list of names, as one text."""
    return api if isinstance(api, str) else " ".join(api)


def _is_toml(name: str) -> bool:
    return name.endswith(".toml")


def _endpoints(table: Mapping[str, Sequence[str]]) -> list[Endpoint]:
    """`{"GET sapi": ["account/status"]}` to `[("sapi", "GET", "account/status")]`."""
    found = []
    for head, paths in table.items():
        verb, _, section = head.partition(" ")
        found += [(section, verb, path) for path in paths]
    return found
