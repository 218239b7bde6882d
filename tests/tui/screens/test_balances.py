"""The balances screen, driven by keys: one key or all, totals, currencies, gaps."""

from __future__ import annotations

import asyncio

import pytest

from tests.tui.account_service import AccountService
from tests.tui.harness import column, screen_text, title
from tests.tui.piloting import calm, current, shown


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
