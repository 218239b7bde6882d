"""The balances screen, driven by keys: states, one key or all, live changes, gaps."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from jungletui.domain.accounts import KeyFailure
from jungletui.domain.countdown import until
from jungletui.domain.documents import AccountEvent
from jungletui.domain.failures import ExchangeError, FailureKind, ServiceError
from jungletui.tui.screens import account
from jungletui.tui.screens.key_by_key import AT_ONCE
from tests.tui.account_service import AccountService
from tests.tui.balance_samples import balances_of, held
from tests.tui.frozen import NOW
from tests.tui.harness import column, screen_text, status, table, title
from tests.tui.key_samples import REFUSED
from tests.tui.piloting import calm, drawn, shown

DOWN = ExchangeError(FailureKind.UNREACHABLE, "No route to the exchange.", "Check the network.")


def current(pilot):
    return pilot.app.screen.table


async def test_all_keys_with_total_age_and_gaps() -> None:
    async with shown(AccountService.sample(), "balances") as pilot:
        text = screen_text(pilot)
        assert "Total 76,854.27 USD" in text
        assert "read now to 3 min ago" in text
        assert "! 1 key failed, 2 not read, 1 asset without a price: e shows why" in text
        assert "Balances › all keys" in title(pilot)
        assert "NEWCOIN" in column(current(pilot), "asset")


async def test_a_key_of_its_own_shows_only_that_key() -> None:
    service = AccountService.sample()
    async with shown(service, "balances", ("tax",)) as pilot:
        assert "Balances › tax" in title(pilot)
        assert column(current(pilot), "asset") == ["ETH", "OKB"]
        assert "key" not in [c.id for c in current(pilot).columns]
        assert "grid-2" not in screen_text(pilot)
        assert "balances:tax" in service.calls
        await pilot.press("K")
        await calm(pilot)
        assert "all keys" in title(pilot)
        assert len(current(pilot).rows) == 10


async def test_one_key_toggles_and_what_was_known_of_the_others_stays() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        service.gates["balances"] = asyncio.Event()
        await pilot.press("K")
        await pilot.pause()
        assert "Balances › grid-2" in title(pilot)
        assert column(current(pilot), "asset") == ["USDT", "ETH"]
        service.gates["balances"].set()
        await calm(pilot)
        service.gates["balances"].clear()
        await pilot.press("K")
        await pilot.pause()
        assert len(current(pilot).rows) == 10
        service.gates["balances"].set()


async def test_small_change_opens_and_closes_with_enter() -> None:
    async with shown(AccountService.sample(), "balances", ("main",)) as pilot:
        await pilot.press("G", "enter")
        assert column(current(pilot), "asset")[-4:] == ["▾ 3 small", "DOGE", "LTC", "XRP"]
        await pilot.press("enter")
        assert column(current(pilot), "asset")[-1] == "▸ 3 small"


async def test_totals_of_each_key_lead_to_the_key() -> None:
    async with shown(AccountService.sample(), "balances") as pilot:
        await pilot.press("t")
        assert column(current(pilot), "key") == [
            "grid-2",
            "hot",
            "main",
            "old-vps",
            "paper",
            "tax",
        ]
        assert "! ip-not-allowed" in column(current(pilot), "state")
        await pilot.press("j", "j", "enter")
        await calm(pilot)
        assert "Balances › main" in title(pilot)


async def test_another_currency_is_asked_for() -> None:
    async with shown(AccountService.sample(), "balances") as pilot:
        await pilot.press("u")
        await calm(pilot)
        assert "valued in USDT" in screen_text(pilot)
        await pilot.press("u")
        await calm(pilot)
        assert "valued in EUR" in screen_text(pilot)
        assert "EUR" in screen_text(pilot).split("Total", 1)[1].split("\n", 1)[0]


async def test_the_first_read_says_what_is_being_read() -> None:
    service = AccountService.sample()
    service.gates["balances"] = asyncio.Event()
    async with shown_early(service) as pilot:
        assert "Reading balances of all keys" in screen_text(pilot)
        service.gates["balances"].set()
        await calm(pilot)
        assert "Total" in screen_text(pilot)


def shown_early(service: AccountService):
    """The screen while its first read is under way."""
    from contextlib import asynccontextmanager

    from tests.tui.harness import make_app

    @asynccontextmanager
    async def opened():
        app = make_app(service)
        async with app.run_test(size=(100, 30)) as pilot:
            await calm(pilot)
            app.go("balances")
            await pilot.pause()
            yield pilot

    return opened()


async def test_an_empty_account_is_not_an_error() -> None:
    service = replace(AccountService.sample(), balance_document=balances_of())
    async with shown(service, "balances", ("hot",)) as pilot:
        assert "The account of hot holds nothing." in screen_text(pilot)
        assert "Total 0.00 USD" in screen_text(pilot)
        assert "Error" not in screen_text(pilot)
        assert status(pilot) == ""


async def test_no_keys_at_all() -> None:
    service = replace(AccountService.sample(), keys=(), balance_document=balances_of())
    async with shown(service, "balances") as pilot:
        assert "No keys yet." in screen_text(pilot)


async def test_a_refused_key_says_kind_and_remedy_in_the_place_of_rows() -> None:
    failure = KeyFailure("old-vps", REFUSED.kind, REFUSED.message, REFUSED.remedy)
    service = replace(AccountService.sample(), balance_document=balances_of(errors=(failure,)))
    async with shown(service, "balances", ("old-vps",)) as pilot:
        text = screen_text(pilot)
        assert "Error: ip-not-allowed" in text
        assert "What to do: Add 198.51.100.4" in text


async def test_without_figures_a_failure_takes_their_place_and_r_tries_again() -> None:
    service = AccountService.sample()
    service.failures["balances"] = DOWN
    async with shown(service, "balances") as pilot:
        assert "Offline: unreachable" in screen_text(pilot)
        assert "Check the network." in screen_text(pilot)
        del service.failures["balances"]
        await pilot.press("r")
        await calm(pilot)
        assert "Total 76,854.27 USD" in screen_text(pilot)


async def test_with_figures_a_failure_keeps_them_and_calls_them_stale() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        service.failures["balances"] = DOWN
        await pilot.press("r")
        await calm(pilot)
        assert "unreachable" in status(pilot)
        assert "stale" in screen_text(pilot)
        assert len(current(pilot).rows) == 10
        assert "every 30 s" in screen_text(pilot)
        del service.failures["balances"]
        await pilot.press("r")
        await calm(pilot)
        assert status(pilot) == ""
        assert current(pilot).stale is False


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


async def test_the_tables_own_filter_works_here() -> None:
    async with shown(AccountService.sample(), "balances") as pilot:
        await pilot.press("slash", *"asset:eth", "enter")
        assert column(current(pilot), "asset") == ["ETH", "ETH"]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_every_size_shows_key_asset_total_and_value_uncut(size: tuple[int, int]) -> None:
    async with shown(AccountService.sample(), "balances", ("main",), size) as pilot:
        text = screen_text(pilot)
        assert "0.51234567" in text
        assert "34,567.89" in text


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


async def test_keys_are_read_one_by_one_and_shown_as_they_arrive() -> None:
    service = AccountService.sample()
    service.gates["balances:main"] = asyncio.Event()
    async with shown_early(service) as pilot:
        while "5 of 6 keys" not in screen_text(pilot):
            await pilot.pause(0.02)
        assert "so far" in screen_text(pilot)
        assert "main" not in column(current(pilot), "key")
        assert "tax" in column(current(pilot), "key")
        assert current(pilot).cursor == 0
        service.gates["balances:main"].set()
        await calm(pilot)
        assert "main" in column(current(pilot), "key")
        assert "so far" not in screen_text(pilot)
        assert current(pilot).cursor == 0


async def test_an_exchange_that_hangs_keeps_no_place_of_another() -> None:
    service = AccountService.sample()
    main = next(key for key in service.keys if key.name == "main")
    hanging = tuple(replace(main, name=f"main-{number:02}") for number in range(AT_ONCE + 4))
    service.keys = (*hanging, *service.keys)
    others = {key.name for key in service.keys if key.exchange != main.exchange}
    never = asyncio.Event()
    service.gates |= {
        f"balances:{key.name}": never for key in service.keys if key.exchange == main.exchange
    }
    async with shown_early(service) as pilot:
        while f"{len(others)} of {len(service.keys)} keys" not in screen_text(pilot):
            await pilot.pause(0.02)
        assert "tax" in column(current(pilot), "key")


async def test_while_an_exchange_hangs_the_other_keys_are_followed(monkeypatch) -> None:
    monkeypatch.setattr(account, "LATE", 0.0)
    service = AccountService.sample()
    service.gates["balances:main"] = asyncio.Event()
    async with shown_early(service) as pilot:
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


async def test_a_screen_is_found_as_it_was_left_and_reads_nothing_twice() -> None:
    service = AccountService.sample()
    async with shown(service, "balances") as pilot:
        await pilot.press("slash", *"asset:eth", "enter", "j")
        before, asked = current(pilot).cursor_key, list(service.calls)
        await pilot.press("1")
        await calm(pilot)
        await pilot.press("2")
        await calm(pilot)
        assert column(current(pilot), "asset") == ["ETH", "ETH"]
        assert current(pilot).cursor_key == before
        again = service.calls[len(asked) :]
        assert not [call for call in again if call.startswith(("balances", "inspect"))]
        pilot.app.clock = lambda: NOW + timedelta(minutes=9)
        await pilot.press("1", "2")
        await calm(pilot)
        assert [call for call in service.calls[len(asked) :] if call.startswith("balances")]


async def test_locking_forgets_what_was_read() -> None:
    async with shown(AccountService.sample(), "balances") as pilot:
        assert pilot.app.known.balances[""]
        await pilot.press("L")
        await calm(pilot)
        assert pilot.app.known.balances == {}
        assert pilot.app.known.reports == {}
        assert len(pilot.app.screen_stack) == 2
        assert not pilot.app._installed_screens.keys() - {"_default"}


async def test_what_was_not_read_is_listed_with_reasons_on_a_page_of_its_own() -> None:
    async with shown(AccountService.sample(), "balances") as pilot:
        await pilot.press("e")
        await calm(pilot)
        text = screen_text(pilot)
        assert "Not complete: 1 key failed, 2 not read, 1 asset without a price" in text
        assert "ip-not-allowed" in text
        assert "What to do:" in text
        assert "bybit has no read for this wallet" in text
        await pilot.press("escape")
        await calm(pilot)
        assert "Balances › all keys" in title(pilot)


async def test_a_ban_counts_down_on_the_screen_and_on_the_page_of_gaps() -> None:
    service = AccountService.sample()
    moment = [NOW]
    told = f"Binance banned this address; nothing is sent {until(NOW + timedelta(seconds=90), NOW)}"
    failure = KeyFailure("main", "banned", told, "Wait until then.")
    errors = tuple(e for e in service.balance_document.errors if e.key != "main")
    rows = tuple(row for row in service.balance_document.rows if row.key != "main")
    service.balance_document = replace(
        service.balance_document, rows=rows, errors=(failure, *errors)
    )
    async with shown(service, "balances") as pilot:
        pilot.app.clock = lambda: moment[0]
        screen = pilot.app.screen
        screen.second_passed()
        await pilot.pause()
        assert "(banned: 1 min 30 s left)" in screen_text(pilot)
        moment[0] += timedelta(seconds=61)
        screen.second_passed()
        await pilot.pause()
        assert "(banned: 29 s left)" in screen_text(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert "(29 s left)" in screen_text(pilot)
        moment[0] += timedelta(seconds=9)
        pilot.app.screen.count_down()
        await pilot.pause()
        assert "(20 s left)" in screen_text(pilot)


async def test_the_only_key_is_banned_and_the_reason_counts_down() -> None:
    service = AccountService.sample()
    moment = [NOW]
    told = f"nothing is sent {until(NOW + timedelta(seconds=90), NOW)}"
    service.keys = tuple(key for key in service.keys if key.name == "main")
    failure = KeyFailure("main", "banned", told, "Wait until then.")
    service.balance_document = replace(service.balance_document, rows=(), errors=(failure,))
    async with shown(service, "balances") as pilot:
        pilot.app.clock = lambda: moment[0]
        moment[0] += timedelta(seconds=30)
        pilot.app.screen.second_passed()
        await pilot.pause()
        assert "nothing is sent until" in screen_text(pilot)
        assert "(1 min 0 s left)" in screen_text(pilot)
