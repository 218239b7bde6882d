"""A new credential takes an old one's place; whatever goes wrong, the vault has one that works."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jungletui.domain.documents import InspectedKey
from jungletui.domain.failures import (
    ErrorInfo,
    ExchangeError,
    JungleError,
    PolicyError,
    UsageError,
    VaultError,
    VaultFault,
)
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.service import adding, renewing
from jungletui.service.files import find_files
from jungletui.service.renewing import keys_renew
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

OLD = {"apiKey": Secret("o" * 64), "secret": Secret("p" * 64)}
FRESH = {"apiKey": Secret("n" * 64), "secret": Secret("m" * 64)}
PROFILE = KeyProfile("main", "binance", policy="read-only", holders=("bot",), tags=("tax",))
MAIN = Key(PROFILE, OLD, datetime(2026, 1, 2, tzinfo=UTC))
OTHER = Key(KeyProfile("other", "binance"), OLD, datetime(2026, 1, 2, tzinfo=UTC))

Saves = list[dict[str, str]]


class Noted(MemoryVault):
    """A vault that keeps what each save would have left on the disk."""

    saves: Saves
    full_from: int

    def change(self, edit: Callable[[Content], Content]) -> None:
        if len(self.saves) >= self.full_from:
            raise VaultError(VaultFault.FS, "the disk is full", "Free some space.")
        super().change(edit)
        self.saves.append(held(self.content))


def held(content: Content) -> dict[str, str]:
    return {key.name: key.credential["apiKey"].reveal()[0] for key in content.keys}


@pytest.fixture
def state(tmp_path: Path) -> State:
    vault = Noted(Content(bytes(32), (MAIN, OTHER)), path=Path("memory"))
    vault.saves, vault.full_from = [], 100
    sources = PassphraseSources(None, None, None, {}, tty=False)
    return State(files=find_files(tmp_path, {}), sources=sources, vault=vault)


def saves(state: State) -> Saves:
    assert isinstance(state.vault, Noted)
    return state.vault.saves


def answering(monkeypatch: pytest.MonkeyPatch, error: ErrorInfo | None = None) -> list[str]:
    """The exchange says this of every key; the names that it was asked about."""
    asked: list[str] = []

    async def inspect_one(state: State, key: Key) -> InspectedKey:
        asked.append(key.name)
        return replace(adding._not_inspected(state, key), error=error)

    monkeypatch.setattr(renewing, "inspect_one", inspect_one)
    return asked


async def test_the_new_one_is_saved_and_tried_before_the_old_one_goes(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch)
    verdict = await keys_renew(state, "main", FRESH, verify=True)
    assert (verdict.saved, verdict.key.name, asked) == (True, "main", ["main (new)"])
    assert saves(state) == [
        {"main": "o", "other": "o", "main (new)": "n"},
        {"main": "n", "other": "o"},
    ]
    (main, other) = state.vault.content.keys
    assert main.profile == PROFILE, "what was chosen about it stays"
    assert (main.attested, main.baseline) == (None, None)
    assert other == OTHER


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (ErrorInfo("signature", "The secret does not fit.", "Paste it again."), PolicyError),
        (ErrorInfo("unreachable", "No answer.", "Try again."), ExchangeError),
    ],
    ids=["refused", "no answer"],
)
async def test_one_that_is_not_proven_replaces_nothing(
    state: State, monkeypatch: pytest.MonkeyPatch, error: ErrorInfo, raised: type[JungleError]
) -> None:
    answering(monkeypatch, error)
    with pytest.raises(raised):
        await keys_renew(state, "main", FRESH, verify=True)
    assert state.vault.content.keys == (MAIN, OTHER)


async def test_without_asking_the_exchange(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch)
    await keys_renew(state, "main", FRESH, verify=False)
    assert (held(state.vault.content)["main"], asked) == ("n", [])


async def test_an_end_in_between_leaves_both(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that leaves, a process that dies: what was pasted is not lost, nor the old one."""

    async def gone(*_: object) -> InspectedKey:
        raise asyncio.CancelledError

    monkeypatch.setattr(renewing, "inspect_one", gone)
    with pytest.raises(asyncio.CancelledError):
        await keys_renew(state, "main", FRESH, verify=True)
    assert held(state.vault.content) == {"main": "o", "other": "o", "main (new)": "n"}
    with pytest.raises(UsageError, match="main \\(new\\)"):
        await keys_renew(state, "main", FRESH, verify=True)


@pytest.mark.parametrize("full_from", [0, 1])
async def test_a_full_disk_loses_neither(
    state: State, monkeypatch: pytest.MonkeyPatch, full_from: int
) -> None:
    answering(monkeypatch)
    assert isinstance(state.vault, Noted)
    state.vault.full_from = full_from
    with pytest.raises(VaultError, match="full"):
        await keys_renew(state, "main", FRESH, verify=True)
    assert held(state.vault.content)["main"] == "o"
    assert ("main (new)" in held(state.vault.content)) == bool(full_from)


async def test_what_cannot_be_is_refused_and_nothing_stays(state: State) -> None:
    for name, credential, words in (
        ("nobody", FRESH, "no key named"),
        ("main", {"apiKey": Secret("n" * 64)}, "secret"),
        ("main", OLD, "has already"),
    ):
        with pytest.raises(UsageError, match=words):
            await keys_renew(state, name, credential, verify=True)
        assert state.vault.content.keys == (MAIN, OTHER)
