"""The orders screen, driven by keys: lists, fills, and orders that change while one watches."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from jungletui.domain.accounts import NotRead
from jungletui.domain.documents import AccountEvent, Fills
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.tui.glyphs import ASCII
from jungletui.tui.screens.gathering import SOON
from jungletui.tui.screens.orders_fills import FillsPane
from tests.tui.account_service import AccountService
from tests.tui.frozen import NOW
from tests.tui.harness import column, make_app, screen_text, status, title
from tests.tui.order_samples import DONE, FILLS, ORDERS, PARTLY, UNTOUCHED, filled, orders_of
from tests.tui.piloting import calm, current, drawn, shown

TALL, SHORT = (120, 40), (80, 24)
LIMITED = ExchangeError(FailureKind.RATE_LIMITED, "Too many requests.", "Wait a minute.")


def fills(pilot):
    return pilot.app.screen.query_one(FillsPane)


async def rested(pilot) -> None:
    """Wait until the cursor has rested and events were drawn."""
    await pilot.pause(SOON * 2)
    await drawn(pilot)


async def test_open_orders_come_first_and_keys_choose_the_list() -> None:
    service = AccountService.sample()
    async with shown(service, "orders") as pilot:
        assert column(current(pilot), "state") == ["◐ partly", "○ open"]
        assert "Open orders" in screen_text(pilot)
        await pilot.press("c")
        await calm(pilot)
        assert column(current(pilot), "state") == [
            "● filled",
            "● filled",
            "× cancelled",
            "! rejected",
        ]
        await pilot.press("right")
        await calm(pilot)
        assert len(current(pilot).rows) == len(ORDERS)
        await pilot.press("right")
        await calm(pilot)
        assert "‹o open›" in screen_text(pilot)
        await pilot.press("left", "left")
        await calm(pilot)
        assert "‹c closed›" in screen_text(pilot)
        await pilot.press("a")
        await calm(pilot)
        assert [c for c in service.calls if c.startswith("orders ")][-1].startswith("orders all")


async def test_a_tall_terminal_shows_the_fills_of_the_order_under_the_cursor() -> None:
    async with shown(AccountService.sample(), "orders", size=TALL) as pilot:
        assert "Fills of buy BTC/USDT 700001 (◐ partly, 0.10 of 0.25)" in screen_text(pilot)
        assert column(fills(pilot).table, "id") == ["900001", "900002"]
        assert "✓ add up: 0.10 of 0.10 filled" in screen_text(pilot)
        await pilot.press("j")
        await rested(pilot)
        assert "Fills of sell ETH/USDT:USDT 700002" in screen_text(pilot)
        assert "No fills: nothing of this order was executed." in screen_text(pilot)


async def test_fills_that_do_not_add_up_are_flagged() -> None:
    async with shown(AccountService.sample(), "orders", size=TALL) as pilot:
        await pilot.press("c")
        await rested(pilot)
        assert "! do not add up: the order says 10, its fills are 9 (1 missing)" in screen_text(
            pilot
        )


async def test_a_short_terminal_opens_the_fills_with_enter_and_esc_leads_back() -> None:
    service = AccountService.sample()
    async with shown(service, "orders", size=SHORT) as pilot:
        assert "Fills of" not in screen_text(pilot)
        assert not [call for call in service.calls if call.startswith("fills")]
        await pilot.press("enter")
        await rested(pilot)
        assert "Fills of buy BTC/USDT" in screen_text(pilot)
        assert pilot.app.focused is fills(pilot).table
        await pilot.press("escape")
        await calm(pilot)
        assert "Open orders" in screen_text(pilot)
        assert pilot.app.focused is current(pilot)
        await pilot.press("escape")
        await calm(pilot)
        assert pilot.app.screen.scope == "keys"


async def test_a_terminal_that_grows_gets_the_fills() -> None:
    async with shown(AccountService.sample(), "orders", size=SHORT) as pilot:
        await pilot.resize_terminal(120, 40)
        await rested(pilot)
        assert "Fills of buy BTC/USDT" in screen_text(pilot)


async def test_passing_over_an_order_never_shows_anothers_fills_under_its_name() -> None:
    service = AccountService.sample()
    async with shown(service, "orders", size=TALL) as pilot:
        service.gates["fills"] = asyncio.Event()
        await pilot.press("j")
        await pilot.pause()
        assert "900001" not in screen_text(pilot)
        assert "Fills of sell ETH/USDT:USDT" in screen_text(pilot)
        await pilot.pause(SOON * 2)
        await pilot.press("k")
        await pilot.pause(SOON * 2)
        service.gates["fills"].set()
        await calm(pilot)
        assert column(fills(pilot).table, "id") == ["900001", "900002"]


async def test_fills_that_cannot_be_read_say_why() -> None:
    service = AccountService.sample()
    service.failures["fills"] = LIMITED
    async with shown(service, "orders", size=TALL) as pilot:
        assert "Error: rate-limited" in screen_text(pilot)
        assert "Wait a minute." in screen_text(pilot)
        assert len(current(pilot).rows) == 2


async def test_fills_that_were_not_read_are_not_called_none() -> None:
    service = AccountService.sample()
    service.fill_document = Fills(NOW, (), (), (NotRead("main", "fills", "no such read here"),))
    async with shown(service, "orders", size=TALL) as pilot:
        assert "fills not read." in screen_text(pilot)
        assert "no such read here" in screen_text(pilot)


async def test_an_order_fills_further_in_its_place() -> None:
    service = AccountService.sample()
    async with shown(service, "orders", size=TALL) as pilot:
        further = replace(PARTLY, filled=Decimal("0.20"))
        more = filled(5, PARTLY, "0.10", "64990")
        service.fill_document = Fills(NOW, (*FILLS, more), (), ())
        event = AccountEvent("main", NOW, orders=orders_of(further))
        service.fed.put_nowait(event)
        await rested(pilot)
        assert [text.strip() for text in column(current(pilot), "filled")] == ["0.20", "0"]
        assert column(fills(pilot).table, "id") == ["900001", "900002", "900005"]
        assert "✓ add up: 0.20 of 0.20 filled" in screen_text(pilot)


async def test_an_order_that_was_filled_stays_and_says_so() -> None:
    service = AccountService.sample()
    async with shown(service, "orders", size=SHORT) as pilot:
        service.closed_rows = (replace(PARTLY, status="closed", filled=Decimal("0.25")),)
        service.fed.put_nowait(AccountEvent("main", NOW, orders=orders_of()))
        await rested(pilot)
        assert column(current(pilot), "state") == ["● filled", "○ open"]
        assert column(current(pilot), "done") == ["100 %", "0 %"]
        assert "1 open of 2" in screen_text(pilot)


async def test_an_order_that_ended_untold_is_not_called_open() -> None:
    service = AccountService.sample()
    async with shown(service, "orders", size=SHORT) as pilot:
        service.order_document = orders_of(UNTOUCHED)
        service.fed.put_nowait(AccountEvent("main", NOW, orders=orders_of()))
        await rested(pilot)
        assert column(current(pilot), "state") == ["? not told", "○ open"]


async def test_many_orders_that_ended_are_one_question() -> None:
    service = AccountService.sample()
    many = tuple(replace(PARTLY, id=str(n), symbol=f"A{n % 3}/USDT") for n in range(40))
    service.order_document = orders_of(*many)
    async with shown(service, "orders", size=SHORT) as pilot:
        service.failures["orders closed"] = LIMITED
        service.fed.put_nowait(AccountEvent("main", NOW, orders=orders_of()))
        await rested(pilot)
        assert service.calls.count("orders closed:main") == 1
        assert set(column(current(pilot), "state")) == {"? not told"}
        assert "rate-limited" in status(pilot)


async def test_a_new_order_appears_and_the_cursor_stays() -> None:
    service = AccountService.sample()
    async with shown(service, "orders", size=SHORT) as pilot:
        before = current(pilot).cursor_key
        new = replace(UNTOUCHED, id="800000", symbol="ADA/USDT")
        event = AccountEvent("grid-2", NOW, orders=orders_of(new, UNTOUCHED))
        service.fed.put_nowait(event)
        await rested(pilot)
        assert column(current(pilot), "symbol") == ["BTC/USDT", "ADA/USDT", "ETH/USDT:USDT"]
        assert current(pilot).cursor_key == before


async def test_closed_orders_do_not_change_by_events() -> None:
    service = AccountService.sample()
    async with shown(service, "orders", size=SHORT) as pilot:
        await pilot.press("c")
        await calm(pilot)
        service.fed.put_nowait(AccountEvent("main", NOW, orders=orders_of(PARTLY)))
        await rested(pilot)
        assert "BTC/USDT" in column(current(pilot), "symbol")
        assert "◐ partly" not in column(current(pilot), "state")


async def test_one_key_and_all_keys() -> None:
    service = AccountService.sample()
    async with shown(service, "orders") as pilot:
        await pilot.press("j", "K")
        await calm(pilot)
        assert "Orders › grid-2" in title(pilot)
        assert column(current(pilot), "symbol") == ["ETH/USDT:USDT"]
        await pilot.press("K")
        await calm(pilot)
        assert "Orders › all keys" in title(pilot)
        assert len(current(pilot).rows) == 2


async def test_no_orders_and_the_keys_that_lead_on() -> None:
    service = replace(AccountService.sample(), order_document=orders_of())
    async with shown(service, "orders", size=SHORT) as pilot:
        assert "No open orders." in screen_text(pilot)
        await pilot.press("K", "enter")
        assert "No open orders." in screen_text(pilot)


async def test_loading_then_an_error_then_rows() -> None:
    service = AccountService.sample()
    service.failures["orders open"] = LIMITED
    async with shown(service, "orders", size=SHORT) as pilot:
        assert "Error: rate-limited" in screen_text(pilot)
        del service.failures["orders open"]
        await pilot.press("r")
        await calm(pilot)
        assert len(current(pilot).rows) == 2
        service.failures["orders open"] = LIMITED
        await pilot.press("r")
        await calm(pilot)
        assert "rate-limited" in status(pilot)
        assert current(pilot).stale
        assert len(current(pilot).rows) == 2


async def test_markets_that_were_not_read_are_listed() -> None:
    gap = NotRead("main", "margin orders", "needs a symbol there")
    service = replace(AccountService.sample(), order_document=orders_of(*ORDERS, not_read=(gap,)))
    async with shown(service, "orders", size=SHORT) as pilot:
        assert "not read: e shows why" in screen_text(pilot)
        await pilot.press("e")
        await calm(pilot)
        assert "margin orders" in screen_text(pilot)
        assert "needs a symbol there" in screen_text(pilot)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_every_size_shows_state_market_and_progress(size: tuple[int, int]) -> None:
    async with shown(AccountService.sample(), "orders", size=size) as pilot:
        text = screen_text(pilot)
        assert "◐ partly" in text
        assert "0.25" in text
        assert "40 %" in text
        assert "BTC/USDT" in text


async def test_the_done_order_belongs_to_no_live_state() -> None:
    async with shown(AccountService.sample(), "orders", size=SHORT) as pilot:
        await pilot.press("a")
        await calm(pilot)
        assert "2 open of 6" in screen_text(pilot)
        assert DONE.symbol in column(current(pilot), "symbol")


async def test_a_plain_console_gets_only_ascii_and_no_sign_turns_into_a_doubt() -> None:
    app = make_app(AccountService.sample(), glyphs=ASCII)
    async with app.run_test(size=TALL) as pilot:
        await calm(pilot)
        for screen in ("orders", "balances", "add"):
            app.go(screen)
            await calm(pilot)
            body = "\n".join(
                line for line in screen_text(pilot).split("\n") if not set(line) & set("─━│┃")
            )
            assert body.isascii()
            assert "? partly" not in body
            assert "? told" not in body
