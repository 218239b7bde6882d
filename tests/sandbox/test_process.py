"""`python -m jungletui.sandbox`: one line, then it serves until stdin closes or SIGTERM."""

import json
import signal
import subprocess
import sys
import urllib.request

import pytest

from jungletui.sandbox.__main__ import _fault, clock_of
from jungletui.sandbox.faults import FaultKind
from tests.sandbox.conftest import START

COMMAND = [sys.executable, "-m", "jungletui.sandbox", "--frozen", "--at", START.isoformat()]


def started(*more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_further_exchanges_are_served_on_demand() -> None:
    with started("--exchange", "gate", "--exchange", "htx") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        document = json.loads(process.stdout.readline())
        assert set(document["exchanges"]) == {"gate", "htx"}
        assert {key["exchange"] for key in document["keys"]} == {"gate", "htx"}
        process.stdin.close()
        assert process.wait(10) == 0


def test_the_line_then_serving_until_stdin_closes() -> None:
    with started("--fault", "kraken=503:1") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        document = json.loads(process.stdout.readline())
        assert {"binance", "kraken"} <= document["exchanges"].keys()
        key = document["keys"][0]
        assert set(key) == {
            "name", "exchange", "environment", "endpoint", "policy", "holders", "tags",
            "credential",
        }  # fmt: skip
        assert key["endpoint"] == document["exchanges"][key["exchange"]]
        url = document["exchanges"]["kraken"] + "/0/public/Time"
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(url)
        with urllib.request.urlopen(url) as reply:
            assert json.load(reply)["error"] == []
        process.stdin.close()
        assert process.wait(10) == 0


def test_sigterm_ends_it_and_a_person_can_read_the_table() -> None:
    with started("--table") as process:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        assert line.startswith("binance")
        assert "http://127.0.0.1:" in line
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_clocks() -> None:
    assert clock_of(START, frozen=True)() == START
    running = clock_of(START, frozen=False)
    assert START <= running() <= running()


def test_faults_are_read() -> None:
    assert _fault("binance=429:3") == ("binance", FaultKind.RATE_LIMITED, 3)
    assert _fault("okx=hang") == ("okx", FaultKind.HANG, None)
