"""A minute of everything that can go wrong, on every exchange of the sandbox; and what a soak
would not overlook."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from jungletui.domain.accounts import BalanceRow, Origin
from jungletui.domain.documents import AccountEvent, Balances, Feed, FeedState
from jungletui.domain.times import utc_now
from jungletui.sandbox.further_samples import further_samples
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.run import SandboxOptions, build_world
from tests.soak.books import Books
from tests.soak.judge import OLDEST, Judge
from tests.soak.memory import Memory
from tests.soak.run import soak
from tests.soak.screen import LATE, Screen
from tests.soak.trouble import STREAMING

SECONDS = float(os.environ.get("JUNGLETUI_SOAK_SECONDS", "60"))
KEY, WALLET, ASSET = "gemini-bot", "account", "USD"


@pytest.mark.slow
async def test_no_wrong_figure_and_none_stale_without_a_mark() -> None:
    run = await soak(SECONDS, seed=7)
    assert run.wrong == []
    assert run.counts["keys"] == 31
    assert set(run.sandbox.served) == set(EXCHANGES)
    compared = {name: sum(counts.values()) for name, counts in run.judge.counts.items()}
    assert all(compared[name] > 50 for name in EXCHANGES)
    became = {
        state: {name for name in EXCHANGES if run.judge.counts[name][f"became {state.value}"]}
        for state in FeedState
    }
    assert became[FeedState.LIVE] == set(STREAMING)
    assert became[FeedState.POLLED] >= set(EXCHANGES) - set(STREAMING)
    assert became[FeedState.STALE]


@pytest.fixture
def screen() -> Screen:
    """A screen that shows one key as its books have it."""
    samples = further_samples(("gemini",), 7, utc_now())
    options = SandboxOptions(moving=False, markets=20)
    world = build_world(EXCHANGES["gemini"], samples, options)
    books = Books(world, world.accounts["main"])
    books.note(time.monotonic() - 3600)
    judge = Judge({KEY: books})
    made = Screen(judge)
    judge.learn(KEY, told(books).rows)
    made.see(AccountEvent(KEY, utc_now(), balances=told(books), feed=feed(FeedState.POLLED)))
    judge.unseen[KEY] = frozenset(books.account.wallets)
    assert judge.wallets == {KEY: {WALLET: next(iter(books.account.wallets))}}
    return made


def told(books: Books) -> Balances:
    [(_, assets), *_] = books.account.wallets.items()
    rows = tuple(
        BalanceRow(
            KEY, "gemini", WALLET, asset, held.free, held.used, held.total, None, Origin.REST,
            utc_now(),
        )
        for asset, held in assets.items()
    )  # fmt: skip
    return Balances(utc_now(), "USD", None, rows, (), ())


def feed(state: FeedState) -> Feed:
    return Feed(state, utc_now())


def moved(screen: Screen, ago: float) -> Balances:
    """What was shown before something changed in the books, so many seconds ago."""
    books = screen.judge.books[KEY]
    before = told(books)
    next(iter(books.account.wallets.values()))[ASSET].free += Decimal("1.5")
    books.note(time.monotonic() - ago)
    return before


def test_a_figure_that_was_never_held_is_seen(screen: Screen) -> None:
    books = screen.judge.books[KEY]
    [row, *_] = told(books).rows
    screen.judge.balances([row])
    assert screen.judge.wrong == []
    assert row.free is not None
    screen.judge.balances([replace(row, free=row.free + Decimal("0.01"))])
    assert "free" in screen.judge.wrong[0]


def test_so_is_one_that_was_held_too_long_ago(screen: Screen) -> None:
    before = moved(screen, ago=3 * OLDEST)
    [row] = [row for row in before.rows if row.asset == ASSET]
    screen.judge.balances([replace(row, at=utc_now() - timedelta(seconds=4 * OLDEST))])
    assert screen.judge.wrong == []
    screen.judge.balances([row])
    assert len(screen.judge.wrong) == 2  # free and total


def test_what_is_out_of_date_has_to_be_marked(screen: Screen) -> None:
    before = moved(screen, ago=LATE[FeedState.POLLED] + 10)
    screen.shown[KEY].balances = before.rows
    screen.shown[KEY].state = FeedState.STALE
    screen.check_ages()
    assert screen.judge.wrong == []
    screen.shown[KEY].state = FeedState.POLLED
    screen.check_ages()
    assert "shown as polled" in screen.judge.wrong[0]


@pytest.mark.parametrize(("slope", "grows"), [(0.0, False), (0.004, False), (0.02, True)])
def test_memory_that_grows_is_seen(slope: float, grows: bool) -> None:
    """MiB a second upon a hundred, once it is warm."""
    memory = Memory(0, [(at, 100 + min(at, 60) / 2 + slope * at) for at in range(600)])
    early, late, allowed = memory.verdict(600)
    assert (late > early * allowed) == grows
