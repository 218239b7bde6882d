"""Where the vault lives."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jungletui.vault.paths import default_paths, paths_in


def test_one_home_holds_both(tmp_path: Path):
    paths = paths_in(tmp_path)
    assert (paths.vault, paths.seen) == (tmp_path / "vault.cxv", tmp_path / "seen.toml")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has places of its own")
def test_the_xdg_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    paths = default_paths()
    assert paths.vault == tmp_path / "data" / "jungletui" / "vault.cxv"
    assert paths.seen == tmp_path / "state" / "jungletui" / "seen.toml"
