"""Pictures of the balances, orders and add-key screens in their states and two sizes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.tui.screens.add_key_form import CHECK_AFTER
from jungletui.tui.screens.gathering import SOON
from tests.tui.account_service import AccountService
from tests.tui.balance_samples import balances_of
from tests.tui.harness import SIZES, make_app
from tests.tui.key_samples import REFUSED, inspected, key
from tests.tui.order_samples import orders_of
from tests.tui.piloting import calm, paste

Steps = Callable[[Pilot[int]], Awaitable[None]]
DOWN = ExchangeError(FailureKind.UNREACHABLE, "No route to the exchange.", "Check the network.")

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("utc")]


def opened(screen: str, names: tuple[str, ...], then: Steps | None) -> Steps:
    async def run(pilot: Pilot[int]) -> None:
        await calm(pilot)
        pilot.app.go(screen, names)
        await calm(pilot)
        if then is not None:
            await then(pilot)
        await calm(pilot)

    return run


def pressing(*keys: str) -> Steps:
    async def run(pilot: Pilot[int]) -> None:
        await pilot.press(*keys)
        await pilot.pause(SOON * 2)
        await calm(pilot)

    return run


def stale(service: AccountService) -> Steps:
    async def run(pilot: Pilot[int]) -> None:
        service.failures["balances"] = DOWN
        await pilot.press("r")

    return run


async def filled_in(pilot: Pilot[int]) -> None:
    await pilot.press("enter")
    await calm(pilot)
    await pilot.press(*"my-bot", "tab")
    await paste(pilot, "Kq7Wm2Zp9Xc4Vb6Nn8 ")
    await pilot.press("tab")
    await paste(pilot, "short")
    await pilot.pause(CHECK_AFTER * 2)
    await calm(pilot)


async def judged(pilot: Pilot[int]) -> None:
    await filled_in(pilot)
    await pilot.press("ctrl+s")


def balances_states() -> dict[str, tuple[AccountService, tuple[str, ...], Steps | None]]:
    full, late, gone = AccountService.sample(), AccountService.sample(), AccountService.sample()
    gone.failures["balances"] = DOWN
    nothing = replace(AccountService.sample(), balance_document=balances_of())
    return {
        "full": (full, (), None),
        "one-key": (full, ("main",), pressing("G", "enter")),
        "totals": (full, (), pressing("t")),
        "empty": (nothing, ("hot",), None),
        "error": (gone, (), None),
        "stale": (late, (), stale(late)),
    }


def orders_states() -> dict[str, tuple[AccountService, tuple[str, ...], Steps | None]]:
    full = AccountService.sample()
    nothing = replace(AccountService.sample(), order_document=orders_of())
    return {
        "all": (full, (), pressing("a")),
        "fills": (full, ("main",), pressing("a", "j", "enter")),
        "empty": (nothing, (), None),
    }


def refusing() -> AccountService:
    service = AccountService.sample()

    async def refused(profile, credential):
        verdict = await AccountService.keys_verify(service, profile, credential)
        report = inspected(key(profile.name, profile.exchange), error=REFUSED)
        return replace(verdict, key=report, acceptable=False, reasons=("The exchange refuses it.",))

    service.keys_verify = refused  # type: ignore[method-assign]
    return service


def add_states() -> dict[str, tuple[AccountService, tuple[str, ...], Steps | None]]:
    full, bad = AccountService.sample(), replace(AccountService.sample(), bad=True)
    return {
        "choose": (full, (), None),
        "form": (full, (), filled_in),
        "guide": (full, (), pressing("enter", "ctrl+g")),
        "good": (full, (), judged),
        "bad": (bad, (), judged),
        "refused": (refusing(), (), judged),
    }


STATES = {"balances": balances_states, "orders": orders_states, "add": add_states}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("screen", "state"), [(screen, state) for screen in STATES for state in STATES[screen]()]
)
def test_picture(snap_compare, screen: str, state: str, size: tuple[int, int]) -> None:
    service, names, then = STATES[screen]()[state]
    app = make_app(service)
    assert snap_compare(app, terminal_size=size, run_before=opened(screen, names, then))


def test_picture_of_loading(snap_compare) -> None:
    service = AccountService.sample()
    service.gates["balances"] = asyncio.Event()

    async def run(pilot: Pilot[int]) -> None:
        await calm(pilot)
        pilot.app.go("balances")
        await pilot.pause()
        await pilot.pause()

    assert snap_compare(make_app(service), terminal_size=SIZES[0], run_before=run)
