"""The allow-list of one exchange: what may be sent, and nothing else may.

A file of `allowlist/` has a part kept by hand (`public`, `[private]`: what inspections ask) and a
part that `tools/trace_reads.py` writes from what ccxt's reading methods send. docs/read-only.md
tells how both are made and reviewed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

Endpoint = tuple[str, str, str]
"""ccxt's section (its parts joined by a blank), the verb and the path: `("sapi", "GET", "…")`."""


@dataclass(frozen=True, slots=True)
class AllowList:
    """What may be sent to one exchange. An empty list allows nothing.

    `public` names sections whose GET requests ccxt never signs. All else are single endpoints:
    `private` listed by hand, `traced` what ccxt's reading methods send, `unsigned` those of them
    that carry nothing of a key, `streaming` what opens or keeps a stream and is allowed to nothing
    else (see `for_streaming`). `refused` are calls that a reading method would send and that are
    not listed, each with the reason. `body_names` are fields of a body that name the call.
    """

    exchange: str
    public: frozenset[str] = frozenset()
    private: frozenset[Endpoint] = frozenset()
    traced: frozenset[Endpoint] = frozenset()
    unsigned: frozenset[Endpoint] = frozenset()
    streaming: frozenset[Endpoint] = frozenset()
    refused: Mapping[Endpoint, str] = field(default_factory=dict)
    body_names: frozenset[str] = frozenset()

    def allows(self, section: str, verb: str, path: str) -> bool:
        """Whether this request only reads. Exact comparison: no patterns, no guessing."""
        if section in self.public and verb == "GET":
            return True
        endpoint = (section, verb, path)
        return endpoint in self.private or endpoint in self.traced or endpoint in self.unsigned

    def is_signed(self, section: str, verb: str, path: str) -> bool:
        """Whether this request carries a signature or a key."""
        return section not in self.public and (section, verb, path) not in self.unsigned

    @property
    def is_empty(self) -> bool:
        """Whether nothing private is listed."""
        return not (self.private or self.traced)

    def for_streaming(self) -> AllowList:
        """The same with the calls that open a stream, keep it alive or give it a token: for the
        object that streams and for no other."""
        return replace(self, private=self.private | self.streaming)


@cache
def allow_list(exchange: str) -> AllowList:
    """The list of `allowlist/<exchange>.toml`; empty where there is none."""
    found = files("jungletui.exchanges").joinpath("allowlist", f"{exchange}.toml")
    if not exchange.isidentifier() or not found.is_file():
        return AllowList(exchange)
    table = tomllib.loads(found.read_text(encoding="utf-8"))
    same = allow_list(table["same_as"]) if "same_as" in table else AllowList(exchange)
    return AllowList(
        exchange,
        public=same.public | set(table.get("public", ())),
        private=same.private | set(_endpoints(table.get("private", {}))),
        traced=same.traced | set(_endpoints(table.get("reads", {}))),
        unsigned=same.unsigned | set(_endpoints(table.get("unsigned", {}))),
        streaming=same.streaming | {call for call, _ in _reasoned(table.get("streaming", {}))},
        refused={**same.refused, **dict(_reasoned(table.get("refused", {})))},
        body_names=same.body_names | set(table.get("body", {}).get("names", ())),
    )


def section_of(api: str | Sequence[str]) -> str:
    """ccxt's `api` argument, a name or a list of names, as one text."""
    return api if isinstance(api, str) else " ".join(api)


def _endpoints(table: Mapping[str, Sequence[str]]) -> Iterator[Endpoint]:
    """`{"GET sapi": ["account/status"]}` to `("sapi", "GET", "account/status")`."""
    for head, paths in table.items():
        verb, _, section = head.partition(" ")
        yield from ((section, verb, path) for path in paths)


def _reasoned(table: Mapping[str, Any]) -> Iterator[tuple[Endpoint, str]]:
    """`{"why": {"GET sapi" = ["a"]}}` to each endpoint with its reason."""
    for reason, calls in table.items():
        for endpoint in _endpoints(calls):
            yield endpoint, reason
