"""What a keystroke costs on the list of 1,000 keys, against the same on ten."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.benchmarks.measure import NOISE, median, table
from tests.tui.fake_service import FakeService
from tests.tui.harness import running

pytestmark = pytest.mark.benchmark

FEW, MANY, ROUNDS = 10, 1000, 5
MOST_MS, MOST_TO_BEGIN = 50.0, 2.0
STEPS = {
    "one row down": ("down",),
    "a page down": ("pagedown",),
    "the last row": ("end",),
    "the first row": ("home",),
    "begin to filter": ("slash",),
    "a letter of a filter": ("0",),
    "another": ("1",),
    "end the filter": ("escape",),
    "sort": ("s", "enter"),
}


def _service(count: int) -> FakeService:
    """So many keys with their reports."""
    sample = FakeService.sample()
    names = [f"key-{number:04}" for number in range(count)]
    keys = [replace(sample.keys[n % len(sample.keys)], name=name) for n, name in enumerate(names)]
    reports = {report.name: report for report in sample.reports}
    sample.reports = tuple(
        replace(reports[sample.keys[n % len(sample.keys)].name], name=name)
        for n, name in enumerate(names)
        if sample.keys[n % len(sample.keys)].name in reports
    )
    sample.keys = tuple(keys)
    return sample


async def _measured(count: int) -> dict[str, list[float]]:
    """Seconds of a processor: to begin (list and reports), and of every step."""
    began = time.process_time()
    found: dict[str, list[float]] = {}
    async with running(_service(count)) as pilot:
        found["begin, with all reports"] = [time.process_time() - began]
        for _ in range(ROUNDS):
            for name, keys in STEPS.items():
                began = time.process_time()
                await pilot.press(*keys)
                await pilot.pause()
                found.setdefault(name, []).append(time.process_time() - began)
    return found


async def test_a_thousand_keys_on_screen() -> None:
    await _measured(FEW)
    few, many = await _measured(FEW), await _measured(MANY)
    rows = [("", f"{FEW} keys", f"{MANY} keys", "bar")]
    for name in few:
        bar = f"{MOST_TO_BEGIN * 1000:.0f}" if name not in STEPS else f"{MOST_MS:.0f}"
        rows.append(
            (name, f"{median(few[name]) * 1000:.1f}", f"{median(many[name]) * 1000:.1f}", bar)
        )
    table("milliseconds of a processor that a keystroke costs", rows)
    assert max(median(many[name]) for name in STEPS) * 1000 < MOST_MS * NOISE
    assert many["begin, with all reports"][0] < MOST_TO_BEGIN * NOISE
