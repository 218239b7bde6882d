"""Locking what this process opened, before it stops; tests/e2e has the shell."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from jungletui.client import launch
from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import ServiceOptions, lock_private, start_service
from jungletui.client.stopping import lock_before_stops
from jungletui.client.streaming import connect
from jungletui.domain.failures import LockedError, ServiceError


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests have left open is not this one's."""
    monkeypatch.setattr(launch, "_private", [])


def private(tmp_path: Path) -> launch.ServiceProcess:
    return start_service(ServiceOptions(home=str(tmp_path), agent=False))


def test_a_private_service_ends_and_whoever_asks_hears_that_it_is_locked(tmp_path: Path) -> None:
    process = private(tmp_path)
    client = BlockingClient(process)
    client.call("vault_state")
    assert lock_private()
    assert process.exit_code() == 128 + signal.SIGTSTP
    with pytest.raises(LockedError, match="was stopped"):
        client.call("vault_state")
    process.stop()
    assert not lock_private()


async def test_a_screen_that_waits_hears_it_too(tmp_path: Path) -> None:
    process = private(tmp_path)
    service = await connect(process)
    await service.vault_state()
    lock_private()
    with pytest.raises(LockedError, match="was stopped"):
        await service.vault_state()
    process.stop()


def test_a_service_that_died_otherwise_is_not_called_locked(tmp_path: Path) -> None:
    process = private(tmp_path)
    client = BlockingClient(process)
    client.call("vault_state")
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(ServiceError):
        client.call("vault_state")
    process.stop()


@pytest.mark.slow
def test_a_service_that_hears_nothing_ends_all_the_same(tmp_path: Path) -> None:
    process = private(tmp_path)
    client = BlockingClient(process)
    client.call("vault_state")
    os.kill(process.pid, signal.SIGSTOP)
    began = time.monotonic()
    assert lock_private()
    assert time.monotonic() - began >= launch.PATIENCE
    with pytest.raises(LockedError, match="was stopped"):
        client.call("vault_state")
    process.stop()


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        lock_before_stops()
        assert signal.getsignal(signal.SIGTSTP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTSTP, before)
