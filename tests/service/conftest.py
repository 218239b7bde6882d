"""Keys that are followed without any pause."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.service import polling, watching, watching_positions
from tests.service.followed import Accounts, accounts_in


@pytest.fixture
async def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setattr(watching, "PAUSE", 0.0)
    monkeypatch.setattr(watching_positions, "PAUSE", 0.0)
    monkeypatch.setattr(polling, "GAP", 0.0)
    return accounts_in(tmp_path)
