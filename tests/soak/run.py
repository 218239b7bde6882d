"""One soak from its calm beginning to its calm end."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any, cast

from jungletui.client.streaming import connect
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from tests.soak.acting import act
from tests.soak.books import Books
from tests.soak.judge import Judge
from tests.soak.memory import LONG, Memory, resident
from tests.soak.process import Process, started, working_keys
from tests.soak.reading import KINDS, read_on, read_or_count
from tests.soak.screen import Screen
from tests.soak.trouble import Troubles

STEP = 0.1
FADING = 0.95
ACTS, FAULTS = 0.15, 0.13
"""Chances in each step: one or two things happen in the accounts each second, and one fault."""
BEFORE = 40
"""Things that happened in each account before, so that what is read does not grow manifold."""
READERS = 4
BEGINNING, ENDING = 90.0, 120.0
"""Seconds in which everything must have been read once, and must be as in the books at last."""
ONCE = tuple(dict.fromkeys(KINDS))
FEW = ("balances", "open", "fills", "positions", "movements")
"""What a short run reads in the end: bitFlyer answers symbol by symbol, every two seconds."""


@dataclass
class Soak:
    """One run and what came of it."""

    sandbox: Sandbox
    judge: Judge
    screen: Screen
    troubles: Troubles
    memory: Memory
    rng: random.Random
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)
    progress: Callable[[str], object] = print
    here: tuple[float, float] = (0.0, 0.0)

    @property
    def wrong(self) -> list[str]:
        """What must not be."""
        return self.judge.wrong


async def soak(
    seconds: float, seed: int, exchanges: tuple[str, ...] = (), progress: Any = print
) -> Soak:
    """Run for so long; what was wrong is in `.wrong`."""
    names = exchanges or tuple(EXCHANGES)
    options = SandboxOptions(seed=seed, moving=False, markets=20, exchanges=names)
    async with running(options) as sandbox:
        keys = working_keys(sandbox)
        with started(sandbox, keys) as process:
            service: Any = await connect(cast("Any", process))
            books = _books(sandbox, {key.name: key for key in keys})
            judge, rng = Judge(books, progress), random.Random(seed)
            for one in {id(one): one for one in books.values()}.values():
                for _ in range(BEFORE):
                    act(one, rng)
                one.note(time.monotonic() - 3600)
            run = Soak(
                *(sandbox, judge, Screen(judge), Troubles(sandbox, rng)),
                *(Memory(process.pid), rng, seconds),
                progress=progress,
            )
            watcher = asyncio.create_task(_watch(service, run, tuple(books)))
            pulse = asyncio.create_task(_feel(service, run.screen))
            readers = []
            try:
                await _begun(run, service)
                readers = [
                    asyncio.create_task(read_on(service, judge, tuple(books), rng))
                    for _ in range(READERS)
                ]
                await _storm(run, (watcher, pulse, *readers), process)
                await _stopped(readers)
                await _ended(run, service)
            finally:
                await _stopped([watcher, pulse, *readers])
                if process.child.poll() is not None:
                    judge.blame(f"the service ended with {process.child.returncode}")
                if said := process.said():
                    judge.blame(f"the service said: {said[-2000:]}")
                service.close()
    return run


def _books(sandbox: Sandbox, keys: dict[str, Any]) -> dict[str, Books]:
    """Of every key; keys of one account share theirs."""
    made: dict[tuple[str, str], Books] = {}
    found = {}
    for name, key in keys.items():
        world = sandbox.books(key.exchange)
        account = world.account_of(key.credential["apiKey"])
        place = (key.exchange, account.name)
        if place not in made:
            made[place] = Books(world, account)
        found[name] = made[place]
    return found


async def _watch(service: Any, run: Soak, names: tuple[str, ...]) -> None:
    async with aclosing(service.watch(names, "USDT")) as events:
        async for event in events:
            run.screen.see(event)


async def _feel(service: Any, screen: Screen) -> None:
    """Measure how slow the service is just now: the worst of late counts, and fades."""
    while True:
        began = time.monotonic()
        await service.vault_state()
        screen.lag = max(time.monotonic() - began, screen.lag * FADING)
        await asyncio.sleep(1)


async def _begun(run: Soak, service: Any) -> None:
    """Until every key was read once, in calm."""
    began = time.monotonic()
    names = tuple(run.judge.books)
    shown = run.screen.shown
    with suppress(TimeoutError):
        async with asyncio.timeout(BEGINNING):
            await _looking(lambda: all(shown[n].balances and shown[n].orders for n in names))
    for name in names:
        if not shown[name].balances or not shown[name].orders:
            run.judge.blame(f"{name} was not read in calm: {shown[name].failed or 'nothing came'}")
    for name in names:
        run.judge.learn(name, shown[name].balances)
        run.judge.learn_orders(name, shown[name].orders, bool(shown[name].gaps))
    run.progress(f"watching {len(names)} keys after {time.monotonic() - began:.0f} s")
    if run.seconds >= LONG:
        await _read_everything(run, service)
        run.progress(f"everything was read once after {time.monotonic() - began:.0f} s")
    run.counts["keys"] = len(names)


async def _read_everything(run: Soak, service: Any) -> None:
    """Every kind of read of every key, side by side."""
    every, each = tuple(run.judge.books), [(name,) for name in run.judge.books]
    kinds = ONCE if run.seconds >= LONG else FEW
    asked = [(kind, names) for kind in kinds for names in (each if kind == "order" else [every])]
    with suppress(TimeoutError):
        async with asyncio.timeout(ENDING):
            await asyncio.gather(
                *(read_or_count(service, run.judge, names, kind, run.rng) for kind, names in asked)
            )
            return
    run.judge.blame(f"what was asked in calm was not answered within {ENDING:.0f} s")


async def _storm(run: Soak, tasks: tuple[asyncio.Task[None], ...], process: Process) -> None:
    began, looked, told = time.monotonic(), 0.0, 0.0
    first = resident(_own())
    while (now := time.monotonic()) < began + run.seconds:
        for task in tasks:
            if task.done():
                task.result()
        if process.child.poll() is not None:
            return
        if run.rng.random() < ACTS:
            books = run.rng.choice(list(run.judge.books.values()))
            what = act(books, run.rng)
            books.note(time.monotonic())
            if what:
                run.counts[what] = run.counts.get(what, 0) + 1
        run.troubles.step(now, FAULTS)
        if now >= looked + 1:
            looked = now
            run.screen.check_ages()
            run.memory.note(now - began)
        if now >= told + 30:
            told = now
            latest = run.memory.samples[-1][1]
            run.progress(f"{now - began:5.0f} s  {latest:6.1f} MiB  {len(run.wrong)} wrong")
        await asyncio.sleep(STEP)
    run.troubles.over()
    run.here = (first, resident(_own()))
    early, late, allowed = run.memory.verdict(run.seconds)
    if late > early * allowed:
        run.judge.blame(f"memory grew from {early:.1f} to {late:.1f} MiB")


async def _ended(run: Soak, service: Any) -> None:
    """After the storm everything must be as in the books."""

    def unlike() -> list[str]:
        now = time.monotonic()
        return [text for name in run.judge.wallets for text, _ in run.screen.unlike(name, now)]

    with suppress(TimeoutError):
        async with asyncio.timeout(ENDING):
            await _looking(lambda: not unlike())
    for text in unlike():
        run.judge.blame(f"in the end: {text}")
    await _read_everything(run, service)


async def _looking(right: Callable[[], bool]) -> None:
    while not right():  # noqa: ASYNC110  screens are looked at, not waited for
        await asyncio.sleep(0.2)


async def _stopped(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _own() -> int:
    import os

    return os.getpid()
