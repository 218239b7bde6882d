"""Changing what was chosen about a key, its way to the exchange above all; the proxy is secret."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jungletui.domain.failures import UsageError
from jungletui.domain.routes import Family
from jungletui.tui.screens.edit_key import EditScreen
from tests.tui.account_service import AccountService
from tests.tui.fake_service import FakeService
from tests.tui.harness import SIZES, column, press, running, screen_text, status, table
from tests.tui.piloting import paste

pytestmark = pytest.mark.slow

PROXY = "socks5h://ada:canary-71f0@proxy.example:1080"


async def test_only_what_is_otherwise_is_sent():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "e", "end", "2", "down", "right", "ctrl+s")
        (changes,) = service.edits
        assert (changes.name, changes.policy) == ("main2", "read-only")
        assert changes.environment is changes.endpoint is changes.proxy is changes.tags is None
        assert "main2" in column(table(pilot), "name")
        await press(pilot, "e", "ctrl+s")
        assert len(service.edits) == 1, "nothing was changed"


async def test_a_proxy_is_never_shown_and_excludes_a_family():
    service = FakeService.sample()
    async with running(service, SIZES[0]) as pilot:
        await press(pilot, "e", *["down"] * 4)
        await paste(pilot, PROXY)
        await press(pilot, "down", "right", "ctrl+s")
        assert isinstance(pilot.app.screen, EditScreen)
        assert "Behind a proxy the address family is the proxy's." in screen_text(pilot)
        assert "canary" not in screen_text(pilot)
        await press(pilot, "left", "ctrl+s")
        (changes,) = service.edits
        assert changes.proxy == PROXY
        assert changes.family is None
        assert "canary" not in repr(changes)


async def test_a_proxy_that_is_there_stays_or_is_taken_away():
    service = FakeService.sample()
    first = replace(service.keys[0], proxy="http://***@proxy.example:3128")
    service.keys = (first, *service.keys[1:])
    async with running(service) as pilot:
        await press(pilot, "e")
        assert "http://***@proxy.example:3128: stays" in screen_text(pilot)
        await press(pilot, *["down"] * 4, "-", "down", "right", "right", "ctrl+s")
        (changes,) = service.edits
        assert changes.proxy == ""
        assert changes.family is Family.V6


async def test_a_name_that_is_taken_or_empty_and_a_text_that_is_no_proxy():
    service = FakeService.sample()
    async with running(service) as pilot:
        await press(pilot, "e", "ctrl+u", "ctrl+s")
        assert "needs a name" in screen_text(pilot)
        await press(pilot, *"tax", "ctrl+s")
        assert "A key named tax exists." in screen_text(pilot)
        await press(pilot, *["down"] * 4, *"ftp://x", "ctrl+s")
        await press(pilot, *["up"] * 4, "end", "2", "ctrl+s")
        assert "That is no proxy." in screen_text(pilot)
        await press(pilot, "escape")
        assert service.edits == []
        service.failures["keys_edit"] = UsageError("Another has this name.", "Choose.")
        await press(pilot, "e", "end", "2", "ctrl+s")
        assert "Another has this name." in status(pilot)


async def test_a_new_key_takes_a_proxy_or_a_family_along():
    service = AccountService.sample()
    async with running(service) as pilot:
        await press(pilot, "a", "enter", *"bot", "tab")
        await paste(pilot, "Kq7Wm2Zp9Xc4Vb6Nn8")
        await press(pilot, "tab")
        await paste(pilot, "Zz7Wm2Zp9Xc4Vb6Nn8")
        await press(pilot, *["tab"] * 4)
        await paste(pilot, PROXY)
        await press(pilot, "tab", "right", "ctrl+s")
        text = screen_text(pilot)
        assert "Behind a proxy the address family is the proxy's." in text
        assert "canary" not in text
        await press(pilot, "tab", "left", "ctrl+s", "ctrl+s")
        ((profile, credential, _),) = service.added
        assert (profile.proxy, profile.family) == (PROXY, Family.ANY)
        assert set(credential) == {"apiKey", "secret"}, "the proxy is no part of the credential"
