"""Pictures of the keys and inspection screens in every state, at two sizes, at a fixed time.

Written with `pytest tests/tui/test_snapshots.py --snapshot-update`; look at every one that changed.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind, VaultError, VaultFault
from tests.tui.fake_service import FakeService
from tests.tui.harness import SIZES, make_app

UNREACHABLE = ExchangeError(
    FailureKind.UNREACHABLE, "No route to the exchange.", "Check network and proxy."
)
TAMPERED = VaultError(VaultFault.TAMPER, "The vault was changed.", "Restore a backup of it.")


def full() -> FakeService:
    return FakeService.sample()


def waiting() -> FakeService:
    service = FakeService.sample()
    service.gates["inspect:grid-2"] = service.gates["inspect:hot"] = asyncio.Event()
    return service


def empty() -> FakeService:
    return FakeService()


def broken() -> FakeService:
    return FakeService(failures={"keys_list": TAMPERED})


def offline() -> FakeService:
    service = FakeService.sample()
    service.failures["inspect"] = UNREACHABLE
    return service


def demo() -> FakeService:
    service = FakeService.sample()
    service.state = replace(service.state, demo=True)
    return service


KEYS_STATES = {
    "full": full,
    "loading": waiting,
    "empty": empty,
    "error": broken,
    "offline": offline,
}
INSPECTION_STATES = {
    "full": (full, ("j", "j", "j", "enter")),
    "clean": (full, ("j", "j", "enter")),
    "refused": (full, ("G", "enter")),
    "loading": (waiting, ("j", "enter")),
    "offline": (offline, ("enter",)),
    "raw": (full, ("enter", "v")),
}


@pytest.fixture
def picture(snap_compare):
    """Compare the app over a service with its picture."""

    def compare(service: FakeService, size: tuple[int, int], *keys: str, **options) -> bool:
        async def before(pilot) -> None:
            for _ in range(4):
                await pilot.pause()
            for key in keys:
                await pilot.press(key)
                for _ in range(3):
                    await pilot.pause()

        app = make_app(service, **options)
        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", KEYS_STATES)
def test_keys(picture, size, state):
    assert picture(KEYS_STATES[state](), size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", INSPECTION_STATES)
def test_inspection(picture, size, state):
    service, keys = INSPECTION_STATES[state]
    assert picture(service(), size, *keys)


@pytest.mark.parametrize("theme", ["jungle-light", "jungle-high-contrast", "ansi-dark"])
def test_themes(picture, theme):
    assert picture(full(), (80, 24), "j", theme=theme)


@pytest.mark.parametrize(
    "keys",
    [("question_mark",), ("colon", "o"), ("slash", "l", "i", "v"), ("s",), ("d",), ("L",)],
    ids=["help", "palette", "filter", "sort", "remove", "locked"],
)
def test_over_the_keys(picture, keys):
    assert picture(full(), (80, 24), *keys)


def test_the_demo_says_so(picture):
    assert picture(demo(), (80, 24), demo=True)


def test_sixty_columns_are_enough(picture):
    assert picture(full(), (60, 20))
