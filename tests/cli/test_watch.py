"""`watch` end to end: program, service or agent, sandbox."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE, jungletui
from tests.e2e.conftest import JUNGLETUI

pytestmark = pytest.mark.slow

KEY = "okx-trend"


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, samples: Mapping[str, Mapping[str, Any]]
) -> Path:
    home = make_vault(tmp_path_factory.mktemp("watched") / "home")
    key = samples[KEY]
    added = jungletui(
        home,
        *("keys", "add", KEY, "--exchange", key["exchange"], "--endpoint", key["endpoint"]),
        "--no-verify",
        given=key["credential"],
    )
    assert added.code == 0, added.err
    words = home / "words"
    words.write_text(PASSPHRASE)
    words.chmod(0o600)
    return home


@contextmanager
def watching(home: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [*JUNGLETUI, "watch", *more, "--home", str(home)]
    with subprocess.Popen(
        [*command, "--passphrase-file", str(home / "words")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[bytes], holds: Callable[[Any], Any]) -> Any:
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        assert event["schema"] == "jungletui.watch/1"
        if holds(event):
            return event
    raise AssertionError(process.stderr.read() if process.stderr else "")


def test_a_line_an_event_until_it_is_interrupted(filled: Path) -> None:
    with watching(filled, KEY, "--no-agent") as process:
        first = until(process, lambda event: event["balances"])
        assert first["key"] == KEY
        live = until(process, lambda event: event["feed"]["state"] == "live")
        assert live["feed"]["polled"] == ["funding wallet", "savings wallet"]
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 130
        assert b"Traceback" not in said


def test_positions_are_followed_too(filled: Path) -> None:
    with watching(filled, KEY, "--positions", "--no-agent") as process:
        event = until(process, lambda event: event["positions"])
        assert event["balances"] is None
        assert event["feed"]["state"] == "polled"
        assert [row["key"] for row in event["positions"]["rows"]] != []


def test_who_reads_no_more_ends_it_without_a_word(filled: Path) -> None:
    with watching(filled, "--no-agent") as process:
        until(process, lambda event: event["balances"])
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
@pytest.mark.parametrize("more", [("--json",), ()])
def test_a_full_disk_ends_it_with_a_message(filled: Path, more: tuple[str, ...]) -> None:
    command = [*JUNGLETUI, "watch", KEY, "--no-agent", *more, "--home", str(filled)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command, "--passphrase-file", str(filled / "words")],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "error: the output could not be written: No space left on device\n"
    )


def test_an_unknown_name_is_said(filled: Path) -> None:
    done = jungletui(filled, "watch", "nobody", "--json")
    assert done.code == 2
    assert json.loads(done.out)["error"]["kind"] == "usage"


def test_two_clients_of_the_agent_share_one_stream(filled: Path) -> None:
    words = ["--passphrase-file", str(filled / "words")]
    home = ["--home", str(filled)]
    subprocess.run([*JUNGLETUI, "agent", "start", *home, *words], check=True, capture_output=True)
    try:
        with watching(filled, KEY) as one, watching(filled, KEY) as other:
            for process in (one, other):
                until(process, lambda event: event["feed"]["state"] == "live" or event["orders"])
            one.send_signal(signal.SIGINT)
            assert one.wait(timeout=20) == 130
            until(other, lambda event: event["balances"] or event["orders"] or event["feed"])
    finally:
        subprocess.run([*JUNGLETUI, "agent", "stop", *home], check=True, capture_output=True)
