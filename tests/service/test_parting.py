"""An automatic lock is written down, with why and for whom, before the keys go."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import ServiceOptions, start_service
from jungletui.domain.activity import Activity, Origin
from jungletui.domain.failures import LockedError
from jungletui.service import activity, parting
from jungletui.vault import store
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from tests.cli.conftest import make_vault
from tests.cli.program import PASSPHRASE, jungletui
from tests.client.agents import agent, command, passphrase_file, status, until_gone
from tests.e2e.canaries import family, modules_of
from tests.e2e.terminal import terminal

linux = pytest.mark.skipif(sys.platform != "linux", reason="procfs tells who asks")
SSH = "203.0.113.7 51000 198.51.100.2 22"
ELSEWHERE = Origin(uid=7, tty="/dev/pts/9", ssh=SSH)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "home")


def locks(home: Path, what: str = "locked") -> list[dict[str, Any]]:
    """The records of one kind in a log that verifies."""
    log = jungletui(home, "log", "--json").document
    assert log["verified"] is True
    return [record for record in log["records"] if record["what"] == what]


class Written:
    """What `activity.record` was asked to write, and by whom."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.entries: list[tuple[Activity, str, Origin]] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        monkeypatch.setattr(activity, "record", self.record)

    def record(self, state: Any, what: Activity, key: Any = None, detail: str = "") -> None:
        self.may_go_on.wait(60)
        self.entries.append((what, detail, activity.origin()))


def test_it_is_written_once_and_for_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Written(monkeypatch)
    last = parting.Parting(None)  # type: ignore[arg-type]
    last.write_down("Why.", ELSEWHERE)
    last.write_down("Another reason.")
    assert written.entries == [(Activity.LOCKED, "Why.", ELSEWHERE)]
    assert activity.origin() != ELSEWHERE, "it was said for that one record"


def test_a_disk_that_hangs_keeps_no_vault_open(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Written(monkeypatch)
    monkeypatch.setattr(parting, "MOMENT", 0.01)
    written.may_go_on.clear()
    last = parting.Parting(None)  # type: ignore[arg-type]
    last.write_down("Why.")
    last.wait()
    assert written.entries == []
    monkeypatch.setattr(parting, "MOMENT", 60)
    written.may_go_on.set()
    last.wait()
    assert len(written.entries) == 1


def test_a_record_that_fails_is_no_reason_to_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fail(*_: Any, detail: str) -> None:
        tried.append(detail)
        raise OSError(detail)

    monkeypatch.setattr(activity, "record", fail)
    monkeypatch.setattr(parting, "MOMENT", 60)
    parting.Parting(None).write_down("Why.")  # type: ignore[arg-type]
    assert tried == ["Why."]


@pytest.mark.parametrize(
    ("seconds", "text"), [(2, "2 s"), (90, "90 s"), (600, "10 min"), (28800, "8 h")]
)
def test_times_are_words(seconds: float, text: str) -> None:
    assert parting.words(seconds) == text


@linux
@pytest.mark.parametrize(
    ("number", "why"),
    [(signal.SIGHUP, parting.Why.HANG_UP), (signal.SIGTSTP, parting.Why.STOPPED)],
    ids=["a dropped line", "a stopped program"],
)
def test_what_locks_a_service_is_written_down(
    home: Path, number: signal.Signals, why: parting.Why
) -> None:
    process = start_service(
        ServiceOptions(home=str(home), passphrase_file=str(passphrase_file(home)))
    )
    client = BlockingClient(process)
    client.call("unlock")
    os.kill(process.pid, number)
    assert os.waitstatus_to_exitcode(os.waitpid(process.pid, 0)[1]) == 128 + number
    process.socket.close()
    (record,) = locks(home)
    assert record["detail"] == why


@linux
@pytest.mark.slow
def test_a_console_whose_line_drops_leaves_the_record_behind(home: Path) -> None:
    given = ("--home", str(home), "--passphrase-file", str(passphrase_file(home)))
    with terminal((sys.executable, "-m", "jungletui.cli", *given), home) as console:
        console.wait_for("Keys", 60)
        (service,) = [p for p in family(console.pid) if "jungletui.service" in modules_of(p)]
        console.hang_up()
        until_gone(service)
    (record,) = locks(home)
    assert record["detail"] == parting.Why.HANG_UP


@linux
@pytest.mark.slow
def test_who_unlocks_and_locks_the_agent_is_written_down(home: Path) -> None:
    with agent(home) as state:
        assert command(home, "agent", "lock", SSH_CONNECTION=SSH).code == 0
        given = ("--passphrase-file", str(home / "passphrase"))
        with terminal(
            (sys.executable, "-m", "jungletui.cli", "--home", str(home), "agent", "unlock", *given),
            home,
            SSH_CONNECTION=SSH,
        ) as shell:
            assert shell.exit_code() == 0
        service = status(home)["service_pid"]
        os.kill(state["pid"], signal.SIGHUP)
        until_gone(service)
    locked, hung_up = locks(home)
    assert locked["detail"] == "`agent lock` was asked for."
    assert locked["origin"] == {"uid": os.getuid(), "tty": None, "ssh": SSH}
    assert "SIGHUP" in hung_up["detail"]
    first, again, *_ = locks(home, "unlocked")
    assert first["origin"]["ssh"] is None
    assert again["origin"]["ssh"] == SSH
    assert again["origin"]["tty"].startswith("/dev/pts/")


@linux
@pytest.mark.slow
def test_a_screen_hears_why_and_the_log_has_it(home: Path) -> None:
    with agent(home):
        client = BlockingClient(start_service(ServiceOptions(home=str(home))))
        client.call("keys_list")
        assert command(home, "agent", "lock").code == 0
        with pytest.raises(LockedError, match="agent lock"):
            client.call("keys_list")
        client.close()


@linux
@pytest.mark.slow
def test_a_vault_that_lost_a_slot_elsewhere_is_locked_for_that_reason(home: Path) -> None:
    with agent(home):
        client = BlockingClient(start_service(ServiceOptions(home=str(home))))
        client.call("keys_list")
        vault = store.open_vault(
            store.VaultPaths(home / "vault.cxv", home / "seen.toml"), bytearray(PASSPHRASE.encode())
        )
        code = next(slot for slot in vault.slots if "ecovery" in slot.type)
        words = SlotSecret(SlotType.PASSPHRASE, bytearray(PASSPHRASE.encode()))
        vault.remove_slot(code.slot_id, [words])
        vault.close()
        assert command(home, "keys", "list").code == 3
        with pytest.raises(LockedError, match="changed elsewhere"):
            client.call("keys_list")
        client.close()
    (record,) = locks(home)
    assert record["detail"] == parting.Why.CHANGED
