"""The diagnosis as a document: every key a row, whatever happens to the others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from jungletui.domain.diagnosis import Diagnoses
from jungletui.domain.failures import FailureKind, UsageError
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.service.config import Config
from jungletui.service.diagnosing import diagnose
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault


def key_of(sample) -> Key:
    credential = {name: Secret(text) for name, text in sample.credential.items()}
    environment = Environment(sample.environment)
    profile = KeyProfile(sample.name, sample.exchange, environment, sample.endpoint)
    return Key(profile, credential, datetime.now(UTC))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    chosen = SandboxOptions(moving=False, markets=20, exchanges=("binance", "okx"))
    async with running(chosen) as made:
        yield made


@pytest.fixture
async def state(tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[State]:
    names = ("binance-freqtrade", "binance-office", "okx-trend")
    keys = tuple(key_of(sandbox.key(name)) for name in names)
    sources = PassphraseSources(None, None, None, {}, tty=False)
    vault = MemoryVault(Content(b"f" * 32, keys), path=Path("demo"))
    made = State(find_files(tmp_path, {}), sources, vault=vault)
    yield made
    await made.close()


async def test_the_document_is_as_documented(state: State) -> None:
    found = await diagnose(state, ())
    assert isinstance(found, Diagnoses)
    document = msgspec.json.decode(msgspec.json.encode(found))
    assert document["schema"] == "jungletui.diagnose/1"
    assert set(document) == {"schema", "keys"}
    for key in document["keys"]:
        assert list(key) == [
            *("name", "exchange", "cause", "candidates", "evidence", "remedy", "steps")
        ]
        assert all(set(step) == {"step", "outcome", "detail"} for step in key["steps"])
        assert key["steps"]
    rows = {key["name"]: key for key in document["keys"]}
    assert rows["binance-freqtrade"]["cause"] is None
    assert rows["binance-freqtrade"]["candidates"] == []
    assert rows["binance-office"]["cause"] is None
    assert rows["binance-office"]["candidates"] == ["key-unknown", "ip-not-allowed", "permission"]


async def test_names_choose_keys(state: State) -> None:
    found = await diagnose(state, ("okx-trend",))
    assert [key.name for key in found.keys] == ["okx-trend"]
    with pytest.raises(UsageError):
        await diagnose(state, ("nobody",))


async def test_the_configured_addresses_are_compared(state: State) -> None:
    state.config = Config(egress=("2001:db8::7",))
    [found] = (await diagnose(state, ("okx-trend",))).keys
    assert found.cause is FailureKind.IP_NOT_ALLOWED
    assert "address-family" in found.evidence


async def test_no_secret_is_in_the_document(state: State, sandbox: Sandbox) -> None:
    text = repr(await diagnose(state, ()))
    for sample in sandbox.keys:
        for field, secret in sample.credential.items():
            assert secret not in text, (sample.name, field)


async def test_a_defect_of_our_own_is_a_row(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: State, key: Key) -> None:
        raise RuntimeError("CanaryInAnException")

    monkeypatch.setattr(State, "session", broken)
    found = await diagnose(state, ())
    assert len(found.keys) == 3
    assert all(key.cause is FailureKind.BAD_REPLY and key.evidence for key in found.keys)
    assert "Canary" not in repr(found)


async def test_the_demo_asks_no_other_site(state: State) -> None:
    assert state.vault is not None
    keys = state.vault.content.keys
    assert keys[1].name == "binance-office"
    endpoints = {key.profile.exchange: key.profile.endpoint or "" for key in keys}
    bare = replace(keys[1], profile=replace(keys[1].profile, endpoint=None))
    state.vault = MemoryVault(Content(b"f" * 32, (bare,)), path=Path("demo"))
    state.demo_fd, state.demo_endpoints = -1, endpoints
    [found] = (await diagnose(state, ())).keys
    assert FailureKind.KEY_UNKNOWN in found.candidates
    assert [s.detail for s in found.steps if s.step == "other-site"] == [
        "no other site of this exchange was asked: there is none"
    ]
