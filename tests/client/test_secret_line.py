"""A request with secrets: the JSON that any encoder makes, in one place that is wiped."""

from __future__ import annotations

import asyncio
import json
import socket
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.client import streaming
from jungletui.client.launch import ServiceProcess
from jungletui.client.secret_line import secret_line, wipe
from jungletui.domain.keys import KeyProfile
from jungletui.domain.secret import Secret

TEXT = 'pem "quoted" \\ back\nlines\r\t\x01 ü€😀'


def held(text: str) -> Secret:
    return Secret(bytearray(text.encode()))


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.text(max_size=40), max_size=4), st.booleans())
def test_it_is_json_with_the_secrets_in_their_places(texts: dict[str, str], wipeable: bool) -> None:
    make = held if wipeable else Secret
    message = {
        "id": 7,
        "params": {"name": "n", "credential": {k: make(v) for k, v in texts.items()}},
    }
    line = secret_line(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1, "a secret's own line ends are escaped"
    assert json.loads(line) == {"id": 7, "params": {"name": "n", "credential": texts}}


def test_every_character_that_json_escapes() -> None:
    assert json.loads(secret_line({"a": held(TEXT), "b": [held(""), held(TEXT)]})) == {
        "a": TEXT,
        "b": ["", TEXT],
    }


def test_what_is_no_secret_and_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        secret_line({"a": object()})


def test_wiping_leaves_nothing_and_no_other_length() -> None:
    line = secret_line({"a": held(TEXT)})
    length = len(line)
    wipe(line)
    assert line == bytes(length)


async def test_what_was_sent_is_wiped_and_came_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[bytearray] = []

    def kept(message: Any) -> bytearray:
        lines.append(secret_line(message))
        return lines[-1]

    monkeypatch.setattr(streaming, "secret_line", kept)
    ours, theirs = socket.socketpair()
    service = await streaming.connect(
        cast("ServiceProcess", SimpleNamespace(socket=ours, exit_code=int))
    )
    profile = KeyProfile("a", "okx")
    asking = asyncio.ensure_future(service.keys_add(profile, {"secret": held(TEXT)}, verify=False))
    theirs.setblocking(False)
    received = await asyncio.get_running_loop().sock_recv(theirs, 1 << 20)
    assert json.loads(received)["params"]["credential"] == {"secret": TEXT}
    assert lines
    assert all(line == bytes(len(line)) for line in lines)
    theirs.close()
    await asyncio.gather(asking, return_exceptions=True)
    cast("Any", service).close()


async def test_a_line_that_the_socket_does_not_take_at_once_arrives_whole() -> None:
    ours, theirs = socket.socketpair()
    service = await streaming.connect(
        cast("ServiceProcess", SimpleNamespace(socket=ours, exit_code=int))
    )
    long = {f"{n}": held("x" * 16_000) for n in range(30)}
    asking = [asyncio.ensure_future(service.keys_check("okx", long)) for _ in range(2)]
    theirs.setblocking(False)
    received = b""
    loop = asyncio.get_running_loop()
    while received.count(b"\n") < 2:
        received += await asyncio.wait_for(loop.sock_recv(theirs, 1 << 20), 20)
    for line in received.splitlines():
        assert set(json.loads(line)["params"]["credential"].values()) == {"x" * 16_000}
    theirs.close()
    await asyncio.gather(*asking, return_exceptions=True)
    cast("Any", service).close()
