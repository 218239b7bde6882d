"""Which endpoints ccxt signs: the same request of two keys is the same request only where nothing
of a key is in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from tools.tracing.dummies import made
from tools.tracing.source import Endpoint


def unsigned(exchange: str, endpoints: Collection[Endpoint]) -> frozenset[Endpoint]:
    """Those of `endpoints` that carry nothing of the key."""
    objects = (made(exchange, "one"), made(exchange, "two"))
    return frozenset(e for e in endpoints if _same(objects, e))


def _same(objects: tuple[Any, Any], endpoint: Endpoint) -> bool:
    section, verb, path = endpoint
    holes = dict.fromkeys(re.findall(r"\{(\w+)\}", path), "1")
    requests = []
    for found in objects:
        api = section.split(" ")  # as Entry gives it (ccxt 4.5.90 base/types.py)
        try:
            request = found.sign(path, api, verb, dict(holes))
        except Exception:  # noqa: BLE001 # whatever it is: it wanted a key
            return False
        requests.append({name: request.get(name) for name in ("url", "method", "body", "headers")})
    return bool(requests[0] == requests[1])
