"""The whole sandbox: every exchange on its own loopback port, with the demo's keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from jungletui.domain.times import Clock, utc_now
from jungletui.sandbox.exchange import ExchangeModule
from jungletui.sandbox.faults import Faults
from jungletui.sandbox.further_samples import further_samples
from jungletui.sandbox.limits import Budget
from jungletui.sandbox.markets import DEMO_COUNT, build_markets
from jungletui.sandbox.populate import populate
from jungletui.sandbox.registry import DEMO, EXCHANGES
from jungletui.sandbox.samples import Sample, SampleKey, demo_samples
from jungletui.sandbox.server import LOOPBACK, TICK, Access, ServedExchange, serve
from jungletui.sandbox.streams import Streams, Written
from jungletui.sandbox.world import World


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """How the sandbox runs. The same seed and clock give the same replies. `moving=False` stops
    the prices; `exchanges` empty means the demo's; `port_base` 0 takes free ports; `extra` are
    more keys; `markets` is how many each exchange lists (`REAL`: as many as the real one); `wall`
    is the time that signed requests are judged by (see `World`); `tick` seconds lie between two
    looks of the websockets at the books. `prepared` reckons first what an exchange has at hand: the
    lists of its markets, and what their prices did in the last day."""

    seed: int = 7
    latency: float = 0.0
    clock: Clock = utc_now
    moving: bool = True
    markets: int | Mapping[str, int] = DEMO_COUNT
    exchanges: tuple[str, ...] = ()
    port_base: int = 0
    host: str = LOOPBACK
    extra: tuple[Sample, ...] = ()
    wall: Clock = utc_now
    tick: float = TICK
    prepared: bool = False


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox."""

    keys: tuple[SampleKey, ...]
    served: Mapping[str, ServedExchange]

    @property
    def endpoints(self) -> Mapping[str, str]:
        """Exchange id to `http://127.0.0.1:PORT`."""
        return {name: served.endpoint for name, served in self.served.items()}

    def key(self, name: str) -> SampleKey:
        """The sample key of that name. Raises KeyError."""
        return {key.name: key for key in self.keys}[name]

    def faults(self, exchange: str) -> Faults:
        """The fault switch of one exchange."""
        return self.served[exchange].faults

    def books(self, exchange: str) -> World:
        """The sandbox's own account of one exchange: accounts, orders, fills, prices."""
        return self.served[exchange].world

    def budget(self, exchange: str) -> Budget:
        """The rate limit of one exchange; lower its `limit` to run into it."""
        return self.served[exchange].budget

    def log(self, exchange: str) -> list[Access]:
        """Every request that arrived at one exchange."""
        return self.served[exchange].log

    def streams(self, exchange: str) -> Streams:
        """The websockets of one exchange: end, silence, garble or expire them."""
        return self.served[exchange].streams

    def writes(self, exchange: str) -> list[Written]:
        """Every websocket message to one exchange that would act on an account."""
        return self.served[exchange].streams.writes


@asynccontextmanager
async def running(options: SandboxOptions | None = None) -> AsyncIterator[Sandbox]:
    """Serve until the block ends. Raises UsageError for an address that is not loopback."""
    chosen = options or SandboxOptions()
    names = chosen.exchanges or DEMO
    now = chosen.clock()
    known = (*demo_samples(chosen.seed, now), *further_samples(names, chosen.seed, now))
    samples = (*known, *chosen.extra)
    async with AsyncExitStack() as stack:
        served: dict[str, ServedExchange] = {}
        for position, name in enumerate(names):
            world = build_world(EXCHANGES[name], samples, chosen)
            if chosen.prepared:
                _prepare(EXCHANGES[name], world)
            port = chosen.port_base + position if chosen.port_base else 0
            served[name] = await serve(
                EXCHANGES[name], world, chosen.latency, chosen.host, port, chosen.tick
            )
            stack.push_async_callback(served[name].close)
        keys = tuple(
            replace(sample.key, endpoint=served[sample.key.exchange].endpoint)
            for sample in samples
            if sample.key.exchange in served
        )
        yield Sandbox(keys, served)


def build_world(
    module: ExchangeModule, samples: tuple[Sample, ...], options: SandboxOptions
) -> World:
    """The world of one exchange with its accounts, their history and the keys to them."""
    world = World(
        module.rules,
        options.seed,
        options.clock,
        options.moving,
        build_markets(module.universe, _count(module.id, options.markets)),
        wall=options.wall,
    )
    populate(world)
    for sample in samples:
        if sample.key.exchange == module.id:
            world.keys[sample.credential.id] = sample.credential
    return world


def _prepare(module: ExchangeModule, world: World) -> None:
    module.ready(world)
    for symbol in world.markets:
        world.ticker(symbol)


def _count(exchange: str, markets: int | Mapping[str, int]) -> int:
    return markets if isinstance(markets, int) else markets.get(exchange, DEMO_COUNT)
