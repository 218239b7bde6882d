"""inspect, balances, orders and fills end to end: program, service, sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.domain.documents import Balances, Fills, Inspection, Orders
from tests.cli.conftest import make_vault
from tests.cli.program import Done, jungletui

GOOD = ("binance-freqtrade", "bybit-grid", "okx-trend", "kraken-dca")
NOWHERE = "http://127.0.0.1:9"

pytestmark = pytest.mark.slow


def add(home: Path, sample: Mapping[str, Any], *more: str, **changed: str) -> Done:
    key = {**sample, **changed}
    return jungletui(
        home,
        *("keys", "add", key["name"], "--exchange", key["exchange"]),
        *("--environment", key["environment"], "--endpoint", key["endpoint"]),
        *("--policy", key["policy"], *more),
        given=key["credential"],
    )


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, samples: Mapping[str, Mapping[str, Any]]
) -> Path:
    """A vault with one good key of each exchange of the sandbox."""
    home = make_vault(tmp_path_factory.mktemp("filled") / "home")
    for name in GOOD:
        added = add(home, samples[name], "--no-verify")
        assert added.code == 0, added.err
    return home


def test_inspect_shows_the_rights_of_every_key(filled: Path) -> None:
    done = jungletui(filled, "inspect", "--json")
    assert done.code == 0, done.err
    document = msgspec.json.decode(done.out, type=Inspection)
    assert [key.name for key in document.keys] == sorted(GOOD)
    for key in document.keys:
        assert key.error is None
        assert len(key.capabilities) == 9
        assert key.capabilities["read"].grant == "granted"
        assert key.access == "trade"


def test_balances_have_values_and_a_total(filled: Path) -> None:
    done = jungletui(filled, "balances", "--json", "--quote", "USDT")
    assert done.code == 0, done.err
    document = msgspec.json.decode(done.out, type=Balances)
    assert {row.key for row in document.rows} == set(GOOD)
    assert document.quote == "USDT"
    values = [row.value for row in document.rows if row.value is not None]
    assert values
    assert document.total == sum(values)
    assert b"E-" not in done.out


@pytest.mark.parametrize(("command", "kind"), [("orders", Orders), ("fills", Fills)])
def test_orders_and_fills_are_newest_first(filled: Path, command: str, kind: Any) -> None:
    done = jungletui(filled, command, "--json")
    assert done.code == 0, done.err
    rows = msgspec.json.decode(done.out, type=kind).rows
    assert {row.key for row in rows} <= set(GOOD)
    assert rows
    times = [row.created_at if command == "orders" else row.at for row in rows]
    assert times == sorted(times, reverse=True)


def test_names_choose_keys_and_text_is_a_table(filled: Path) -> None:
    done = jungletui(filled, "balances", "okx-trend")
    assert done.code == 0
    assert "okx-trend" in done.text
    assert "kraken-dca" not in done.text
    assert "\x1b" not in done.text


def test_no_secret_is_in_any_output(filled: Path, samples: Mapping[str, Mapping[str, Any]]) -> None:
    shown = "".join(
        done.text + done.err
        for done in (
            jungletui(filled, "inspect", "--json", "--debug"),
            jungletui(filled, "inspect"),
            jungletui(filled, "balances", "--debug"),
        )
    )
    for name in GOOD:
        for field, text in samples[name]["credential"].items():
            assert text not in shown, f"{field} of {name} was printed"


def test_a_good_key_is_verified_and_saved(
    home: Path, samples: Mapping[str, Mapping[str, Any]]
) -> None:
    added = add(home, samples["okx-trend"], "--json")
    assert added.code == 0, added.err + added.text
    assert added.document["acceptable"]
    assert added.document["saved"]


@pytest.mark.parametrize("name", ["binance-coppervine", "kraken-old"])
def test_a_key_that_can_withdraw_is_refused_with_reasons(
    home: Path, samples: Mapping[str, Mapping[str, Any]], name: str
) -> None:
    refused = add(home, samples[name], "--json")
    assert refused.code == 6, refused.err + refused.text
    assert "ithdraw" in refused.document["error"]["message"]
    assert jungletui(home, "keys", "list", "--json").document["keys"] == []


def test_a_wrong_secret_is_refused_by_the_exchange(
    home: Path, samples: Mapping[str, Mapping[str, Any]]
) -> None:
    sample = samples["binance-freqtrade"]
    credential = {
        **sample["credential"],
        "secret": samples["binance-tracker"]["credential"]["secret"],
    }
    refused = add(home, {**sample, "credential": credential}, "--json")
    assert refused.code == 6
    assert credential["secret"] not in refused.text + refused.err


def test_one_exchange_down_leaves_the_others(
    home: Path, samples: Mapping[str, Mapping[str, Any]]
) -> None:
    add(home, samples["okx-trend"], "--no-verify")
    add(home, samples["binance-freqtrade"], "--no-verify", endpoint=NOWHERE)
    done = jungletui(home, "balances", "--json")
    assert done.code == 1, done.err
    document = msgspec.json.decode(done.out, type=Balances)
    assert {row.key for row in document.rows} == {"okx-trend"}
    (failure,) = document.errors
    assert (failure.key, failure.kind) == ("binance-freqtrade", "unreachable")
    inspected = jungletui(home, "inspect", "--json")
    assert inspected.code == 1
    assert [bool(key["error"]) for key in inspected.document["keys"]] == [True, False]


def test_all_down_is_unreachable(home: Path, samples: Mapping[str, Mapping[str, Any]]) -> None:
    add(home, samples["binance-freqtrade"], "--no-verify", endpoint=NOWHERE)
    assert jungletui(home, "inspect", "--json").code == 4
    assert jungletui(home, "orders", "binance-freqtrade").code == 4
    unverified = add(home, samples["okx-trend"], "--json", endpoint=NOWHERE)
    assert unverified.code == 4, unverified.text
