"""Finding this host's address is opt-in: off, stated, asked; and a diagnosis names it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.routes import Route
from jungletui.domain.secret import Secret
from jungletui.exchanges import egress as asking
from jungletui.service.config import Config
from jungletui.service.diagnosing import diagnose
from jungletui.service.egress import addresses_of, egress_of, stated_egress
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault
from tests.exchanges.proxies import http_proxy
from tests.exchanges.server import Answer, playing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REFUSED = Answer('{"code": "400006", "msg": "The requested ip address is not allowed"}', status=400)


def key_at(endpoint: str | None, **chosen: object) -> Key:
    fields = {
        "apiKey": "5fc5e1f9b0a1c20006d0a1b2",
        "secret": "5fc5e1f9-b0a1-4c20-8d0a-1b2c3d4e5f60",
        "password": "made-up words",
    }
    credential = {name: Secret(text) for name, text in fields.items()}
    profile = replace(KeyProfile("main", "kucoin", endpoint=endpoint), **chosen)
    return Key(profile, credential, NOW)


@pytest.fixture
async def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[State]:
    monkeypatch.setattr(asking, "has_family", lambda family: family is asking.Family.V4)
    sources = PassphraseSources(None, None, None, {}, tty=False)
    made = State(find_files(tmp_path, {}), sources)
    yield made
    await made.close()


async def test_nobody_is_asked_by_default(state: State) -> None:
    async with playing({"*": Answer('"203.0.113.9"')}) as played:
        assert await egress_of(state, key_at(played.endpoint)) is None
    assert played.log == []


async def test_the_exchange_is_asked_where_it_is_switched_on(state: State) -> None:
    state.config = Config(lookup="exchange")
    async with playing({"*": Answer('{"code": "200000", "data": "203.0.113.9"}')}) as played:
        found = await egress_of(state, key_at(played.endpoint))
    assert found is not None
    assert (found.v4, found.v6, found.source) == ("203.0.113.9", "", "kucoin")
    assert addresses_of(found) == ("203.0.113.9",)
    assert played.paths() == ["GET /api/ua/v1/user/my-ip"]


async def test_a_service_is_asked_by_the_proxy_of_the_key(state: State) -> None:
    async with playing({"GET /me": Answer("198.51.100.4")}) as service, http_proxy() as proxy:
        state.config = Config(
            lookup=f"{service.endpoint}/me", egress=("203.0.113.9",), routes={"okx": Route()}
        )
        found = await egress_of(state, key_at(None, proxy=proxy.url))
        assert found is not None
        assert (found.v4, found.v6) == ("198.51.100.4", None)
        assert len(proxy.asked) == 1
        stated = await egress_of(state, key_at(None))
        assert stated is not None
        assert (stated.v4, stated.source) == ("203.0.113.9", "configuration")


async def test_a_key_that_cannot_be_used_has_no_address(state: State) -> None:
    state.config = Config(lookup="exchange")
    assert await egress_of(state, key_at("http://203.0.113.1:80")) is None


def test_several_stated_addresses_of_one_family_are_none_in_particular() -> None:
    found = stated_egress(("203.0.113.9", "203.0.113.10", "2001:db8::9"), NOW)
    assert (found.v4, found.v6) == (None, "2001:db8::9")
    assert "203.0.113.10" in found.evidence


async def test_a_diagnosis_names_the_address_that_was_refused(state: State) -> None:
    state.config = Config(lookup="exchange")
    script = {
        "GET /api/v1/timestamp": Answer(f'{{"code": "200000", "data": {_now()}}}'),
        "GET /api/ua/v1/user/my-ip": Answer('{"code": "200000", "data": "203.0.113.9"}'),
        "*": REFUSED,
    }
    async with playing(script) as played:
        state.vault = MemoryVault(Content(b"f" * 32, (key_at(played.endpoint),)), Path("demo"))
        (row,) = (await diagnose(state, ())).keys
    assert row.cause == "ip-not-allowed"
    assert "This host leaves by 203.0.113.9" in row.evidence


def _now() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)
