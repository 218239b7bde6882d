"""The execution check: every outcome, what does not add up, strangers, slippage on demand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jungletui.domain.executions import DoubtKind, Outcome
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.tui.glyphs import UNICODE
from jungletui.tui.views import doubts, executions
from tests.tui.account_service import AccountService
from tests.tui.frozen import NOW
from tests.tui.harness import SIZES, column, make_app, running, screen_text, table, title
from tests.tui.holding_samples import execution, sample_executions
from tests.tui.piloting import calm, press

pytestmark = pytest.mark.usefixtures("utc")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_became_of_the_orders_of_the_key_under_the_cursor(size):
    service = AccountService.sample()
    async with running(service, size) as pilot:
        await press(pilot, "3", "x")
        assert "Orders › main › Execution check" in title(pilot)
        assert service.calls.count("executions:main") == 1
        assert "executions:tax" not in service.calls, "it is dear: only this key is asked"
        shown = pilot.app.screen.table
        assert column(shown, "outcome") == [
            "● filled",
            "◐ partly",
            "○ open",
            "! rejected",
            "× not filled",
        ]
        assert column(shown, "against")[:2] == ["0.02 % better", "0.02 % worse"]
        text = screen_text(pilot)
        assert "average 64990 · limit 65000" in text
        assert "1 does not add up · 1 order of a stranger" in text
        assert "took 42 s" in text
        await press(pilot, "j", "j", "j")
        assert "insufficient balance" in screen_text(pilot)


async def test_what_does_not_add_up_and_strangers_stand_below_in_full():
    async with running(AccountService.sample()) as pilot:
        await press(pilot, "3", "x", "tab")
        assert column(table(pilot, "doubts"), "what") == [
            "✗ filled differs",
            "✗ a stranger's",
            "✓ freqtrade",
        ]
        assert "expected 0.2, told 0.15" in screen_text(pilot)
        await press(pilot, "j")
        assert "the earliest sign of a theft" in screen_text(pilot)
        await press(pilot, "c")
        assert "‹c closed›" in screen_text(pilot)


async def test_slippage_is_asked_for_and_all_keys_too():
    service = AccountService.sample()
    async with running(service) as pilot:
        await press(pilot, "3", "x")
        assert "Slippage" not in screen_text(pilot)
        await press(pilot, "p")
        assert "executions:main,slippage" in service.calls
        assert "0.0154 % worse" in screen_text(pilot)
        await press(pilot, "K")
        assert "executions:tax,slippage" in service.calls
        assert len(pilot.app.screen.table.shown) == 6
        assert "whose is not said" in screen_text(pilot)
        service.failures["executions"] = ExchangeError(FailureKind.UNREACHABLE, "No.", "Wait.")
        await press(pilot, "r")
        assert "(stale)" in screen_text(pilot)
        assert len(pilot.app.screen.table.shown) == 6


async def test_nothing_wrong_is_said_and_no_orders_too():
    service = AccountService.sample()
    clean = sample_executions()
    service.execution_document = replace(clean, doubts=(), prefixes=clean.prefixes[:1])
    async with running(service) as pilot:
        await press(pilot, "3", "x")
        assert "orders and fills add up · no order of a stranger" in screen_text(pilot)
        service.execution_document = replace(clean, rows=(), doubts=(), prefixes=())
        await press(pilot, "r")
        assert "No orders." in screen_text(pilot)


def test_every_outcome_and_every_doubt_has_words():
    for outcome in Outcome:
        words, _ = executions.outcome_words(execution(1, outcome))
        assert len(words) > 3
        assert executions.execution_lines(execution(1, outcome), NOW, UNICODE)
    document = sample_executions()
    for kind in DoubtKind:
        one = replace(document, doubts=(replace(document.doubts[0], kind=kind),))
        assert doubts.doubt_rows(one, UNICODE)[0].cells[0].text == f"✗ {kind}".replace("-", " ")
        assert doubts.doubt_lines(one, 0, NOW)


def test_figures_are_neither_lost_nor_made_up():
    row = execution(1, Outcome.FILLED)
    assert executions.slippage_text(None) == ""
    assert executions.slippage_text(Decimal(0)) == "none"
    assert executions.slippage_text(Decimal("-0.001")) == "0.1000 % better"
    assert executions.took_text(replace(row, seconds=Decimal("0.4"))) == "<1 s"
    assert executions.took_text(replace(row, seconds=Decimal(5400))) == "1 h"
    assert executions.figure(None) == "–"
    assert executions.figure(Decimal(1) / 3) == "0.3333333333"


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("keys", [("p",), ("tab", "j")], ids=["slippage", "stranger"])
def test_picture(snap_compare, keys, size):
    async def before(pilot) -> None:
        await calm(pilot)
        await press(pilot, "3", "x", *keys)

    assert snap_compare(make_app(AccountService.sample()), terminal_size=size, run_before=before)
