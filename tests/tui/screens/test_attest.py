"""Stating what the website tells, accepting what was found, and both visible afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Input

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.failures import ErrorInfo, UsageError
from jungletui.domain.statements import AttestationForm
from jungletui.domain.surroundings import Attestation, Drift, LastUse, UseSource
from jungletui.tui.glyphs import UNICODE
from jungletui.tui.views import kept
from jungletui.tui.views.inspection import right_lines, right_rows
from tests.tui.fake_service import FakeService
from tests.tui.frozen import NOW
from tests.tui.harness import (
    SIZES,
    column,
    make_app,
    press,
    running,
    screen_text,
    status,
    table,
)

PAPER = ("j", "j", "j", "j", "enter")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_only_what_is_unknown_is_asked_and_where_to_look(size):
    service = FakeService.sample()
    async with running(service, size) as pilot:
        await press(pilot, *PAPER, "a")
        text = screen_text(pilot)
        assert "Account › API Management (https://binance.example/api-management)" in text
        assert "Is it ticked: “Enable Withdrawals”? (withdraw)" in text
        assert "the right to trade?" in text
        assert "any of these: trade.other, admin?" in text
        assert "the right to read" not in text
        await press(pilot, "n", "y", "n", "y", *"seen by me", "ctrl+s")
        (stated,) = service.statements
        assert stated.grants == {
            Capability.WITHDRAW: Grant.DENIED,
            Capability.TRADE_SPOT: Grant.GRANTED,
            Capability.TRADE_MARGIN: Grant.GRANTED,
            Capability.TRADE_OTHER: Grant.DENIED,
            Capability.ADMIN: Grant.DENIED,
        }
        assert stated.ip_restricted is True
        assert stated.note == "seen by me"
        assert "withdraw denied" in status(pilot)
        assert "stated <1 min ago by ada" in screen_text(pilot)
        assert service.calls.count("inspect:paper") == 2, "it is inspected anew"


async def test_nothing_looked_up_is_nothing_stated_and_a_yes_for_several_stays_open():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, *PAPER, "a", "ctrl+s")
        assert "Answer at least one question" in status(pilot)
        await press(pilot, "j", "j", "y", "ctrl+s")
        assert "Answer at least one question" in status(pilot), "which of them is not said"
        await press(pilot, "escape")
        assert "Nothing was stated." in status(pilot)
        assert service.statements == []


async def test_a_statement_is_taken_back_and_a_key_of_which_all_is_told_asks_nothing():
    service = FakeService.sample()
    stated = Attestation(NOW - timedelta(days=100), "ada", {Capability.WITHDRAW: Grant.DENIED})
    service.form = replace(service.form, attestation=stated)
    async with running(service) as pilot:
        await press(pilot, *PAPER, "a")
        assert "100 d ago by ada: withdraw denied; replaced by what you say" in screen_text(pilot)
        await press(pilot, "ctrl+t")
        assert service.statements == [None]
        assert "nothing is stated any more" in status(pilot)
        service.form = AttestationForm("paper", "Binance", "", (), (), False, "", None, None)
        await press(pilot, "a")
        assert "there is nothing to state" in status(pilot)
        service.failures["keys_attest_form"] = UsageError("There is no such key.", "Look.")
        await press(pilot, "a")
        assert "There is no such key." in status(pilot)


async def test_rights_are_shown_before_they_are_accepted():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "enter", "c")
        text = screen_text(pilot)
        assert "Accept what main can do as right?" in text
        assert "read, trade.spot" in text
        assert "any address" in text
        await press(pilot, "n")
        assert not any(call.startswith("keys_accept") for call in service.calls)
        await press(pilot, "c", "y")
        assert "keys_accept:main,09:26:53" in service.calls, "of the inspection that was shown"
        assert "Accepted: main" in status(pilot)
        assert "rights accepted <1 min ago, nothing changed since" in screen_text(pilot)


async def test_drift_and_sources_are_on_the_screen():
    service = FakeService.sample()
    first = service.reports[0]
    attested = CapabilityGrant(Grant.DENIED, "ada looked it up", Source.ATTESTED)
    probed = CapabilityGrant(Grant.GRANTED, "a balance was read", Source.PROBED)
    changed = replace(
        first,
        capabilities=dict(first.capabilities)
        | {Capability.WITHDRAW: attested, Capability.READ: probed},
        baseline_at=NOW - timedelta(days=30),
        drift=(Drift("trade.spot", "denied", "granted"), Drift("ip", "restricted", "open")),
    )
    service.reports = (changed, *service.reports[1:])
    async with running(service) as pilot:
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "since then: trade.spot was denied, is granted · ip was restricted" in text
        sources = column(table(pilot, "rights"), "source")
        assert sources[0] == "a read"
        assert sources[7] == "a person"
        assert sources[1] == "exchange"


def test_every_source_has_a_word_and_a_sentence():
    report = FakeService.sample().reports[0]
    for source in Source:
        known = CapabilityGrant(Grant.UNKNOWN, "why", source)
        one = replace(report, capabilities=dict.fromkeys(Capability, known))
        assert all(row.cells[2].text for row in right_rows(one, UNICODE))
        assert right_lines(one, "read")[2].text


def test_the_last_use_says_who_tells_it():
    report = replace(FakeService.sample().reports[0], last_used_at=None)
    assert kept.use_text(report, NOW) == "last use not told"
    ago = NOW - timedelta(days=20)
    by_account = LastUse(ago, UseSource.ACCOUNT, "newest fill")
    never = LastUse(None, UseSource.ACCOUNT, "no order", since=ago)
    told = replace(report, last_use=by_account)
    assert kept.use_text(told, NOW) == "last used 20 d ago (by its account's orders and fills)"
    seen = kept.use_text(replace(report, last_use=never), NOW)
    assert seen == "no use seen since 2026-02-22 (no order)"


def test_the_form_says_why_nothing_was_told():
    error = ErrorInfo("expired", "The key is over.", "Make another.")
    form = replace(FakeService.sample().form, error=error)
    assert any("expired: The key is over." in line.text for line in kept.form_lines(form, NOW))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("what", "keys"), [("attest", (*PAPER, "a", "n")), ("accept", ("enter", "c"))]
)
def test_picture(snap_compare, what, keys, size):
    async def before(pilot) -> None:
        for _ in range(4):
            await pilot.pause()
        for key in keys:
            await pilot.press(key)
            for _ in range(4):
                await pilot.pause()
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False

    assert snap_compare(make_app(FakeService.sample()), terminal_size=size, run_before=before)
