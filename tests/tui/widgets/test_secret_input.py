"""The credential field: it keeps what is pasted, shows its length, and lets nothing out."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from jungletui.domain.credentials import FieldCheck
from jungletui.domain.secret import Secret
from jungletui.tui.widgets.secret_input import LONGEST, SecretInput
from tests.tui.exchange_samples import PEM

TEXT = "Sup3rS3cretText0fMyOwn"


class Form(App[None]):
    """Two fields, and a binding that a secret must not press."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def __init__(self, *, readable: bool = False) -> None:
        super().__init__()
        self.readable = readable
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield SecretInput("secret", readable=self.readable)
        yield Input()

    def on_secret_input_changed(self, event: SecretInput.Changed) -> None:
        self.heard.append(event)

    def on_secret_input_submitted(self, event: SecretInput.Submitted) -> None:
        self.heard.append(event)

    @property
    def field(self) -> SecretInput:
        return self.query_one(SecretInput)

    @property
    def words(self) -> str:
        return self.field.render().plain

    async def paste(self, text: str, pilot) -> None:
        self.post_message(events.Paste(text))
        await pilot.pause()


async def test_typing_appends_and_backspace_takes_away() -> None:
    async with (app := Form()).run_test() as pilot:
        await pilot.press(*"quit!", "space", "backspace", "backspace")
        assert app.field.secret == Secret("quit")
        assert app.words == "4 characters ▏"
        assert app.is_running


async def test_a_paste_replaces_and_keeps_every_line() -> None:
    async with (app := Form()).run_test() as pilot:
        await pilot.press("x")
        await app.paste(PEM, pilot)
        assert app.field.secret == Secret(PEM)
        assert app.words.startswith(f"{len(PEM)} characters in 3 lines")
        await app.paste(PEM.replace("\n", "\r"), pilot)
        assert app.field.secret == Secret(PEM)
        await app.paste(PEM.replace("\n", "\r\n"), pilot)
        assert app.field.secret == Secret(PEM)


@pytest.mark.slow
async def test_pem_typed_line_by_line_does_not_run_over_into_the_next_field() -> None:
    async with (app := Form()).run_test() as pilot:
        lines = PEM.strip().split("\n")
        for line in lines:
            await pilot.press(*("space" if c == " " else c for c in line), "enter")
        assert app.field.secret == Secret(PEM.strip())
        assert app.query_one(Input).value == ""
        assert isinstance(app.heard[-1], SecretInput.Submitted)


async def test_what_is_too_long_is_not_taken_and_said_so() -> None:
    async with (app := Form()).run_test() as pilot:
        await app.paste("a" * LONGEST, pilot)
        await app.paste("b" * (LONGEST + 1), pilot)
        assert app.field.length == LONGEST
        assert "too long" in app.words
        await pilot.press("ctrl+u")
        assert app.words == "paste it here ▏"


@pytest.mark.parametrize("key", ["ctrl+u", "delete"])
async def test_one_key_empties_it(key: str) -> None:
    async with (app := Form()).run_test() as pilot:
        await app.paste(TEXT, pilot)
        await pilot.press(key)
        assert app.field.length == 0


async def test_there_is_nothing_to_copy_cut_or_select() -> None:
    async with (app := Form()).run_test() as pilot:
        await app.paste(TEXT, pilot)
        for keys in ("ctrl+shift+a", "shift+home", "ctrl+x", "ctrl+c", "super+c", "ctrl+a"):
            await pilot.press(keys)
        await pilot.double_click(SecretInput)
        await pilot.press("ctrl+c")
        assert app.words == "cannot be copied ▏"
        assert app.field.length == len(TEXT)
        assert not app.clipboard
        assert not app.screen.get_selected_text()


async def test_it_is_in_no_rendering_no_repr_and_no_message() -> None:
    async with (app := Form()).run_test() as pilot:
        await app.paste(TEXT, pilot)
        app.field.show_check(FieldCheck("secret", "ok", len(TEXT), ""))
        await pilot.pause()
        seen = (app.export_screenshot(), repr(app.field), str(app.heard), app.words)
        assert not any(TEXT in text or TEXT[:6] in text for text in seen)
        assert app.words == f"{len(TEXT)} characters · ✓ fits ▏"


async def test_neither_keys_nor_pastes_reach_textuals_log(monkeypatch, tmp_path) -> None:
    log = tmp_path / "textual.log"
    monkeypatch.setattr("textual.constants.LOG_FILE", str(log))
    async with (app := Form()).run_test() as pilot:
        await app.paste(TEXT, pilot)
        await pilot.press(*"Zq7")
        await pilot.press("tab", "w")
    logged = log.read_text(encoding="utf-8")
    assert "character='w'" in logged
    assert TEXT not in logged
    assert not any(f"character='{letter}'" in logged for letter in "Zq7")


async def test_a_changed_text_has_no_verdict_any_more() -> None:
    async with (app := Form()).run_test() as pilot:
        await app.paste(TEXT, pilot)
        app.field.show_check(FieldCheck("secret", "wrong", 3, "too short"))
        assert "✗ wrong" in app.words
        await pilot.press("x")
        assert "wrong" not in app.words


async def test_taken_off_the_screen_it_holds_nothing() -> None:
    async with (app := Form()).run_test() as pilot:
        await app.paste(TEXT, pilot)
        field = app.field
        await field.remove()
        assert field.length == 0


@pytest.mark.parametrize(
    ("text", "verdict", "shown"),
    [
        ("12345678", "ok", True),
        ("12345678", "doubtful", False),
        ("12345678", None, False),
        ("0x" + "a" * 64, "ok", False),
    ],
)
async def test_a_readable_id_is_shown_only_once_it_fits(
    text: str, verdict: str | None, shown: bool
) -> None:
    async with (app := Form(readable=True)).run_test() as pilot:
        await app.paste(text, pilot)
        app.field.show_check(verdict and FieldCheck("uid", verdict, len(text), ""))
        assert (text in app.words) is shown
