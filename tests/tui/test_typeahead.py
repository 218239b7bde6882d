"""Keys and pastes that arrive in one read: none goes to the place that had the keyboard before."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from jungletui.tui.typeahead import TypeAhead
from tests.tui.account_service import AccountService
from tests.tui.fake_service import FakeService
from tests.tui.harness import running, screen_text, table
from tests.tui.piloting import calm, shown
from tests.tui.screens.adding_keys import choose, field

PASTED = "Sj5Hg3Fd1Ls0Po9Iu7Yt"


def burst(pilot, *arrivals: str | events.Paste) -> None:
    """Post everything at once, as one read of the terminal does."""
    for arrival in arrivals:
        pilot.app.post_message(_key(arrival) if isinstance(arrival, str) else arrival)


def _key(name: str) -> events.Key:
    return events.Key(name, name if len(name) == 1 else None)


async def test_a_paste_right_behind_tab_goes_to_the_next_field() -> None:
    async with shown(AccountService.sample(), "add") as pilot:
        await choose(pilot)
        burst(pilot, *"bot", "tab", events.Paste(PASTED), "tab", events.Paste(PASTED[::-1]))
        await calm(pilot)
        names = [widget.value for widget in pilot.app.screen.query(Input)]
        assert "bot" in names
        assert PASTED not in "".join(names)
        lengths = [field(pilot, name).length for name in ("apiKey", "secret")]
        assert lengths == [len(PASTED), len(PASTED)]
        assert PASTED not in screen_text(pilot)


async def test_letters_right_behind_the_slash_are_the_filter() -> None:
    async with running(FakeService.sample()) as pilot:
        before = len(table(pilot).shown)
        burst(pilot, "slash", *"grid")
        await pilot.pause()
        await pilot.pause()
        assert 0 < len(table(pilot).shown) < before


async def test_a_key_whose_widget_goes_away_holds_up_nobody() -> None:
    async with running(FakeService.sample()) as pilot:
        burst(pilot, "question_mark", "escape", "2", "1", "slash", *"grid")
        for _ in range(200):  # until the key that lost its widget was given up, however slowly
            if [row.key for row in table(pilot).shown] == ["grid-2"]:
                break
            await pilot.pause(0.1)
        assert [row.key for row in table(pilot).shown] == ["grid-2"]


async def test_an_app_that_ends_hands_on_nothing_more() -> None:
    delivered: list[events.Event] = []

    async def deliver(event: events.Event) -> None:
        delivered.append(event)

    async with running(FakeService.sample()) as pilot:
        waiting = TypeAhead(pilot.app, deliver)
        await waiting.arrived(_key("a"))
    waiting._done = 0  # as if it had not come all the way up
    waiting._waiting.append(_key("b"))
    await waiting._handled(1)
    assert [event.key for event in delivered if isinstance(event, events.Key)] == ["a"]
