"""Why a key is refused, on screen: steps with signs, cause, evidence, remedy; loading and error."""

from __future__ import annotations

import asyncio

import pytest

from jungletui.domain.diagnosis import DiagnosedKey, DiagnosisStep, Outcome, Step
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.tui.screens.diagnosis import DiagnosisScreen
from jungletui.tui.views.diagnosis import CAUSE_WORDS, STEP_WORDS
from tests.tui.fake_service import FakeService
from tests.tui.harness import (
    SIZES,
    column,
    make_app,
    running,
    screen_text,
    settle,
    status,
    table,
    title,
)

K = FailureKind
OPEN = ("G", "enter", "x")
"""The last sample key is refused."""
STEPS = (
    DiagnosisStep(Step.SHAPE, Outcome.OK, "every field looks as it does on this exchange"),
    DiagnosisStep(Step.REACHABLE, Outcome.OK, "answered in 41 ms"),
    DiagnosisStep(Step.CLOCK, Outcome.OK, "this host's clock is 0.2 s behind the exchange's"),
    DiagnosisStep(Step.RIGHTS, Outcome.FAILED, "it says: Invalid API-key, IP, or permissions"),
    DiagnosisStep(Step.BALANCES, Outcome.NOT_TRIED, "the answer before says enough"),
)
REMEDY = (
    "What tells them apart: Binance, profile icon → Account → API Management → Edit restrictions "
    "(https://www.binance.com/en/my/settings/api-management): (1) key-unknown: is the key "
    "DEMO…ndk3 there? If not it was deleted, mistyped or made on another site; (2) ip-not-allowed: "
    "under “Restrict access to trusted IPs only (Recommended)”, is the public address of this host "
    "listed? Add it; (3) permission: is “Enable Reading” ticked? Tick it."
)


def diagnosed(name: str, cause: K | None, *candidates: K) -> DiagnosedKey:
    evidence = "It says: Invalid API-key, IP, or permissions for action."
    remedy = REMEDY if cause or candidates else ""
    return DiagnosedKey(name, "binance", cause, candidates, evidence, remedy, STEPS)


def service_with(cause: K | None, *candidates: K) -> FakeService:
    service = FakeService.sample()
    service.diagnoses = tuple(diagnosed(k.name, cause, *candidates) for k in service.keys)
    return service


async def opened(pilot, *keys):
    await pilot.press(*keys)
    await settle(pilot)


async def test_x_on_the_inspection_says_why():
    async with running(service_with(K.IP_NOT_ALLOWED)) as pilot:
        await opened(pilot, "G", "enter")
        assert "x says why" in screen_text(pilot)
        await opened(pilot, "x")
        assert isinstance(pilot.app.screen, DiagnosisScreen)
        assert "Why?" in title(pilot)
        text = screen_text(pilot)
        assert "✗ ip-not-allowed: this host's address is not on the key's list" in text
        assert "Evidence      It says: Invalid API-key" in text
        assert "What to do    What tells them apart: Binance" in text
        steps = table(pilot, "steps")
        assert column(steps, "outcome") == ["✓ ok", "✓ ok", "✓ ok", "✗ failed", "– not tried"]
        assert column(steps, "step")[2:] == ["Clock", "Key's rights", "Balances"]
        assert steps.cursor_key == "3"
        await opened(pilot, "escape")
        assert "Why?" not in title(pilot)
        assert "Keys ›" in title(pilot)


async def test_the_whole_remedy_is_visible_at_80_by_24():
    async with running(service_with(None, K.KEY_UNKNOWN, K.PERMISSION), (80, 24)) as pilot:
        await opened(pilot, *OPEN)
        text = screen_text(pilot)
        assert "Tick it." in text
        assert "✗ failed" in text
        assert "? One answer, several causes: key-unknown, permission" in text


async def test_a_key_that_works_says_so():
    async with running(service_with(None)) as pilot:
        await opened(pilot, *OPEN)
        text = screen_text(pilot)
        assert "✓ This key is not refused." in text
        assert "What to do" not in text


async def test_a_failed_diagnosis_says_so_and_r_tries_again():
    service = service_with(K.SIGNATURE)
    service.failures["diagnose"] = ExchangeError(K.UNREACHABLE, "No route.", "Check the network.")
    async with running(service) as pilot:
        await opened(pilot, *OPEN)
        text = screen_text(pilot)
        assert "Offline: unreachable" in text
        assert "r tries again" in text
        del service.failures["diagnose"]
        await opened(pilot, "r")
        assert "✗ signature" in screen_text(pilot)
        service.failures["diagnose"] = ExchangeError(K.UNREACHABLE, "No route.", "Check it.")
        await opened(pilot, "r")
        assert "unreachable" in status(pilot)
        assert "✗ signature" in screen_text(pilot)


async def test_a_key_that_is_gone():
    service = FakeService.sample()
    async with running(service) as pilot:
        await opened(pilot, *OPEN)
        assert "There is no key" in screen_text(pilot)


async def test_hostile_text_does_not_reach_the_terminal():
    service = FakeService.sample()
    steps = (DiagnosisStep(Step.RIGHTS, Outcome.FAILED, "\x1b[2J\u202egone"),)
    service.diagnoses = tuple(
        DiagnosedKey(k.name, "okx", K.BAD_REPLY, (), "\x1b]0;x\x07[red]it[/red]", "do\x9b", steps)
        for k in service.keys
    )
    async with running(service) as pilot:
        await opened(pilot, *OPEN)
        text = screen_text(pilot)
        assert "[red]it[/red]" in text
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)


def test_every_kind_and_step_has_words():
    assert set(CAUSE_WORDS) == set(FailureKind)
    assert set(STEP_WORDS) == set(Step)


def waiting() -> FakeService:
    service = service_with(K.SIGNATURE)
    service.gates["diagnose"] = asyncio.Event()
    return service


def broken() -> FakeService:
    service = FakeService.sample()
    service.failures["diagnose"] = ExchangeError(K.UNREACHABLE, "No route.", "Check the network.")
    return service


STATES = {
    "cause": lambda: service_with(K.IP_NOT_ALLOWED),
    "several": lambda: service_with(None, K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.PERMISSION),
    "fine": lambda: service_with(None),
    "loading": waiting,
    "error": broken,
}


PICTURES = [*((state, SIZES[0]) for state in STATES), ("several", SIZES[1])]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "size"), PICTURES, ids=[f"{s}-{w}x{h}" for s, (w, h) in PICTURES]
)
def test_pictures(snap_compare, state, size):
    async def before(pilot) -> None:
        for key in ("", *OPEN):
            if key:
                await pilot.press(key)
            for _ in range(5):
                await pilot.pause()

    assert snap_compare(make_app(STATES[state]()), terminal_size=size, run_before=before)
