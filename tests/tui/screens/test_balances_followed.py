"""Balances as they are followed: live changes, their end, and figures that grow old."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from jungletui.domain.documents import AccountEvent
from jungletui.domain.failures import ExchangeError, FailureKind, ServiceError
from jungletui.tui.screens import account
from tests.tui.account_service import AccountService
from tests.tui.balance_samples import balances_of, held
from tests.tui.frozen import NOW
from tests.tui.harness import column, screen_text, status, table
from tests.tui.piloting import calm, current, drawn, shown, shown_early

DOWN = ExchangeError(FailureKind.UNREACHABLE, "No route to the exchange.", "Check the network.")


async def test_live_events_change_the_rows_and_the_total() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        new = balances_of(held("tax", "ETH", "4", value="20000", exchange="okx"))
        service.fed.put_nowait(AccountEvent("tax", NOW, balances=new))
        await drawn(pilot)
        assert "Total 85,180.07 USD" in screen_text(pilot)
        assert "20,000.00" in [text.strip() for text in column(current(pilot), "value")]
        assert "live" in screen_text(pilot)


async def test_when_live_updates_end_a_timer_asks_and_the_reason_is_said() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        service.fed.put_nowait(DOWN)
        await drawn(pilot)
        assert "Live updates ended (unreachable" in status(pilot)
        assert pilot.app.screen.following.words == "every 30 s"


async def test_a_dead_service_is_left_to_the_app() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        service.fed.put_nowait(ServiceError("It ended.", "Start it again."))
        await drawn(pilot)
        assert "The service has ended" in screen_text(pilot)
        assert "76,854" not in screen_text(pilot)


async def test_the_cursor_stays_on_its_asset_when_figures_change() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        current(pilot).move_to("main|spot|BNB")
        rows = tuple(r for r in service.balance_document.rows if r.key == "main")
        richer = tuple(
            replace(r, value=r.value and r.value * 1000) if r.asset == "USDT" else r for r in rows
        )
        service.fed.put_nowait(AccountEvent("main", NOW, balances=balances_of(*richer)))
        await drawn(pilot)
        assert column(current(pilot), "asset")[2] == "USDT"
        assert current(pilot).cursor_key == "main|spot|BNB"


async def test_figures_that_grew_old_say_so_without_a_new_read() -> None:
    service = AccountService.sample()
    service.balance_document = balances_of(held("main", "BTC", "1", value="60000"))
    async with shown(service, "balances") as pilot:
        assert "stale" not in screen_text(pilot)
        pilot.app.clock = lambda: NOW + timedelta(minutes=5)
        pilot.app.screen.draw()
        await pilot.pause()
        assert not current(pilot).stale, "what is followed live is up to date"
        pilot.app.screen.following.stop()
        pilot.app.screen.draw()
        await pilot.pause()
        assert "read 5 min ago" in screen_text(pilot)
        assert current(pilot).stale


async def test_leaving_the_screen_ends_the_watching() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        pilot.app.go("keys")
        await calm(pilot)
        assert not [w for w in pilot.app.workers if w.group == "watch" and not w.is_finished]
        assert table(pilot)


async def test_behind_the_help_nothing_is_followed_and_nothing_is_read_twice() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        screen = pilot.app.screen
        asked = [call for call in service.calls if call.startswith("balances")]
        await pilot.press("question_mark")
        await calm(pilot)
        assert pilot.app.screen is not screen
        assert not screen.following.live
        await pilot.press("escape")
        await calm(pilot)
        assert pilot.app.screen is screen
        assert screen.following.live
        assert [call for call in service.calls if call.startswith("balances")] == asked


async def test_while_an_exchange_hangs_the_other_keys_are_followed(monkeypatch) -> None:
    monkeypatch.setattr(account, "LATE", 0.0)
    service = AccountService.sample()
    service.gates["balances:main"] = asyncio.Event()
    async with shown_early(service, "balances") as pilot:
        while "5 of 6 keys" not in screen_text(pilot):
            await pilot.pause(0.02)
        pilot.app.screen.second_passed()
        await pilot.pause()
        followed = [call for call in service.calls if call.startswith("watch")]
        others = [key.name for key in service.keys if key.name != "main"]
        assert [sorted(call.removeprefix("watch:").split(",")) for call in followed] == [
            sorted(others)
        ]
        pilot.app.screen.second_passed()
        service.gates["balances:main"].set()
        await calm(pilot)
        assert [call for call in service.calls if call.startswith("watch")] == [*followed, "watch"]
