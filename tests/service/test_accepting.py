"""The baseline: only what was shown is accepted, by a person, and drift is told against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jungletui.domain.failures import UsageError
from jungletui.domain.surroundings import Drift
from jungletui.inspection import bybit
from jungletui.service.accepting import keys_accept
from jungletui.service.inspecting import inspect
from jungletui.service.state import State, opened
from tests.service.fake_house import NOW, FakeAccount, key_of, state_of

REPLY = {
    "readOnly": 0, "permissions": {"ContractTrade": ["Order"], "Spot": [], "Wallet": [],
    "Options": [], "Derivatives": []}, "ips": ["203.0.113.7"], "uta": 1, "isMaster": False,
}  # fmt: skip


@pytest.fixture
def account() -> FakeAccount:
    return FakeAccount({bybit.CALL: {"result": REPLY}})


@pytest.fixture
def state(tmp_path: Path, account: FakeAccount) -> State:
    keys = (key_of("a", "bybit"), key_of("gone", "bybit"))
    return state_of(tmp_path, keys, {"a": account, "gone": FakeAccount()})


async def test_an_inspection_accepts_nothing_by_itself(state: State) -> None:
    for _ in range(2):
        (row,) = (await inspect(state, ("a",))).keys
        assert (row.baseline_at, row.drift) == (None, ())
    assert all(key.baseline is None for key in opened(state).content.keys)


async def test_what_was_shown_is_accepted_and_compared_with(
    state: State, account: FakeAccount
) -> None:
    shown = await inspect(state, ("a",))
    accepted = keys_accept(state, ("a",), shown.at)
    (row,) = accepted.keys
    assert (row.name, row.fingerprint) == ("a", shown.keys[0].fingerprint)
    assert row.baseline.ip_allowed == ("203.0.113.7",)
    assert row.baseline.by
    (same,) = (await inspect(state, ("a",))).keys
    assert (same.baseline_at, same.drift) == (NOW, ())
    wider = {**REPLY, "permissions": {**REPLY["permissions"], "Wallet": ["Withdraw"]}, "ips": ["*"]}
    account.replies = {bybit.CALL: {"result": wider}}
    (changed,) = (await inspect(state, ("a",))).keys
    assert set(changed.drift) >= {
        Drift("withdraw", "denied", "granted"),
        Drift("ip", "restricted", "not restricted"),
    }
    assert {"JT-DR-001", "JT-DR-003"} <= {f.id for f in changed.findings if f.status == "fail"}


async def test_nobody_accepts_what_was_not_shown(state: State) -> None:
    shown = await inspect(state, ())
    for names, at in (
        ((), shown.at),
        (("a",), shown.at - timedelta(seconds=1)),
        (("a", "gone"), shown.at),  # it failed
        (("nobody",), shown.at),
    ):
        with pytest.raises(UsageError):
            keys_accept(state, names, at)
    assert all(key.baseline is None for key in opened(state).content.keys)


async def test_a_newer_inspection_goes_before(state: State) -> None:
    shown = await inspect(state, ("a",))
    state.clock = lambda: NOW + timedelta(minutes=1)
    await inspect(state, ("a",))
    with pytest.raises(UsageError, match="again"):
        keys_accept(state, ("a",), shown.at)


async def test_another_credential_of_that_name_has_no_baseline(state: State) -> None:
    shown = await inspect(state, ("a",))
    keys_accept(state, ("a",), shown.at)
    other = key_of("a", "bybit", "another-id")
    vault = opened(state)
    vault.change(
        lambda now: replace(now, keys=(replace(other, baseline=now.keys[0].baseline), now.keys[1]))
    )
    assert vault.content.keys[0].baseline is None
    with pytest.raises(UsageError):
        keys_accept(state, ("a",), shown.at)
