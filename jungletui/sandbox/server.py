"""One exchange on one loopback port: log, faults, rate limit, then its own handlers."""

from __future__ import annotations

import asyncio
import ipaddress
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from jungletui.domain.failures import UsageError
from jungletui.sandbox.exchange import BUDGET, WORLD, ExchangeModule
from jungletui.sandbox.faults import Faults, answer
from jungletui.sandbox.limits import Budget
from jungletui.sandbox.streams import STREAMS, Streams
from jungletui.sandbox.world import World

LOOPBACK = "127.0.0.1"
TICK = 0.5


@dataclass(frozen=True, slots=True)
class Access:
    """One request that arrived. `key_tail` is the end of the public key id, empty without one;
    `status` is None where no reply was finished."""

    at: datetime
    method: str
    path: str
    key_tail: str
    status: int | None


@dataclass(slots=True)
class ServedExchange:
    """A running exchange: where it is, its world, and what a test may turn."""

    id: str
    world: World
    faults: Faults
    budget: Budget
    streams: Streams
    log: list[Access] = field(default_factory=list)
    latency: float = 0.0
    endpoint: str = ""
    _runner: web.AppRunner | None = None

    async def close(self) -> None:
        """Stop serving; hanging requests are dropped."""
        self.faults.clear()
        await self.streams.close()
        if self._runner is not None:
            await self._runner.cleanup()


def require_loopback(host: str) -> str:
    """`host` where it is a loopback address. Raises UsageError for any other: keys of the sandbox
    are public, and what listens must not be reachable from outside."""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host
    raise UsageError(
        f"the sandbox does not listen on {host!r}", "Leave the address out: it uses 127.0.0.1."
    )


async def serve(
    module: ExchangeModule,
    world: World,
    latency: float = 0.0,
    host: str = LOOPBACK,
    port: int = 0,
    tick: float = TICK,
) -> ServedExchange:
    """Start one exchange; port 0 takes a free one; `tick` is how often its websockets look at the
    books. Raises UsageError for a host that is not
    loopback, OSError where the port is taken."""
    address = require_loopback(host)
    faults = Faults()
    streams = Streams(world, faults, tick)
    served = ServedExchange(module.id, world, faults, module.budget(), streams, latency=latency)
    app = web.Application(
        middlewares=[
            _logged(served, module),
            _faulty(served, module),
            _limited(served, module),
        ]
    )
    app[WORLD] = world
    app[BUDGET] = served.budget
    app[STREAMS] = streams
    app.add_routes(list(module.routes()))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, address, port)
    await site.start()
    served._runner = runner  # noqa: SLF001 - set once, here
    bound = runner.addresses[0][1]
    served.endpoint = f"http://{address}:{bound}"
    return served


def _logged(served: ServedExchange, module: ExchangeModule) -> Middleware:
    @web.middleware
    async def logged(request: web.Request, handler: Handler) -> web.StreamResponse:
        key_tail = request.headers.get(module.key_header, "")[-4:]
        at, status = served.world.now(), None
        try:
            response = await handler(request)
            gone = request.transport is None or request.transport.is_closing()
            status = None if gone else response.status
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            served.log.append(Access(at, request.method, request.path, key_tail, status))
        return response

    return logged


def _faulty(served: ServedExchange, module: ExchangeModule) -> Middleware:
    @web.middleware
    async def faulty(request: web.Request, handler: Handler) -> web.StreamResponse:
        if served.latency:
            await asyncio.sleep(served.latency)
        return await answer(served.faults, request, handler, module.error_body)

    return faulty


def _limited(served: ServedExchange, module: ExchangeModule) -> Middleware:
    @web.middleware
    async def limited(request: web.Request, handler: Handler) -> web.StreamResponse:
        used, wait = served.budget.spend(module.weigh(request), served.world.wall())
        if wait:
            response: web.StreamResponse = module.rate_limited(request, wait)
        else:
            served.world.advance()
            response = await handler(request)
        if module.usage_headers is not None and not response.prepared:
            now = served.world.wall()
            response.headers.update(module.usage_headers(used, served.budget, now))
        return response

    return limited
