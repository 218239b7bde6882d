"""The real system calls of a real save, recorded by strace, through the crash model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vault import strace_run
from tests.vault.crash_model import Call, vault_states
from tests.vault.material import paths_under
from tests.vault.strace_log import model_calls, parsed
from tests.vault.strace_run import ADDED, Run, make_home, need_strace, reopened, traced_save


class Recorded:
    """A save as the crash model sees it: the folder before, the calls, the vault old and new."""

    def __init__(self, folder: Path, saves: int, *how: str) -> None:
        need_strace()
        template = make_home(folder, saves)
        home = folder / "home"
        files = sorted(entry for entry in template.iterdir() if entry.is_file())
        self.names = {file.name: number for number, file in enumerate(files)}
        self.files = {number: file.read_bytes() for number, file in enumerate(files)}
        self.old = paths_under(template).vault.read_bytes()
        self.run: Run = traced_save(template, home, how=how)
        assert self.run.status == 0, self.run.output
        self.new = self.run.paths.vault.read_bytes()
        self.calls = list(model_calls(self.run.calls, home, self.names))

    def outcome(self) -> tuple[int, int, int]:
        """How many disks there are, on how many the vault is lost, and on how many it is old
        although success was reported."""
        states = lost = forgotten = 0
        for length, data in vault_states(self.names, self.files, self.calls, "vault.cxv"):
            states += 1
            lost += data not in (self.old, self.new)
            forgotten += length == len(self.calls) and data == self.old
        return states, lost, forgotten

    def kinds(self) -> list[str]:
        return [call.name for call in self.calls]


@pytest.mark.slow
@pytest.mark.parametrize("saves", [0, 1, 6], ids=["no backup", "one backup", "all backups"])
def test_no_disk_that_the_recorded_calls_can_leave_loses_the_vault(tmp_path: Path, saves: int):
    recorded = Recorded(tmp_path, saves)
    assert {"create", "write", "reserve", "fsync", "link", "rename", "fsyncdir"} <= set(
        recorded.kinds()
    )
    written = b"".join(call.data for call in recorded.calls if call.name == "write")
    assert written == recorded.new
    states, lost, forgotten = recorded.outcome()
    assert states > 30
    assert (lost, forgotten) == (0, 0)


@pytest.mark.slow
def test_the_record_is_written_only_when_the_vault_is_durable(tmp_path: Path):
    """A record that survives a power cut never knows a generation that the vault may lose."""
    recorded = Recorded(tmp_path, 1)
    home = recorded.run.paths.vault.parent
    calls = recorded.run.calls
    durable = [at for at, call in enumerate(calls) if call.name == "fsync" and call.place() == home]
    touched = [
        at for at, call in enumerate(calls)
        if call.name in ("write", "renameat") and call.mentions(recorded.run.paths.seen.parent)
    ]  # fmt: skip
    assert durable
    assert touched
    assert max(durable) < min(touched)


@pytest.mark.slow
def test_without_fsync_the_model_reports_losses(tmp_path: Path):
    """The checker can fail: the same program, with an fsync that does nothing."""
    recorded = Recorded(tmp_path, 1, "unsynced")
    assert not {"fsync", "fsyncdir"} & set(recorded.kinds())
    assert reopened(recorded.run.paths).content.keys[-1].name == ADDED
    _, lost, forgotten = recorded.outcome()
    assert lost > 0
    assert forgotten > 0


def test_what_the_model_cannot_judge_is_an_error():
    def line(text: str) -> str:
        for word in ("/h/vault.cxv", "/h", "vault.cxv", "x"):
            escaped = "".join(f"\\x{byte:02x}" for byte in word.encode())
            text = text.replace(f"<{word}>", f"<{escaped}>").replace(f'"{word}"', f'"{escaped}"')
        return text

    start = {"vault.cxv": 0}
    for text in (
        '7 openat(3</h>, "vault.cxv", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 4</h/vault.cxv>',
        '7 write(4</h/vault.cxv>, "x", 1) = 1',
        "7 ftruncate(4</h/vault.cxv>, 0) = 0",
        '7 pwrite64(4</h/vault.cxv>, "x", 1, 0) = 1',
        '7 renameat(3</h>, "vault.cxv", 5</x>, "x") = 0',
    ):
        (call,) = parsed(line(text))
        with pytest.raises(ValueError, match=r"model|written"):
            list(model_calls([call], Path("/h"), start))
    (call,) = parsed(line('7 openat(3</h>, "x", O_WRONLY|O_CREAT|O_EXCL, 0600) = 4</x>'))
    assert list(model_calls([call], Path("/h"), start)) == [Call("create", 1, target="x")]


def test_without_strace_the_proofs_are_skipped_and_in_ci_they_fail(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(strace_run, "_trouble", lambda: "strace is not installed")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        need_strace()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        need_strace()
