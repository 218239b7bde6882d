"""The audit: gravest first, what to do, narrowed by severity and key, unread keys by name."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.findings import Severity, Status
from jungletui.domain.progress import HEARER, Progress
from jungletui.tui.views import audit as view
from tests.tui.audit_samples import audited
from tests.tui.fake_service import FakeService
from tests.tui.harness import (
    SIZES,
    column,
    make_app,
    press,
    running,
    screen_text,
    settle,
    status,
    table,
    title,
)
from tests.tui.key_samples import finding

DOWN = ExchangeError(FailureKind.UNREACHABLE, "No route.", "Check the network.")
LOOK = finding("JT-LU-001", Severity.LOW, "When it was last used is not told", Status.UNKNOWN)
FINE = finding("JT-WD-001", Severity.CRITICAL, "This key cannot withdraw", Status.PASS)


def sample() -> FakeService:
    service = FakeService.sample()
    first = service.reports[0]
    more = replace(first, findings=(*first.findings, LOOK, FINE))
    return replace(service, reports=(more, *service.reports[1:]))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_gravest_first_with_counts_remedy_and_the_keys_not_read(size):
    async with running(sample(), size) as pilot:
        await press(pilot, "6")
        text = screen_text(pilot)
        assert column(table(pilot), "severity") == ["✗ critical", "✗ high", "✗ high", "✗ medium"]
        assert column(table(pilot), "key") == ["hot", "hot", "main", "grid-2"]
        assert "✗ 6 keys: 1 critical · 2 high · 1 medium" in text
        assert "not read: old-vps (ip-not-allowed)" in text
        for words in ("Do ", "Risk", "Seen", "Edit restrictions"):
            assert words in text
        await press(pilot, "e")
        assert "198.51.100.4" in screen_text(pilot)


async def test_lists_severities_and_one_key_narrow_it():
    async with running(sample()) as pilot:
        await press(pilot, "6", "l")
        assert column(table(pilot), "title") == [LOOK.title]
        await press(pilot, "p")
        assert column(table(pilot), "status") == ["passed"]
        await press(pilot, "right")
        assert len(table(pilot).shown) == 6
        await press(pilot, "f", "m", "m")
        assert column(table(pilot), "severity") == ["✗ critical", "✗ high", "✗ high"]
        assert "high and graver" in screen_text(pilot)
        await press(pilot, "j", "j", "K")
        assert column(table(pilot), "key") == ["main"]
        await press(pilot, "m", "m", "m", "K")
        assert len(table(pilot).shown) == 4
        await press(pilot, "slash", *"key:hot", "enter")
        assert column(table(pilot), "key") == ["hot", "hot"]


async def test_enter_adds_the_guide_and_i_leads_to_the_key():
    service = sample()
    async with running(service) as pilot:
        await press(pilot, "6", "enter")
        text = screen_text(pilot)
        assert "Audit › hot › JT-CAP-001" in title(pilot)
        assert "Risk" in text
        assert "1. Open API Management." in text
        assert "guide:kucoin" in service.calls
        await press(pilot, "escape", "i")
        assert "Keys › hot" in title(pilot)


async def test_it_is_kept_and_a_failed_second_audit_calls_it_stale():
    service = sample()
    async with running(service) as pilot:
        await press(pilot, "6", "1", "6")
        assert service.calls.count("audit") == 1, "it is fresh"
        service.failures["audit"] = DOWN
        await press(pilot, "r")
        assert "unreachable" in status(pilot)
        assert "(stale)" in screen_text(pilot)
        assert len(table(pilot).shown) == 4


async def test_what_a_person_accepted_is_judged_anew():
    service = sample()
    async with running(service) as pilot:
        await press(pilot, "6")
        await press(pilot, "i")
        for key in ("c", "y", "6", "enter"):
            await press(pilot, key)
        assert service.calls.count("audit") == 2
        assert "JT-CAP-001" in title(pilot)


async def test_without_keys_and_without_findings_it_says_so():
    async with running(FakeService()) as pilot:
        await press(pilot, "6")
        assert "No keys yet." in screen_text(pilot)
    clean = FakeService.sample()
    clean = replace(clean, reports=tuple(replace(r, findings=()) for r in clean.reports[:5]))
    async with running(clean) as pilot:
        await press(pilot, "6")
        assert "5 keys: nothing failed" in screen_text(pilot)
        assert "Nothing failed." in screen_text(pilot)


def test_nothing_that_failed_is_left_out_of_its_list():
    reports = sample().reports
    audit = audited(reports)
    shown = [row for tab in ("fail", "open", "pass") for row in view.chosen(audit, tab, None, None)]
    assert sorted(map(view.finding_key, shown)) == sorted(map(view.finding_key, audit.findings))


def waiting() -> FakeService:
    service = sample()
    service.gates["audit"] = asyncio.Event()
    return service


def broken() -> FakeService:
    service = sample()
    service.failures["audit"] = DOWN
    return service


PICTURES = [
    ("full", sample, SIZES[0]),
    ("full", sample, SIZES[1]),
    ("loading", waiting, SIZES[0]),
    ("offline", broken, SIZES[0]),
    ("empty", FakeService, SIZES[0]),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "make", "size"), PICTURES, ids=[f"{s}-{z[0]}x{z[1]}" for s, _, z in PICTURES]
)
def test_picture(snap_compare, state, make, size):
    async def before(pilot) -> None:
        for _ in range(4):
            await pilot.pause()
        await pilot.press("6")
        for _ in range(5):
            await pilot.pause()

    assert snap_compare(make_app(make()), terminal_size=size, run_before=before)


async def test_it_says_how_far_it_is_while_it_runs():
    service, asked, done = sample(), asyncio.Event(), asyncio.Event()
    audit = FakeService.audit

    async def slow(names):
        hearer = HEARER.get()
        hearer(Progress("inspected", 2, 6, ("tax", "hot", "paper", "old-vps")))
        asked.set()
        await done.wait()
        hearer(Progress("inspected", 6, 6, ()))
        return await audit(service, names)

    async def begun(pilot, key):
        await pilot.press(key)
        await asyncio.wait_for(asked.wait(), 60)
        await pilot.pause()

    service.audit = slow  # type: ignore[method-assign]
    async with running(service) as pilot:
        await begun(pilot, "6")
        assert "2 of 6 keys" in title(pilot)
        text = screen_text(pilot)
        assert "checking: 2 of 6 keys, waiting for tax, hot, paper and 1 more" in text
        done.set()
        await settle(pilot)
        assert "of 6 keys" not in title(pilot)
        assert len(table(pilot).shown) == 4
        done.clear()
        asked.clear()
        await begun(pilot, "r")
        assert "2 of 6 keys" in title(pilot)
        assert len(table(pilot).shown) == 4, "the older audit stays"
        done.set()
        await settle(pilot)
