"""Where the files are: one folder where one is named, else the desktop's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jungletui.service.files import find_files


def test_one_home_holds_all(tmp_path: Path) -> None:
    files = find_files(tmp_path, {"JUNGLETUI_HOME": "/elsewhere"})
    assert (files.vault, files.seen) == (tmp_path / "vault.cxv", tmp_path / "seen.toml")
    assert (files.config, files.cache) == (tmp_path / "config.toml", tmp_path / "cache")
    assert find_files(None, {"JUNGLETUI_HOME": str(tmp_path)}) == files


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has places of its own")
def test_the_xdg_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    files = find_files(None, {})
    assert files.config == tmp_path / "config" / "jungletui" / "config.toml"
    assert files.vault == tmp_path / "data" / "jungletui" / "vault.cxv"
    assert files.seen == tmp_path / "state" / "jungletui" / "seen.toml"
    assert files.cache == tmp_path / "cache" / "jungletui"
