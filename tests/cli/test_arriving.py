"""Rows at a terminal as they come: who is slow delays nobody, nothing is lost or printed twice."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.cli import arriving, fills
from jungletui.cli.arriving import show_keys
from jungletui.domain.accounts import KeyFailure
from jungletui.domain.documents import Fills, KeyList
from jungletui.domain.keys import Environment, KeySummary
from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE
from tests.cli.test_reading_commands import add
from tests.e2e.terminal import terminal
from tests.service.trades import fill

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def key(name: str, exchange: str) -> KeySummary:
    return KeySummary(name, exchange, Environment.LIVE, None, "0" * 12, "id", "bot", (), (), NOW)


def told(name: str, *ids: str) -> bytes:
    rows = tuple(replace(fill(id), key=name) for id in ids)  # noqa: A001
    return msgspec.json.encode(Fills(NOW, rows, (), ()))


class Client:
    """Answers in `order`; None is a while in which nothing comes."""

    def __init__(self, answers: Mapping[str, bytes], order: list[str | None]) -> None:
        self.answers, self.order = answers, order
        self.asked: list[str] = []

    def begin(self, method: str, names: tuple[str, ...], **_: object) -> int:
        assert method == "fills"
        self.asked.append(names[0])
        return self.asked.index(names[0])

    def next_answer(self, _seconds: float) -> tuple[int, bytes] | None:
        name = self.order.pop(0)
        return None if name is None else (self.asked.index(name), self.answers[name])


class Session:
    json = False

    def __init__(self, client: Client, keys: list[KeySummary]) -> None:
        self.client, self.keys = client, keys

    def ask(self, method: str, **_: object) -> Any:
        assert method == "keys_list", "many keys are asked one by one"
        return self

    def document(self) -> KeyList:
        return KeyList(NOW, tuple(self.keys))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was printed, and who was waited for, in order."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    found: list[str] = []
    monkeypatch.setattr(arriving, "write", lambda text: found.append(text.decode()))
    monkeypatch.setattr(arriving, "tell", found.append)
    return found


def shown(client: Client, keys: list[KeySummary]) -> int:
    return show_keys(Session(client, keys), "fills", (), fills.PAGE)  # type: ignore[arg-type]


KEYS = [key("a", "okx"), key("b", "kraken"), key("c", "okx")]
ANSWERS = {"a": told("a", "1"), "b": told("b", "22"), "c": told("c", "333", "4")}


def test_what_comes_at_once_is_one_table(written: list[str]) -> None:
    assert shown(Client(ANSWERS, ["c", "b", "a"]), KEYS) == 0
    assert len(written) == 1
    lines = written[0].splitlines()
    assert [line.split()[0] for line in lines] == ["KEY", "a", "b", "c", "c"]


def test_who_is_slow_is_named_and_comes_last(written: list[str]) -> None:
    assert shown(Client(ANSWERS, ["c", "a", None, None, "b"]), KEYS) == 0
    table, waiting, still, late, below = written
    assert [line.split()[0] for line in table.splitlines()] == ["KEY", "a", "c", "c"]
    assert waiting == still == "2 of 3 keys read; waiting for b"
    assert late.split()[0] == "b"
    assert "KEY" not in late
    assert below == ""


def test_later_rows_stand_in_the_columns_of_the_first(written: list[str]) -> None:
    wide = {**ANSWERS, "b": told("b", "12345678901234567890")}
    shown(Client(wide, ["a", "c", None, "b"]), KEYS)
    first, late = written[0].splitlines()[1], written[2].splitlines()[0]
    assert first.index("buy") == late.index("buy")


def test_what_failed_is_said_below_and_in_the_exit_code(written: list[str]) -> None:
    failure = KeyFailure("b", "unreachable", "no answer in time", "Try again.")
    down = msgspec.json.encode(Fills(NOW, (), (failure,), ()))
    assert shown(Client({**ANSWERS, "b": down}, ["a", "c", None, "b"]), KEYS) == 1
    assert written[-1] == "failed: b: unreachable: no answer in time\n  do: Try again.\n"
    every = dict.fromkeys("abc", down)
    assert shown(Client(every, ["a", "b", "c"]), KEYS) == 4


def test_nothing_at_all_is_said(written: list[str]) -> None:
    none = {name: told(name) for name in "abc"}
    shown(Client(none, ["a", None, "b", "c"]), KEYS)
    assert written[-1] == "No fills.\n"


def test_an_exchange_of_many_keys_is_not_asked_for_all_at_once(written: list[str]) -> None:
    keys = [key(f"k{number}", "kraken") for number in range(arriving.AT_ONCE + 5)]
    keys.append(key("other", "okx"))
    answers = {one.name: told(one.name, one.name[1:]) for one in keys}
    names = [one.name for one in keys]
    client = Client(answers, ["other", None, *names[:-1]])
    shown(client, keys)
    assert client.asked[: arriving.AT_ONCE + 1] == [*names[: arriving.AT_ONCE], "other"]
    assert sorted(client.asked) == sorted(names)


@pytest.mark.slow
def test_one_exchange_hangs_and_the_others_are_printed(
    tmp_path: Path, samples: Mapping[str, Mapping[str, Any]]
) -> None:
    """The exchange that hangs is a port that nobody answers at; Ctrl-C ends the waiting."""
    home = make_vault(tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nobody = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert add(home, samples["okx-trend"], "--no-verify").code == 0
        hanging = add(home, samples["kraken-dca"], "--no-verify", endpoint=nobody)
        assert hanging.code == 0, hanging.err
        secret = tmp_path / "passphrase"
        secret.write_text(PASSPHRASE + "\n")
        secret.chmod(0o600)
        command = [sys.executable, "-m", "jungletui.cli", "--home", str(home)]
        command += ["--passphrase-file", str(secret), "balances"]
        with terminal(command, tmp_path, 200, 50) as console:
            console.wait_for("1 of 2 keys read; waiting for kraken-dca")
            assert "okx-trend" in console.text()
            console.send("\x03")
            assert console.exit_code() == 130
