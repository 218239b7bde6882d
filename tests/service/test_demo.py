"""The demo talks to its sandbox and to nobody else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import KeyProfile
from jungletui.domain.secret import Secret
from jungletui.service.adding import keys_add, keys_verify
from jungletui.service.demo import in_sandbox
from jungletui.service.files import find_files
from jungletui.service.state import State, opened
from jungletui.vault.sources import PassphraseSources

ENDPOINTS = {"binance": "http://127.0.0.1:18431", "okx": "http://127.0.0.1:18432"}
CREDENTIAL = {"apiKey": Secret("k" * 64), "secret": Secret("s" * 64)}


def demo_state(folder: Path) -> State:
    """A demo whose sandbox has told its addresses, and no keys."""
    read, written = os.pipe()
    with os.fdopen(written, "w") as pipe:
        pipe.write(json.dumps({"exchanges": ENDPOINTS, "keys": []}) + "\n")
    sources = PassphraseSources(None, None, None, {}, tty=False)
    return State(files=find_files(folder, {}), sources=sources, demo_fd=read)


async def test_a_key_without_an_endpoint_gets_the_sandboxes(tmp_path: Path) -> None:
    state = demo_state(tmp_path)
    await keys_add(state, KeyProfile("mine", "binance"), CREDENTIAL, verify=False)
    (key,) = opened(state).content.keys
    assert key.profile.endpoint == ENDPOINTS["binance"]


@pytest.mark.parametrize(
    "profile",
    [
        KeyProfile("mine", "bitfinex"),
        KeyProfile("mine", "binance", endpoint="https://api.binance.com"),
        KeyProfile("mine", "binance", endpoint="https://127.0.0.1.example.com"),
    ],
)
async def test_what_would_leave_this_host_is_refused(tmp_path: Path, profile: KeyProfile) -> None:
    state = demo_state(tmp_path)
    with pytest.raises(UsageError, match="The demo talks to"):
        await keys_verify(state, profile, CREDENTIAL)
    assert opened(state).content.keys == ()


def test_an_address_on_this_host_stays() -> None:
    own = KeyProfile("mine", "okx", endpoint="http://localhost:9000")
    assert in_sandbox(own, ENDPOINTS) is own
