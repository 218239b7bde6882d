"""The configuration: what may be in it, and that others may not put a command there."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.domain.capabilities import Capability
from jungletui.domain.failures import UsageError
from jungletui.service.config import read_config
from jungletui.service.files import find_files


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    file = path / "config.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    config = read_config(tmp_path / "none.toml")
    assert (config.quote, config.passphrase_command) == ("USDT", None)
    assert set(config.policies) == {"bot", "read-only"}


def test_quote_command_and_policies_are_read(tmp_path: Path) -> None:
    text = """
    quote = "eur"
    passphrase_command = ["pass", "jungletui"]
    [policies.grid]
    required = ["read", ["trade.spot", "trade.margin"]]
    forbidden = ["withdraw"]
    ip_required = true
    """
    config = read_config(written(tmp_path, text))
    assert config.quote == "EUR"
    assert config.passphrase_command == ("pass", "jungletui")
    grid = config.policies["grid"]
    assert grid.required[0] == (Capability.READ,)
    assert grid.required[1] == (Capability.TRADE_SPOT, Capability.TRADE_MARGIN)
    assert grid.forbidden == (Capability.WITHDRAW,)
    assert "bot" in config.policies


def test_a_key_file_may_be_in_the_home_of_the_user(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, 'key_file = "~/stick/jungle.key"'))
    assert config.key_file == Path.home() / "stick" / "jungle.key"


@pytest.mark.parametrize(
    "text",
    [
        "quote = 5",
        "not toml",
        'passphrase_command = "pass jungletui"',
        "passphrase_command = []",
        '[policies.x]\nforbidden = ["fly"]',
        "policies = 5",
        "lock = 5",
        "key_file = 5",
        'key_file = "jungle.key"',
        '[lock]\nidle = "9h"',
        "[policies]\nx = 5",
    ],
)
def test_what_cannot_be_understood_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"config\.toml"):
        read_config(written(tmp_path, text))


def test_the_times_of_the_lock_are_read(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, '[lock]\nidle = "5m"\nagent_idle = "2h"'))
    assert (config.lock.idle, config.lock.agent_idle, config.lock.agent_max) == (300, 7200, 28800)


def test_a_command_in_a_file_that_others_may_change_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="chmod 600"):
        read_config(written(tmp_path, 'passphrase_command = ["x"]', 0o622))
    assert read_config(written(tmp_path, 'quote = "EUR"', 0o644)).quote == "EUR"


def test_places_with_a_home_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = find_files(tmp_path, {"JUNGLETUI_HOME": "/elsewhere"})
    assert given.vault == tmp_path / "vault.cxv"
    assert find_files(None, {"JUNGLETUI_HOME": str(tmp_path)}) == given
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = find_files(None, {})
    assert found.vault == tmp_path / "data" / "jungletui" / "vault.cxv"
    assert found.seen.is_relative_to(tmp_path / "state" / "jungletui")


def test_egress_addresses_are_read(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, 'egress = ["203.0.113.7", "2001:DB8::7"]'))
    assert config.egress == ("203.0.113.7", "2001:db8::7")
    assert read_config(tmp_path / "none.toml").egress == ()


@pytest.mark.parametrize("text", ['egress = "203.0.113.7"', 'egress = ["here"]', "egress = [7]"])
def test_egress_that_is_no_list_of_addresses_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="egress"):
        read_config(written(tmp_path, text))
