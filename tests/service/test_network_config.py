"""The configuration of the network: stated addresses, who may be asked, routes to exchanges."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import KeyProfile
from jungletui.domain.routes import DIRECT, Family, Route
from jungletui.service.config import read_config
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from tests.service.test_config import written


def test_nobody_is_asked_unless_it_is_switched_on(tmp_path: Path) -> None:
    assert read_config(tmp_path / "none.toml").lookup == "off"
    assert read_config(written(tmp_path, 'egress = ["203.0.113.7"]')).lookup == "off"
    assert read_config(written(tmp_path, "[egress]")).lookup == "off"


@pytest.mark.parametrize(
    "who", ["off", "exchange", "https://ip.example/plain", "http://127.0.0.1:8080/"]
)
def test_who_is_asked(tmp_path: Path, who: str) -> None:
    text = f'[egress]\nlookup = "{who}"\naddresses = ["2001:DB8::7"]'
    config = read_config(written(tmp_path, text))
    assert (config.lookup, config.egress) == (who, ("2001:db8::7",))


@pytest.mark.parametrize(
    "text",
    [
        '[egress]\nlookup = "always"',
        "[egress]\nlookup = true",
        '[egress]\nlookup = "http://ip.example/"',
        '[egress]\nlookup = "https://"',
        '[egress]\nlookup = "https://who:word@ip.example/"',
        '[egress]\naddresses = "203.0.113.7"',
        "[egress]\nother = 1",
        "egress = 5",
    ],
)
def test_who_cannot_be_asked(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"config\.toml: egress"):
        read_config(written(tmp_path, text))


def test_routes_to_exchanges(tmp_path: Path) -> None:
    text = """
    [exchanges.okx]
    proxy = "socks5h://proxy.example:1080"
    [exchanges.bybit]
    family = "v4"
    """
    config = read_config(written(tmp_path, text))
    assert config.routes["okx"] == Route("socks5h://proxy.example:1080")
    assert config.routes["bybit"] == Route(family=Family.V4)
    sources = PassphraseSources(None, None, None, {}, tty=False)
    state = State(find_files(tmp_path, {}), sources, config=config)
    own = KeyProfile("k", "okx", proxy="http://127.0.0.1:3128")
    assert state.route(KeyProfile("k", "okx")) == config.routes["okx"]
    assert state.route(own) == Route("http://127.0.0.1:3128")
    assert state.route(KeyProfile("k", "kraken")) is DIRECT
    demo = State(find_files(tmp_path, {}), sources, config=config, demo_fd=0)
    assert demo.route(own) is DIRECT


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('proxy = "socks5://who:made-up-word@proxy.example:1080"', "password"),
        ('proxy = "proxy.example"', "no proxy"),
        ("proxy = 5", "not a text"),
        ('family = "v5"', "family"),
        ("family = 4", "family"),
        ('proxy = "http://proxy.example:1"\nfamily = "v6"', "family"),
        ('prox = "http://proxy.example:1"', "other fields"),
    ],
)
def test_what_is_no_route(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        read_config(written(tmp_path, f"[exchanges.okx]\n{row}"))
    assert "made-up-word" not in caught.value.message


@pytest.mark.parametrize("text", ["exchanges = 5", "[exchanges]\nokx = 5"])
def test_what_is_no_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="exchanges is no table"):
        read_config(written(tmp_path, text))
