"""What the clients of one agent share at the exchanges: an exchange that stopped one stops all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import jungletui
from tests.cli.test_reading_commands import add
from tests.client.agents import agent, command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="agents are proven where procfs is"),
]


@pytest.fixture
def banning() -> Iterator[dict[str, Any]]:
    """The keys of a sandbox whose binance bans the address once, then answers as ever."""
    faulty = ["-m", "jungletui.sandbox", "--fault", "binance=418:1"]
    with subprocess.Popen(
        [sys.executable, *faulty], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        announced = json.loads(process.stdout.readline())
        yield {key["name"]: key for key in announced["keys"]}
        process.terminate()


def test_a_ban_stops_every_client_of_the_agent_and_no_other_exchange(
    tmp_path: Path, banning: dict[str, Any]
) -> None:
    home = make_vault(tmp_path / "home")
    for name in ("binance-freqtrade", "binance-tracker", "okx-trend"):
        assert add(home, banning[name], "--no-verify").code == 0
    with agent(home):
        first = command(home, "balances", "binance-freqtrade", "--json").document
        assert [error["kind"] for error in first["errors"]] == ["banned"]
        second = command(home, "balances", "--json").document
        assert {error["kind"] for error in second["errors"]} == {"banned"}
        assert len(second["errors"]) == 2
        for error in second["errors"]:
            assert "nothing is sent until" in error["message"]
            assert " s left)" in error["message"]
        assert {row["key"] for row in second["rows"]} == {"okx-trend"}
    # the exchange itself answers again: it was the agent that did not ask
    alone = jungletui(home, "balances", "binance-tracker", "--json").document
    assert alone["errors"] == []
