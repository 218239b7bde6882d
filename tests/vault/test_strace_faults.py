"""A fault, or SIGKILL, at every system call of a real save: the vault is old or new, whole, and
what the save reported is true."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.vault.material import paths_under
from tests.vault.strace_log import SystemCall, between_marks, parsed
from tests.vault.strace_run import judge, make_home, need_strace, traced_save

pytestmark = pytest.mark.slow

FAULTS = {
    "openat": ("EACCES", "EIO", "ENOSPC", "EMFILE"),
    "write": ("EIO", "ENOSPC", "EDQUOT"),
    "fsync": ("EIO", "ENOSPC"),
    "fallocate": ("ENOSPC", "EIO", "EOPNOTSUPP"),
    "linkat": ("EPERM", "EIO", "ENOSPC"),
    "renameat": ("EACCES", "EIO", "ENOSPC"),
    "unlinkat": ("EACCES", "EIO"),
    "fchmod": ("EPERM", "EIO"),
    "flock": ("ENOLCK", "EIO"),
    "read": ("EIO",),
    "newfstatat": ("EIO", "EACCES"),
    "getdents64": ("EIO",),
    "close": ("EIO",),
}
TAKEN_IN_STRIDE = {("linkat", "EPERM"), ("fallocate", "EOPNOTSUPP")}
"""A copy takes the place of the link; the space is not reserved."""
SAME_CALL = {
    "newfstatat": ("newfstatat", "fstat", "lstat", "statx"),
    "renameat": ("renameat", "renameat2"),
}
"""What another C library may make of the same function."""
NOT_NEEDED = ("unlinkat", "getdents64", "newfstatat", "close")
"""Tidying up and looking twice: the first of these calls may fail and the save go on."""
ATTEMPTS = 3


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_strace()
    return make_home(tmp_path_factory.mktemp("faults"), 2)


class Saves:
    """Saves in copies of one home, each disturbed at one call of the save."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.template = template
        self.folder = folder
        self.old = paths_under(template).vault.read_bytes()
        self.further: tuple[str, ...] = ()
        self.recorded = self._record()

    def _record(self) -> list[SystemCall]:
        home = self.folder / "recorded"
        run = traced_save(self.template, home)
        assert run.status == 0, run.output
        shutil.rmtree(home)
        return run.calls

    def at(self, call: SystemCall, what: str) -> str:
        """What a save that is disturbed at one call leaves: old or new. `what` as for strace."""
        title = f"{call.name} {call.ordinal} {what}"
        for attempt in range(ATTEMPTS):
            home = self.folder / f"{title} {attempt}".replace(" ", "-").replace("=", "-")
            option = f"inject={call.name}:{what}:when={call.ordinal}"
            run = traced_save(self.template, home, "-e", option, *self.further)
            if self._hit(run.log, call, killed=run.status == -9):
                left = judge(run, self.old, f"{title}, {call.text[:200]}")
                shutil.rmtree(home)
                return left
        # Python opened more or fewer files while it started than when it was recorded.
        pytest.fail(f"strace did not hit {title} of the save in {ATTEMPTS} attempts")

    def _hit(self, log: Path, call: SystemCall, killed: bool) -> bool:
        """Whether the fault met the save, and not the start of the program."""
        try:
            calls = between_marks(parsed(log.read_text()))
        except ValueError:
            return False
        if killed:
            return True
        return any(one.injected and one.ordinal == call.ordinal for one in calls)

    def outcomes(self, disturbances: Iterable[tuple[SystemCall, str]]) -> list[str]:
        """What each of them leaves; all that are wrong are told at once."""
        wrong: list[str] = []

        def tried(one: tuple[SystemCall, str]) -> str:
            try:
                return self.at(*one)
            except AssertionError as error:
                wrong.append(str(error))
                return "wrong"

        with ThreadPoolExecutor(2) as pool:
            left = list(pool.map(tried, disturbances))
        assert not wrong, "\n\n".join(wrong)
        return left


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_every_call(template: Path, tmp_path: Path, name: str):
    saves = Saves(template, tmp_path)
    same = SAME_CALL.get(name, (name,))
    calls = [call for call in saves.recorded if call.name in same and call.result >= 0]
    assert calls, f"a save makes no {name}"
    outcomes: dict[str, list[str]] = {}
    for fault in FAULTS[name]:
        assert hasattr(errno, fault)
        outcomes[fault] = saves.outcomes((call, f"error={fault}") for call in calls)
    first = {fault: left[0] for fault, left in outcomes.items()}
    expected = {
        fault: "new" if (name, fault) in TAKEN_IN_STRIDE else "old" for fault in FAULTS[name]
    }
    if name not in NOT_NEEDED:
        assert first == expected


@pytest.mark.parametrize("name", ["write", "fsync", "fallocate", "renameat"])
def test_a_fault_of_a_disk_that_cannot_be_tidied_up_either(
    template: Path, tmp_path: Path, name: str
):
    saves = Saves(template, tmp_path)
    saves.further = ("-e", "inject=unlinkat:error=EIO")
    first = next(call for call in saves.recorded if call.name == name)
    assert saves.at(first, "error=EIO") == "old"


@pytest.mark.parametrize("how", ["", "lockless"])
def test_without_locks_it_is_saved_only_where_that_is_allowed(
    template: Path, tmp_path: Path, how: str
):
    old = paths_under(template).vault.read_bytes()
    no_locks = ("-e", "inject=flock:error=ENOLCK")
    run = traced_save(template, tmp_path / "home", *no_locks, how=(how,) if how else ())
    assert {call.name for call in run.injected} == {"flock"}
    assert judge(run, old, "no locks") == ("new" if how else "old")
    assert run.status == (0 if how else 5), run.output
    assert bool(how) != ("--no-lock" in run.output)


@pytest.mark.parametrize("quarter", range(4))
def test_a_kill_at_every_call(template: Path, tmp_path: Path, quarter: int):
    saves = Saves(template, tmp_path)
    calls = saves.recorded[quarter::4]
    assert len(saves.recorded) > 60
    left = saves.outcomes((call, "signal=KILL") for call in calls)
    assert set(left) == {"old", "new"}
    assert left == sorted(left, reverse=True), "once it is new it stays new"
