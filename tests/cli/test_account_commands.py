"""positions, movements, executions and one order end to end: program, service, sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.domain.documents import Balances, Fills
from jungletui.domain.reading_documents import Executions, Movements, OneOrder, Positions
from tests.cli.conftest import make_vault
from tests.cli.program import jungletui
from tests.cli.test_reading_commands import add

BINANCE = "binance-hummingbot"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, samples: Mapping[str, Mapping[str, Any]]
) -> Path:
    """Two keys with positions, and one of an exchange that has none."""
    home = make_vault(tmp_path_factory.mktemp("filled") / "home")
    (home / "config.toml").write_text('[holders.hummingbot]\nclient_id_prefixes = ["nobody-"]\n')
    for name in (BINANCE, "okx-trend"):
        added = add(home, samples[name], "--no-verify", "--holder", "hummingbot")
        assert added.code == 0, added.err
    return home


def test_positions(filled: Path) -> None:
    done = jungletui(filled, "positions", "--json")
    assert done.code == 0, done.err
    document = msgspec.json.decode(done.out, type=Positions)
    assert {row.key for row in document.rows} == {BINANCE, "okx-trend"}
    for row in document.rows:
        assert row.side in ("long", "short")
        assert row.entry_price
        assert row.mark_price
        assert row.leverage
    shown = jungletui(filled, "positions")
    assert document.rows[0].symbol in shown.text


def test_movements(filled: Path) -> None:
    done = jungletui(filled, "movements", BINANCE, "--since", "200d", "--json")
    assert done.code == 0, done.err
    rows = msgspec.json.decode(done.out, type=Movements).rows
    assert {row.kind for row in rows} == {"deposit", "withdrawal"}
    assert [row.created_at for row in rows] == sorted(
        (row.created_at for row in rows), reverse=True
    )
    shown = jungletui(filled, "movements", BINANCE, "--since", "200d", "--withdrawals").text
    assert "withdrawal" in shown
    assert "deposit " not in shown
    assert (
        "No deposits or withdrawals"
        in jungletui(filled, "movements", BINANCE, "--since", "1h").text
    )
    assert jungletui(filled, "movements", "--since", "yesterday").code == 2


def test_executions_and_strangers(filled: Path) -> None:
    done = jungletui(filled, "executions", "--json")
    assert done.code == 0, done.err
    document = msgspec.json.decode(done.out, type=Executions)
    assert {row.outcome.value for row in document.rows} >= {"filled", "open"}
    assert document.doubts == ()
    assert document.prefixes
    assert all(row.known is False for row in document.prefixes)
    shown = jungletui(filled, "executions", BINANCE)
    assert "STRANGER" in shown.text
    assert "not read" in shown.text


def test_one_order_with_its_fills(filled: Path) -> None:
    fills = msgspec.json.decode(jungletui(filled, "fills", BINANCE, "--json").out, type=Fills)
    last = fills.rows[0]
    done = jungletui(filled, "orders", BINANCE, "--id", str(last.order_id), "--json")
    assert done.code == 0, done.err + done.text
    document = msgspec.json.decode(done.out, type=OneOrder)
    assert document.order.id == last.order_id
    assert last.id in {fill.id for fill in document.fills}
    assert document.execution.filled == document.order.filled
    text = jungletui(
        filled, "orders", BINANCE, "--id", str(last.order_id), "--symbol", last.symbol
    ).text
    assert text.count(str(last.order_id)) > 1


def test_bad_input(filled: Path) -> None:
    assert jungletui(filled, "orders", "--id", "1").code == 2
    nearest = jungletui(filled, "orders", BINANCE, "--symbol", "BTC/USTD", "--json")
    assert nearest.code == 1
    [error] = nearest.document["errors"]
    assert "no market BTC/USTD" in error["message"]
    assert "BTC/USDT" in error["remedy"]
    missing = jungletui(filled, "orders", BINANCE, "--id", "4", "--json")
    assert missing.code == 1
    assert "--symbol" in missing.document["error"]["remedy"]
    assert jungletui(filled, "balances", "--dust", "little").code == 2


def test_small_change_is_folded_and_can_be_opened(filled: Path) -> None:
    # of both keys: what is locked in orders is never folded, and at times that is most of one
    folded = jungletui(filled, "balances", "--dust", "100000000")
    assert "small change: " in folded.text
    assert "USDT" in folded.text.split("small change")[0]
    opened = jungletui(filled, "balances", "--dust", "100000000", "--all")
    assert "small change" not in opened.text
    document = msgspec.json.decode(
        jungletui(filled, "balances", BINANCE, "--json").out, type=Balances
    )
    for row in document.rows:
        assert f" {row.asset} " in opened.text
        assert (row.price is None) == (row.value is None)
        if row.price is not None:
            assert row.price_at is not None
            assert row.price_path[0] == row.asset
            assert row.price_path[-1] == "USDT"
