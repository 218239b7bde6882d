"""A soak: every exchange of the sandbox with faults at random, every key watched.

    python -m tests.soak                      ten minutes
    python -m tests.soak --seconds 60 --seed 3

Never a figure that the exchange did not hold; none that is out of date without being marked so; no
crash, and no memory that grows. Ends with 1 and says what it saw where one of these does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from jungletui.domain.accounts import BalanceRow, OrderRow, Origin
from jungletui.domain.documents import AccountEvent, FeedState
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import utc_now
from jungletui.exchanges.streams import stream
from jungletui.sandbox.faults import Fault, FaultKind
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.service import live_key, watching
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

KINDS = (
    *(FaultKind.LATENCY, FaultKind.RATE_LIMITED, FaultKind.BROKEN, FaultKind.UNAVAILABLE),
    *(FaultKind.HANG, FaultKind.TRUNCATED, FaultKind.HTML, FaultKind.EMPTY, FaultKind.DROPPED),
)
STREAM_FAULTS = ("drop", "close", "garble", "expire", "silence")
QUICK = {"CHECK": 8.0, "GRACE": 1.5, "LONGEST_PAUSE": 6.0, "LONGEST_BACKOFF": 4.0}
OLDEST = 60.0
"""Seconds that a value may have on its way: hanging requests take thirty."""
LATE = {FeedState.LIVE: 14.0, FeedState.POLLED: 45.0}
"""Seconds after which a change must be on the screen, or the feed be marked: cross-checks of a live
key come every eight here, polls of a crowd more seldom, and requests hang."""
GROWTH = 1.05

Place = tuple[str, str]


@dataclass
class Truth:
    """What one account held, and since when: the sandbox's own books."""

    account: Any
    wallets: dict[str, str] = field(default_factory=dict)
    past: dict[Place, deque[tuple[float, Decimal]]] = field(default_factory=dict)

    def note(self, now: float) -> None:
        """Write down what is other than before."""
        for wallet, assets in self.account.wallets.items():
            for asset, holding in assets.items():
                past = self.past.setdefault(
                    (wallet, asset), deque([(now, Decimal(0))], maxlen=4000)
                )
                if past[-1][1] != holding.total:
                    past.append((now, holding.total))

    def held(self, wallet: str, asset: str, since: float) -> set[Decimal]:
        """Every total that it had after that moment."""
        past = self.past.get((wallet, asset), deque())
        before = [value for at, value in past if at < since][-1:]
        return {*before, *(value for at, value in past if at >= since)} or {Decimal(0)}

    def settled(self, wallet: str, asset: str, now: float) -> tuple[Decimal, float]:
        """What it has, and for how many seconds."""
        past = self.past.get((wallet, asset))
        return (past[-1][1], now - past[-1][0]) if past else (Decimal(0), now)


@dataclass
class Shown:
    """What a watcher sees of one key."""

    balances: tuple[BalanceRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    state: FeedState = FeedState.STALE
    failed: str = ""
    checked: bool = False


@dataclass
class Soak:
    """One run."""

    sandbox: Sandbox
    keys: dict[str, Key]
    rng: random.Random
    truths: dict[str, Truth] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=lambda: defaultdict(Shown))
    wrong: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def see(self, event: AccountEvent) -> None:
        """An event as a screen takes it, and whether its figures were ever true."""
        shown = self.shown[event.key]
        self.counts["events"] += 1
        if event.feed is not None:
            shown.state = event.feed.state
            self.counts[event.feed.state.value] += 1
        shown.failed = event.error.kind if event.error is not None else ""
        if event.orders is not None:
            shown.orders = event.orders.rows
        if event.balances is not None:
            shown.balances = event.balances.rows
            for row in event.balances.rows:
                self._ever_true(row)

    def _ever_true(self, row: BalanceRow) -> None:
        truth = self.truths[row.key]
        wallet = truth.wallets.get(row.wallet)
        if wallet is None:
            return
        self.counts[f"figures by {row.source.value}"] += 1
        age = (utc_now() - row.at).total_seconds()
        since = time.monotonic() - age - (5 if row.source is Origin.WS else OLDEST)
        held = truth.held(wallet, row.asset, since)
        if row.total not in held:
            self._blame(f"{row.key} {row.wallet} {row.asset}: {row.total} was never held: {held}")

    def check_ages(self) -> None:
        """Whatever has been another for long is marked stale, or shown."""
        now = time.monotonic()
        for name, shown in self.shown.items():
            if shown.state is FeedState.STALE or shown.failed or not shown.balances:
                continue
            truth, latest = self.truths[name], LATE[shown.state]
            known = {(row.wallet, row.asset): row.total for row in shown.balances}
            for ours, theirs in truth.wallets.items():
                for wallet, asset in tuple(truth.past):
                    if wallet != theirs:
                        continue
                    total, age = truth.settled(theirs, asset, now)
                    found = known.get((ours, asset), Decimal(0))
                    if age > latest and found != total:
                        self._blame(
                            f"{name} {ours} {asset}: {found} is shown as {shown.state.value}, "
                            f"{total} since {age:.0f} s"
                        )

    def unlike(self) -> list[str]:
        """What differs now, orders too."""
        found = []
        for name, truth in self.truths.items():
            shown = self.shown[name]
            known = {(row.wallet, row.asset): row.total for row in shown.balances}
            for ours, theirs in truth.wallets.items():
                for asset, holding in truth.account.wallets.get(theirs, {}).items():
                    if known.get((ours, asset), Decimal(0)) != holding.total:
                        found.append(f"{name} {ours} {asset} {shown.state.value} {shown.failed}")
            markets = self.sandbox.books(self.keys[name].profile.exchange).markets
            mine = {(row.id, row.filled) for row in shown.orders if ":" not in row.symbol}
            theirs_ = truth.account.open_orders()
            if mine != {(o.id, o.filled) for o in theirs_ if markets[o.symbol].spot}:
                found.append(f"{name} orders {shown.state.value} {shown.failed}")
        return found

    def act(self) -> None:
        """Something happens in one of the accounts."""
        name = self.rng.choice(list(self.truths))
        exchange, account = self.keys[name].profile.exchange, self.truths[name].account
        world = self.sandbox.books(exchange)
        orders = [order for order in account.open_orders() if world.markets[order.symbol].spot]
        if orders and len(orders) > 2:
            order = self.rng.choice(orders)
            lot = world.markets[order.symbol].lot
            if self.rng.random() < 0.8 and order.remaining > 4 * lot:
                world.fill(account, order, lot, at=world.now())
                self.counts["fills"] += 1
            elif len(orders) > 3:
                world.cancel(account, order.id)
                self.counts["cancellations"] += 1
        for truth in self.truths.values():
            if truth.account is account:
                truth.note(time.monotonic())

    def trouble(self, exchange: str) -> None:
        """Something goes wrong at one exchange."""
        if self.rng.random() < 0.45:
            kind = self.rng.choice(STREAM_FAULTS)
            self.counts[f"stream {kind}"] += 1
            streams = self.sandbox.streams(exchange)
            {
                "drop": streams.drop,
                "close": lambda: streams.drop(1001),
                "garble": streams.garble,
                "expire": streams.expire_listen_keys,
                "silence": lambda: streams.silence(pongs=True),
            }[kind]()
            return
        kind_ = self.rng.choice(KINDS)
        self.counts[f"fault {kind_.value}"] += 1
        delay = self.rng.uniform(0.05, 2)
        self.sandbox.faults(exchange).set(Fault(kind_, retry_after=1, delay=delay))

    def calm(self, exchange: str) -> None:
        """It works again."""
        self.sandbox.faults(exchange).clear()
        self.sandbox.streams(exchange).resume()
        self.sandbox.log(exchange).clear()

    def _blame(self, text: str) -> None:
        if len(self.wrong) < 20:
            self.wrong.append(text)


async def soak(seconds: float, seed: int, exchanges: tuple[str, ...] = ()) -> Soak:
    """Run for so long; what was wrong is in `.wrong`."""
    for name, value in QUICK.items():
        setattr(live_key, name, value)
    stream.SILENCE = 20.0
    names = exchanges or tuple(EXCHANGES)
    options = SandboxOptions(seed=seed, moving=False, markets=20, exchanges=names)
    async with running(options) as sandbox:
        state, keys = made_state(sandbox)
        run = Soak(sandbox, keys, random.Random(seed))
        for name, key in keys.items():
            account = sandbox.books(key.profile.exchange).account_of(key.public_id or "")
            run.truths[name] = Truth(account)
            run.truths[name].note(time.monotonic() - 3600)
        watcher = asyncio.create_task(_watch(state, run))
        try:
            await _begun(run)
            _map_wallets(run)
            await _storm(run, seconds, watcher)
            await _ended(run)
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            await state.close()
    return run


def made_state(sandbox: Sandbox) -> tuple[State, dict[str, Key]]:
    """A service with two working keys of each exchange."""
    chosen: dict[str, list[Key]] = defaultdict(list)
    for sample in sandbox.keys:
        profile = KeyProfile(
            sample.name, sample.exchange, Environment(sample.environment), sample.endpoint
        )
        credential = {name: Secret(text) for name, text in sample.credential.items()}
        key = Key(profile, credential, utc_now())
        known = sandbox.books(sample.exchange).keys.get(key.public_id or "")
        if known is None or known.expires_at is not None:
            continue
        if sample.environment == "live" and len(chosen[sample.exchange]) < 2:
            chosen[sample.exchange].append(key)
    keys = {key.profile.name: key for found in chosen.values() for key in found}
    sources = PassphraseSources(None, None, None, {}, tty=False)
    files = find_files(Path(tempfile.mkdtemp(prefix="soak-")), {})
    vault = MemoryVault(Content(b"f" * 32, tuple(keys.values())))
    return State(files, sources, vault=vault), keys


async def _watch(state: State, run: Soak) -> None:
    async with aclosing(cast("Any", watching.watch(state, tuple(run.keys), "USDT"))) as events:
        async for event in events:
            run.see(event)


async def _begun(run: Soak) -> None:
    """Until every key was read once; one that cannot be is left out."""
    with suppress(TimeoutError):
        async with asyncio.timeout(40):
            await _looking(
                lambda: all(run.shown[n].balances and run.shown[n].orders for n in run.keys)
            )
    for name in [name for name in run.keys if not run.shown[name].balances]:
        run.counts[f"left out: {name} {run.shown[name].failed}"] += 1
        del run.truths[name]
    run.counts["keys"] = len(run.truths)


def _map_wallets(run: Soak) -> None:
    """Which wallet of ours is which of the sandbox's: those that hold the same."""
    for name, truth in run.truths.items():
        ours: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
        for row in run.shown[name].balances:
            ours[row.wallet][row.asset] = row.total
        for wallet, assets in truth.account.wallets.items():
            theirs = {asset: h.total for asset, h in assets.items() if h.total}
            for mine, found in ours.items():
                if theirs and found == theirs:
                    truth.wallets[mine] = wallet
                    break


async def _storm(run: Soak, seconds: float, watcher: asyncio.Task[None]) -> None:
    began = time.monotonic()
    memory: list[tuple[float, float]] = []
    until: dict[str, float] = {}
    while (now := time.monotonic()) < began + seconds:
        if watcher.done():
            watcher.result()
            run.wrong.append("the watching ended")
            return
        run.act()
        run.check_ages()
        for exchange, end in list(until.items()):
            if now >= end:
                del until[exchange]
                run.calm(exchange)
        if run.rng.random() < 0.12:
            exchange = run.rng.choice(list(run.sandbox.served))
            if exchange not in until:
                until[exchange] = now + run.rng.uniform(0.5, 4)
                run.trouble(exchange)
        memory.append((now - began, _resident()))
        await asyncio.sleep(0.1)
    for exchange in until:
        run.calm(exchange)
    _judge_memory(run, memory, seconds)


def _judge_memory(run: Soak, memory: list[tuple[float, float]], seconds: float) -> None:
    """The last quarter against the second: the first one fills caches."""

    def quarter(number: int) -> Iterator[float]:
        low, high = seconds * number / 4, seconds * (number + 1) / 4
        return (value for at, value in memory if low <= at < high)

    early, late = max(quarter(1), default=0.0), max(quarter(3), default=0.0)
    run.counts["MiB in the second quarter"] = round(early)
    run.counts["MiB in the last quarter"] = round(late)
    if early and late > early * GROWTH:
        run.wrong.append(f"memory grew from {early:.1f} to {late:.1f} MiB")


async def _ended(run: Soak) -> None:
    """After the storm everything must be as in the books."""
    with suppress(TimeoutError):
        async with asyncio.timeout(75):
            await _looking(lambda: not run.unlike())
    run.wrong += [f"in the end: {text}" for text in run.unlike()]


async def _looking(right: Callable[[], bool]) -> None:
    while not right():  # noqa: ASYNC110  screens are looked at, not waited for
        await asyncio.sleep(0.2)


def _resident() -> float:
    gc.collect(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def main() -> int:
    """Run as asked; 1 where something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("exchanges", nargs="*")
    given = parser.parse_args()
    run = asyncio.run(soak(given.seconds, given.seed, tuple(given.exchanges)))
    for name, count in sorted(run.counts.items()):
        sys.stdout.write(f"{name}: {count}\n")
    for text in run.wrong:
        sys.stdout.write(f"WRONG: {text}\n")
    return 1 if run.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
