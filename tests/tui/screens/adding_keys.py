"""The steps of adding a key, as keys are pressed, and where a secret may never be."""

from __future__ import annotations

from jungletui.tui.screens.add_key_form import CHECK_AFTER, KeyForm
from jungletui.tui.widgets.secret_input import SecretInput
from tests.tui.harness import screen_text, table
from tests.tui.piloting import calm, paste

API_KEY = "Kq7Wm2Zp9Xc4Vb6Nn8"
SECRET = "Sj5Hg3Fd1Ls0Po9Iu7Yt"
WIDE, NARROW = (120, 40), (80, 24)


async def choose(pilot, exchange: str = "binance") -> None:
    table(pilot, "add-exchanges").move_to(exchange)
    await pilot.press("enter")
    await calm(pilot)


async def checked(pilot) -> None:
    """Wait until what was pasted was checked."""
    await pilot.pause(CHECK_AFTER * 2)
    await calm(pilot)


async def fill(pilot, name: str = "my-bot") -> None:
    """Name and credential, from the first field on."""
    await pilot.press(*name, "tab")
    await paste(pilot, API_KEY)
    await pilot.press("tab")
    await paste(pilot, SECRET)
    await checked(pilot)


async def verify(pilot) -> None:
    await pilot.press("ctrl+s")
    await calm(pilot)


def form(pilot) -> KeyForm:
    return pilot.app.screen.query_one(KeyForm)


def field(pilot, name: str) -> SecretInput:
    return pilot.app.screen.query_one(f"#credential-{name}", SecretInput)


def is_nowhere(pilot, *texts: str) -> bool:
    """Whether none of these is in anything that leaves the program's memory."""
    app = pilot.app
    seen = (screen_text(pilot), app.export_screenshot(), app.clipboard, repr(app.screen.tree))
    return not any(text in part for text in texts for part in seen)
