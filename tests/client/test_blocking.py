"""The client of commands: several questions at once, and how far they are."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from jungletui.client.blocking import BlockingClient
from jungletui.domain.failures import JungleError, UsageError

Pair = tuple[BlockingClient, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A client, and the service's side of its line."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield BlockingClient(SimpleNamespace(socket=ours, exit_code=int)), theirs  # type: ignore[arg-type]


def answer(number: int, text: bytes) -> bytes:
    return b'{"jsonrpc":"2.0","id":%d,"result":%b}\n' % (number, text)


def asked(theirs: socket.socket) -> list[dict[str, Any]]:
    return [json.loads(line) for line in theirs.recv(1 << 16).splitlines()]


def test_answers_are_told_by_their_numbers_as_they_come(pair: Pair) -> None:
    client, theirs = pair
    first, second = client.begin("fills", names=("a",)), client.begin("fills", names=("b",))
    assert [one["params"]["names"] for one in asked(theirs)] == [["a"], ["b"]]
    assert client.next_answer(0.0) is None
    whole = answer(second, b'["b"]') + answer(first, b'["a"]')
    theirs.sendall(whole[:20])
    assert client.next_answer(0.0) is None, "half a line is no answer, and is not lost"
    theirs.sendall(whole[20:])
    assert client.next_answer(5.0) == (second, b'["b"]')
    assert client.next_answer(5.0) == (first, b'["a"]')
    assert client.next_answer(0.0) is None


def test_a_failure_is_raised(pair: Pair) -> None:
    client, theirs = pair
    number = client.begin("fills", names=("a",))
    data = {"kind": "usage", "message": "no such key", "remedy": "Look."}
    error = {"jsonrpc": "2.0", "id": number, "error": {"code": -32000, "data": data}}
    theirs.sendall(json.dumps(error).encode() + b"\n")
    with pytest.raises(UsageError, match="no such key"):
        client.next_answer(5.0)


def test_a_service_that_ends_is_said(pair: Pair) -> None:
    client, theirs = pair
    client.begin("fills", names=("a",))
    theirs.shutdown(socket.SHUT_RDWR)
    with pytest.raises(JungleError, match="has ended"):
        client.next_answer(5.0)


class Hearer:
    def __init__(self) -> None:
        self.told: list[Mapping[str, Any]] = []

    def heard(self, told: Mapping[str, Any]) -> None:
        self.told.append(told)

    def passed(self) -> None:
        raise AssertionError("there was news all the time")


def test_progress_is_heard_by_who_wants_to_and_is_no_answer(pair: Pair) -> None:
    client, theirs = pair
    client.hearer = hearer = Hearer()
    lines = [
        b'{"jsonrpc":"2.0","method":"$/progress","params":{"id":1,"progress":{"done":%d}}}\n' % done
        for done in (0, 1)
    ]
    theirs.sendall(b"".join(lines) + answer(1, b"{}"))
    assert client.call("audit", names=()) == b"{}"
    assert hearer.told == [{"done": 0}, {"done": 1}]
    assert asked(theirs)[0]["progress"] is True
    client.hearer = None
    theirs.sendall(answer(2, b"{}"))
    client.call("audit", names=())
    assert "progress" not in asked(theirs)[0]
