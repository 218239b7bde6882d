"""One key: verdict first, all nine capabilities, findings with remedies, raw replies, errors."""

from __future__ import annotations

from jungletui.domain.capabilities import Capability
from jungletui.domain.failures import ExchangeError, FailureKind
from tests.tui.fake_service import FakeService
from tests.tui.harness import column, running, screen_text, settle, status, table, title

HOT = ("j", "j", "j", "enter")


async def opened(pilot, *keys):
    await pilot.press(*keys)
    await settle(pilot)


async def test_the_verdict_is_in_plain_words_with_where_and_when():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, *HOT)
        text = screen_text(pilot)
        assert "✗ withdraw: Funds can leave with this key" in text
        assert "From   any address" in text
        assert "Inspected <1 min ago" in text
        assert "Keys › hot" in title(pilot)
        assert "kucoin · live" in title(pilot)


async def test_all_nine_capabilities_have_a_word_and_evidence():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, *HOT)
        rights = table(pilot, "rights")
        assert [row.key for row in rights.shown] == [c.value for c in Capability]
        assert set(column(rights, "grant")) == {"● granted", "○ denied"}
        assert all(column(rights, "evidence"))
        assert "4 granted · 5 denied · 0 unknown" in screen_text(pilot)


async def test_findings_come_gravest_first_with_remedy_and_risk():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, *HOT)
        findings = table(pilot, "findings")
        assert column(findings, "severity") == ["✗ critical", "✗ high"]
        text = screen_text(pilot)
        assert "The key can withdraw funds" in text
        assert "Edit restrictions" in text
        assert "Risk" in text


async def test_tab_and_arrows_show_the_whole_text_of_a_row():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, *HOT)
        await pilot.press("j")
        await pilot.pause()
        assert "JT-IP-001" in screen_text(pilot)
        await pilot.press("shift+tab")
        await pilot.pause()
        text = screen_text(pilot)
        assert "read: granted" in text
        assert "How    told by the exchange" in text


async def test_a_key_without_findings_says_so():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, "j", "j", "enter")
        assert "Nothing found" in screen_text(pilot)


async def test_unknown_is_called_unknown():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, "j", "j", "j", "j", "enter")
        text = screen_text(pilot)
        assert "? unknown: Whether this key can withdraw is not known." in text
        assert "testnet" in title(pilot)


async def test_a_refused_key_shows_kind_message_and_remedy():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, "G", "enter")
        text = screen_text(pilot)
        assert "✗ refused: ip-not-allowed" in text
        assert "198.51.100.4: it is not on the key's list" in text
        assert "Do     Add 198.51.100.4" in text
        assert "all nine are unknown" in text


async def test_a_failed_second_read_keeps_the_report_and_calls_it_stale():
    service = FakeService.sample()
    async with running(service) as pilot:
        await opened(pilot, *HOT)
        service.failures["inspect:hot"] = ExchangeError(FailureKind.UNREACHABLE, "No.", "Wait.")
        await opened(pilot, "r")
        assert "unreachable" in status(pilot)
        assert "(stale)" in screen_text(pilot)
        assert len(table(pilot, "rights").shown) == 9
        del service.failures["inspect:hot"]
        await opened(pilot, "r")
        assert "(stale)" not in screen_text(pilot)
        assert status(pilot) == ""


async def test_raw_replies_are_one_key_away_and_back():
    async with running(FakeService.sample()) as pilot:
        await opened(pilot, "enter", "v")
        text = screen_text(pilot)
        assert "GET /sapi/v1/account/apiRestrictions" in text
        assert '"enableReading": true' in text
        await opened(pilot, "v")
        assert "Keys › main" in title(pilot)


async def test_everything_needed_is_visible_at_80_by_24():
    async with running(FakeService.sample(), (80, 24)) as pilot:
        await opened(pilot, *HOT)
        text = screen_text(pilot)
        for words in ("It can · read", "withdraw", "✗ critical", "✗ high", "Do ", "Risk", "? help"):
            assert words in text
        await opened(pilot, "shift+tab")
        text = screen_text(pilot)
        for words in ("withdraw funds", "manage keys", "5 denied", "Findings · 2", "Seen"):
            assert words in text
