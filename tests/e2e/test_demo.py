"""The demo as somebody sees it who has only pasted the README's line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, terminal

SIZES = [(120, 40), (80, 24)]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_demo_shows_keys_rights_balances_and_orders(
    tmp_path: Path, columns: int, rows: int
) -> None:
    with terminal([*JUNGLETUI, "demo"], tmp_path, columns, rows) as console:
        console.wait_for("binance")
        console.wait_for("withdraw")
        console.send("\r")
        console.wait_for("JT-WD-001")
        console.send("b")
        console.wait_for("USDT")
        console.send("3")
        console.wait_for("BTC/USDT")
        console.send("?")
        console.wait_for("Help")
        console.send("-")
        console.wait_for("Orders")
        console.send("q")
        assert console.exit_code() == 0
    assert console.raw.count(ALT_SCREEN_ON) == console.raw.count(ALT_SCREEN_OFF) == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()], "the demo wrote something"
