"""What one exchange must provide to be served: a module has one `EXCHANGE` of this shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from jungletui.sandbox.limits import Budget, Spend
from jungletui.sandbox.markets import Universe
from jungletui.sandbox.rules import Rules
from jungletui.sandbox.world import World

WORLD: web.AppKey[World] = web.AppKey("world", World)
BUDGET: web.AppKey[Budget] = web.AppKey("budget", Budget)
"""Where a handler finds its exchange: `request.app[WORLD]`."""


@dataclass(frozen=True, slots=True)
class ExchangeModule:
    """An exchange that plugs into the server.

    `routes` are aiohttp routes whose handlers read `request.app[WORLD]`. `key_header` carries the
    public key id (for the access log). `weigh` says what a request costs and whose budget pays;
    `rate_limited` is the reply when it is used up, with the seconds to wait. `error_body` is the
    JSON text that this exchange sends with an HTTP error status. `usage_headers` tell the
    used weight, where the exchange does. `ready` makes the lists that never change.
    """

    rules: Rules
    universe: Universe
    routes: Callable[[], Iterable[web.AbstractRouteDef]]
    key_header: str
    budget: Callable[[], Budget]
    weigh: Callable[[web.Request], Spend]
    rate_limited: Callable[[web.Request, int], web.Response]
    error_body: Callable[[int], str]
    usage_headers: Callable[[int, Budget, datetime], dict[str, str]] | None = None
    ready: Callable[[World], object] = lambda _world: None

    @property
    def id(self) -> str:
        """The ccxt id."""
        return self.rules.exchange
