"""The activity log: when, what, who, from where, and whether it is whole."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from jungletui.domain.activity import Activity, ActivityLog
from jungletui.domain.failures import LockedError, VaultError, VaultFault
from jungletui.tui.screens.closed import ClosedScreen
from jungletui.tui.views import log as view
from tests.tui.fake_service import FakeService
from tests.tui.frozen import frozen_clock
from tests.tui.harness import (
    SIZES,
    column,
    make_app,
    press,
    running,
    screen_text,
    status,
    table,
    title,
)
from tests.tui.vault_samples import sample_log

BROKEN = VaultError(VaultFault.FS, "activity.log: it is a link", "rm activity.log")
PROBLEMS = ("record 2 is missing", "it ends at record 4, and had 9")


def damaged() -> FakeService:
    service = FakeService.sample()
    service.log_document = replace(sample_log(), verified=False, problems=PROBLEMS)
    return service


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_when_what_who_and_from_where_the_newest_first(size: tuple[int, int]):
    async with running(FakeService.sample(), size) as pilot:
        await press(pilot, "5")
        shown = table(pilot)
        assert column(shown, "what") == ["locked", "key revealed", "unlock failed", "log begun"]
        assert column(shown, "who")[:2] == ["uid 1000 pts/3", "uid 1001"]
        assert column(shown, "from")[:2] == ["this host", "203.0.113.7"]
        assert column(shown, "key")[1] == "main"
        text = screen_text(pilot)
        for word in ("When", "What", "Who", "From", "203.0.113.7", "uid 1001"):
            assert word in text
        assert "Every record verifies" in text
        assert "4 records · whole" in text
        assert "Nothing was asked of it for 10 min." in text, "of the record under the cursor"


async def test_the_record_under_the_cursor_is_told_in_full():
    async with running(FakeService.sample(), SIZES[1]) as pilot:
        await press(pilot, "5", "j")
        text = screen_text(pilot)
        assert "Record 3: key revealed" in text
        assert "key main (0123456789ab)" in text
        assert "203.0.113.7 51000 198.51.100.2 22" in text


async def test_a_log_that_does_not_verify_says_so_and_what_is_wrong():
    async with running(damaged()) as pilot:
        await press(pilot, "5")
        text = screen_text(pilot)
        assert "NOT WHOLE" in title(pilot)
        assert "4 records · NOT WHOLE" in text
        assert all(f"Does not verify: {problem}" in text for problem in PROBLEMS)
        assert "Keep a copy of activity.log" in text
        assert "Every record verifies" not in text


async def test_an_empty_log_is_no_damaged_one():
    service = FakeService.sample()
    service.log_document = ActivityLog(frozen_clock(), "activity.log", True, (), ())
    async with running(service) as pilot:
        await press(pilot, "5")
        assert "Nothing is written down yet" in screen_text(pilot)
        gone = ("the log of 3 records is gone",)
        service.log_document = replace(service.log_document, verified=False, problems=gone)
        await press(pilot, "r")
        text = screen_text(pilot)
        assert "No record can be read" in text
        assert gone[0] in text


async def test_the_demo_writes_nothing_and_says_so():
    service = FakeService.sample()
    service.log_document = ActivityLog(frozen_clock(), "demo", True, (), ())
    async with running(service, demo=True) as pilot:
        await press(pilot, "5")
        text = screen_text(pilot)
        assert "in memory only" in text
        assert "Every record" not in text


async def test_a_failed_read_says_what_to_do_and_r_tries_again():
    service = FakeService.sample()
    service.failures["activity_log"] = BROKEN
    async with running(service) as pilot:
        await press(pilot, "5")
        text = screen_text(pilot)
        assert "E_FS" in text
        assert "rm activity.log" in text
        del service.failures["activity_log"]
        await press(pilot, "r")
        assert len(table(pilot).shown) == 4
        service.failures["activity_log"] = BROKEN
        await press(pilot, "r")
        assert "E_FS" in status(pilot)
        assert len(table(pilot).shown) == 4, "what was read stays"
        service.failures["activity_log"] = LockedError("It locked itself.", "Unlock it.")
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, ClosedScreen)
        assert "key revealed" not in screen_text(pilot)


async def test_the_palette_finds_it():
    async with running(FakeService.sample()) as pilot:
        await press(pilot, "colon", *"activity", "enter")
        assert title(pilot).count("Activity log")
        assert len(table(pilot).shown) == 4


def test_every_problem_beyond_a_handful_is_left_to_the_command():
    many = tuple(f"record {n} is missing" for n in range(9))
    log = replace(sample_log(), verified=False, problems=many)
    lines = [line.text for line in view.verdict_lines(log, FakeGlyphs)]
    assert len(lines) == view.MOST_PROBLEMS + 2
    assert "And 4 more: jungletui log" in lines


def test_every_kind_of_record_has_a_row():
    log = sample_log()
    records = tuple(replace(log.records[0], what=what, position=1) for what in Activity)
    rows = view.log_rows(replace(log, records=records), frozen_clock())
    assert len({row.cells[1].text for row in rows}) == len(Activity)


class FakeGlyphs:
    bad, good, dot = "✗", "✓", "·"


def waiting() -> FakeService:
    service = FakeService.sample()
    service.gates["activity_log"] = asyncio.Event()
    return service


def broken() -> FakeService:
    service = FakeService.sample()
    service.failures["activity_log"] = BROKEN
    return service


def nothing() -> FakeService:
    service = FakeService.sample()
    service.log_document = ActivityLog(frozen_clock(), "activity.log", True, (), ())
    return service


SMALL, LARGE = SIZES
PICTURES = [
    ("full", FakeService.sample, SMALL),
    ("full", FakeService.sample, LARGE),
    ("damaged", damaged, SMALL),
    ("damaged", damaged, LARGE),
    ("loading", waiting, SMALL),
    ("empty", nothing, SMALL),
    ("error", broken, SMALL),
]


@pytest.mark.parametrize(
    ("state", "make", "size"), PICTURES, ids=[f"{s}-{z[0]}x{z[1]}" for s, _, z in PICTURES]
)
def test_picture(snap_compare, state: str, make, size: tuple[int, int]):
    async def before(pilot) -> None:
        for _ in range(3):
            await pilot.pause()
        await pilot.press("5")
        for _ in range(4):
            await pilot.pause()

    assert snap_compare(make_app(make()), terminal_size=size, run_before=before)
