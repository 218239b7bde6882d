"""What `doctor` says of the way out of this host; nobody is asked for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.domain.routes import Family, Route
from jungletui.service import diagnostics
from jungletui.service.config import Config
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources


def rows(home: Path, config: Config) -> dict[str, diagnostics.DoctorRow]:
    sources = PassphraseSources(None, None, None, {}, tty=False)
    state = State(find_files(home, {}), sources, config=config)
    found = (check(state) for check in (diagnostics._egress, diagnostics._routes))
    return {row.check: row for row in found}


@pytest.mark.parametrize(
    ("config", "status", "words"),
    [
        (Config(), "unknown", "egress.lookup is off"),
        (Config(egress=("203.0.113.7",)), "ok", "states 203.0.113.7"),
        (Config(lookup="exchange"), "ok", "its exchange is asked"),
        (Config(lookup="https://ip.example/"), "ok", "https://ip.example/ is asked"),
    ],
)
def test_who_is_asked_for_the_address(
    tmp_path: Path, config: Config, status: str, words: str
) -> None:
    row = rows(tmp_path, config)["egress"]
    assert row.status == status
    assert words in row.detail
    assert bool(row.remedy) is (status == "unknown")


def test_routes_are_named(tmp_path: Path) -> None:
    routes = {"okx": Route("socks5://proxy.example:1080"), "bybit": Route(family=Family.V4)}
    detail = rows(tmp_path, Config(routes=routes))["routes"].detail
    assert detail == "bybit by IPv4 only, okx by the proxy socks5://proxy.example:1080"
    assert rows(tmp_path, Config())["routes"].detail == "all exchanges directly"
