"""The lock that needs nobody: in time, by the clock that never stops, and without waking up."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import ServiceOptions, start_service
from jungletui.client.streaming import connect
from jungletui.domain.failures import LockedError, UsageError
from jungletui.service import boot_clock, idle
from jungletui.service.lock_times import LockTimes, read_lock_times
from tests.benchmarks.measure import NOISE
from tests.cli.conftest import make_vault
from tests.cli.program import jungletui
from tests.client.agents import agent, command, passphrase_file, status, until_gone

linux = pytest.mark.skipif(sys.platform != "linux", reason="CLOCK_BOOTTIME and procfs")
LATE = 1.0 * NOISE
"""Seconds after its deadline within which a lock must have ended the process, its record written
and its clients told; more on a machine that is shared."""


def home_with(tmp_path: Path, times: str) -> Path:
    home = make_vault(tmp_path / "home")
    (home / "config.toml").write_text(f"[lock]\n{times}\n")
    return home


def why_locked(home: Path) -> list[str]:
    """The reasons in the activity log."""
    records = jungletui(home, "log", "--json").document["records"]
    return [record["detail"] for record in records if record["what"] == "locked"]


def private(home: Path) -> ServiceOptions:
    return ServiceOptions(home=str(home), passphrase_file=str(passphrase_file(home)))


@pytest.mark.parametrize(
    ("table", "times"),
    [
        ({}, LockTimes(600, 3600, 28800)),
        ({"idle": "90s", "agent_idle": "8h", "agent_max": "30m"}, LockTimes(90, 28800, 1800)),
    ],
)
def test_times_are_read(table: dict[str, str], times: LockTimes) -> None:
    assert read_lock_times(table) == times


@pytest.mark.parametrize(
    "table",
    [
        {"idle": "9h"},
        {"idle": "0s"},
        {"idle": 600},
        {"idle": ""},
        {"idle": "10 m"},
        {"agent_max": "481m"},
        {"never": "1s"},
        "10m",
    ],
)
def test_what_is_no_time_or_too_long_is_refused(table: object) -> None:
    with pytest.raises(UsageError, match="lock"):
        read_lock_times(table)


def test_the_deadline_follows_the_last_request_but_not_beyond_the_last_moment() -> None:
    presence = idle.Presence()
    assert idle._deadline(presence, 10, None) == presence.last + 10
    assert idle._deadline(presence, 10, presence.last + 5) == presence.last + 5
    with presence.busy():
        presence.last -= 1000
        assert idle._deadline(presence, 10, None) >= boot_clock.now() + 9
    assert presence.last >= boot_clock.now() - 9, "the end of a request is activity"


@pytest.mark.parametrize("past", [0.0, -1.0, "a second ago"])
def test_waiting_for_what_is_past_returns_at_once(past: float | str) -> None:
    """In a thread, so that a wait without an end fails instead of lasting."""
    moment = boot_clock.now() - 1 if isinstance(past, str) else past
    waiting = threading.Thread(target=boot_clock.wait_until, args=(moment,), daemon=True)
    waiting.start()
    waiting.join(30)
    assert not waiting.is_alive()


def test_waiting_for_what_comes_ends_after_it_and_not_before() -> None:
    deadline = boot_clock.now() + 0.05
    boot_clock.wait_until(deadline)
    assert boot_clock.now() >= deadline


@linux
def test_the_clock_counts_the_sleep_of_the_machine() -> None:
    assert boot_clock.CLOCK == time.CLOCK_BOOTTIME


@linux
@pytest.mark.slow
def test_a_private_service_locks_in_time(tmp_path: Path) -> None:
    process = start_service(private(home_with(tmp_path, 'idle = "2s"')))
    client = BlockingClient(process)
    client.call("unlock")
    began = boot_clock.now()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert 1.5 < boot_clock.now() - began < 2 + LATE
    with pytest.raises(LockedError, match="was locked"):
        client.call("keys_list")
    assert os.waitstatus_to_exitcode(os.waitpid(process.pid, 0)[1]) == idle.LOCKED_ITSELF
    process.socket.close()
    assert why_locked(tmp_path / "home") == ["Nothing was asked of it for 2 s."]


@linux
@pytest.mark.slow
def test_requests_put_it_off(tmp_path: Path) -> None:
    process = start_service(private(home_with(tmp_path, 'idle = "2s"')))
    client = BlockingClient(process)
    client.call("unlock")
    for _ in range(6):
        time.sleep(0.7)
        client.call("keys_list")
    assert os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    client.close()


@linux
@pytest.mark.slow
@pytest.mark.parametrize("asked", ["quick", "event loop"])
def test_time_passes_while_it_is_stopped(tmp_path: Path, asked: str) -> None:
    process = start_service(private(home_with(tmp_path, 'idle = "3s"')))
    client = BlockingClient(process)
    client.call("unlock")
    if asked == "event loop":
        client.call("exchanges", exchange="okx")
    began = boot_clock.now()
    os.kill(process.pid, signal.SIGSTOP)
    time.sleep(4)
    os.kill(process.pid, signal.SIGCONT)
    continued = boot_clock.now()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert boot_clock.now() - continued < LATE, boot_clock.now() - began
    with pytest.raises(LockedError, match="was locked"):
        client.call("keys_list")
    client.close()


@linux
@pytest.mark.slow
async def test_a_screen_that_reads_by_itself_keeps_nothing_open(tmp_path: Path) -> None:
    import asyncio
    from typing import Any, cast

    process = start_service(private(home_with(tmp_path, 'idle = "2s"')))
    service = await connect(process)
    await service.unlock()
    screen = cast("Any", service)
    began = boot_clock.now()
    screen.active()

    async def read_by_itself() -> None:
        while boot_clock.now() - began < 20:
            await service.keys_list()
            await asyncio.sleep(0.2)

    with pytest.raises(LockedError, match="was locked"):
        await read_by_itself()
    assert boot_clock.now() - began < 2 + LATE
    screen.close()
    process.stop()


@linux
@pytest.mark.slow
def test_an_agent_locks_when_idle_and_opens_itself_again(tmp_path: Path) -> None:
    home = home_with(tmp_path, 'agent_idle = "2s"')
    with agent(home) as state:
        assert until_gone(state["service_pid"]) < 2 + LATE
        assert status(home)["unlocked"] is False
        assert command(home, "keys", "list").code == 0, "a source without a person is at hand"


@linux
@pytest.mark.slow
def test_an_agent_locks_at_its_longest_whatever_is_asked(tmp_path: Path) -> None:
    home = home_with(tmp_path, 'agent_max = "3s"')
    with agent(home) as state:
        began = boot_clock.now()
        client = BlockingClient(start_service(ServiceOptions(home=str(home))))

        def ask_on() -> None:
            while boot_clock.now() - began < 20:
                client.call("keys_list")
                time.sleep(0.05)

        with pytest.raises(LockedError, match="was locked"):
            ask_on()
        client.close()
        until_gone(state["service_pid"])
        assert boot_clock.now() - began < 3 + LATE
        assert why_locked(home) == ["It was open for 3 s, which is the longest."]


def _wakes(pid: int) -> int:
    """How often the threads of a process have gone to sleep, which is how often they woke."""
    return sum(
        int(line.split()[1])
        for task in Path(f"/proc/{pid}/task").iterdir()
        for line in (task / "status").read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )


@linux
@pytest.mark.slow
def test_nothing_wakes_an_idle_agent(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    with agent(home) as state:
        assert command(home, "keys", "list").code == 0
        process = start_service(ServiceOptions(home=str(home)))
        BlockingClient(process).call("keys_list")
        time.sleep(1.0)
        pids = (state["pid"], state["service_pid"])
        before = [_wakes(pid) for pid in pids]
        time.sleep(5.0)
        assert [_wakes(pid) for pid in pids] == before
        process.stop()
