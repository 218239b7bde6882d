"""A real `systemd --user` in a place of its own, with the units that are shipped.

It gets a cgroup, a cgroup namespace and a mount namespace: it sees and moves no process but its
own, and what it mounts nobody else sees. `/srv` is an empty disk there, with a home in it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "packaging" / "systemd"
PROGRAM = "/lib/systemd/systemd"
HOME, RUN = "/srv/home", "/srv/run"
SECONDS = 30.0
NOT_HERE = "a user manager of systemd is not at hand"

PLACE = """
set -e
exec 2>&1
mount -t cgroup2 none /sys/fs/cgroup
while read -r pid; do [ "$pid" -eq $$ ]; done < /sys/fs/cgroup/cgroup.procs
grep -qx 0::/ /proc/self/cgroup
mount -t tmpfs none /run/systemd
mkdir -p /run/systemd/system /run/systemd/inaccessible/dir
touch /run/systemd/inaccessible/reg
mount -t tmpfs -o mode=755 none /srv
mkdir -m 700 /srv/home /srv/run
mkdir -p /srv/home/.config/systemd/user /srv/home/.local/bin
mount --make-rshared /
cp "$1"/jungletui-agent.service "$1"/jungletui-agent.socket /srv/home/.config/systemd/user
ln -s "$2" /srv/home/.local/bin/jungletui
for folder in .cache .local/state; do mkdir -p -m 700 "/srv/home/$folder/jungletui"; done
exec env -i HOME=/srv/home XDG_RUNTIME_DIR=/srv/run "$3" --user
"""
"""What the first process of the place does before it becomes the manager. Whatever fails ends it:
in a cgroup that is not its own alone the manager would move other people's processes. Mounts are
shared within the place, where systemd puts credentials by that way, and not with the outside."""


@dataclass(frozen=True)
class Place:
    """The manager's process, through which others get into its place."""

    pid: int

    def run(
        self, *argv: str, code: int | None = 0, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """A program beside the manager, as its user runs it, with `given` on its stdin."""
        environ = {"HOME": HOME, "XDG_RUNTIME_DIR": RUN, "PATH": f"{HOME}/.local/bin:/usr/bin:/bin"}
        done = subprocess.run(
            ["nsenter", f"--target={self.pid}", "--mount", "--wd=/srv", "--", *argv],
            input=given,
            capture_output=True,
            text=True,
            env=environ,
            timeout=60,
            start_new_session=True,
            check=False,
        )
        assert code is None or done.returncode == code, (argv, done)
        return done

    def systemctl(self, *words: str) -> str:
        return self.run("systemctl", "--user", *words).stdout.strip()

    def property_of(self, unit: str, name: str) -> str:
        return self.systemctl("show", "--value", f"--property={name}", unit)

    def write(self, path: str, text: str) -> None:
        """A private file in the place."""
        script = 'mkdir -p "$(dirname "$1")"; umask 077; cat > "$1"'
        self.run("sh", "-c", script, "sh", path, given=text)


@contextmanager
def user_manager(log: Path) -> Iterator[Place]:
    """The manager once it answers; the test is skipped where the machine lets none run."""
    command = Path(sys.executable).with_name("jungletui")
    tools = ("unshare", "nsenter", "systemctl", PROGRAM)
    missing = [one for one in (*tools, str(command)) if shutil.which(one) is None]
    tree = _cgroup_tree()
    if os.geteuid() != 0 or missing or tree is None:
        pytest.skip(f"{NOT_HERE}: {missing or 'it takes root and cgroups of version 2'}")
    group = tree / f"jungletui-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"{NOT_HERE}: {error}")
    try:
        with log.open("w") as said:
            process = subprocess.Popen(
                ["sh", "-c", 'echo $$ > "$0"/cgroup.procs && exec "$@"', str(group),
                 *("unshare", "--cgroup", "--mount", "--propagation=private"),
                 *("sh", "-c", PLACE, "sh", str(UNITS), str(command), PROGRAM)],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip
        with process:
            try:
                _until_it_answers(process, log)
                yield Place(process.pid)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(SECONDS)
    finally:
        _removed(group)


def _cgroup_tree() -> Path | None:
    """Where the cgroups of version 2 are mounted."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(place)
    return None


def _until_it_answers(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    private = Path(f"/proc/{process.pid}/root{RUN}/systemd/private")
    while not private.exists():
        if process.poll() is not None:
            pytest.skip(f"{NOT_HERE}: {log.read_text()[-200:]}")
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.02)


def _removed(group: Path) -> None:
    """Remove a cgroup and those below; whoever is still in one is on the way out."""
    deadline = time.monotonic() + SECONDS
    while group.exists():
        for folder in sorted(group.rglob("*"), key=lambda path: -len(path.parts)):
            if folder.is_dir():
                with suppress(OSError):
                    folder.rmdir()
        with suppress(OSError):
            group.rmdir()
        assert time.monotonic() < deadline, "a process of the manager stayed"
        time.sleep(0.05)
