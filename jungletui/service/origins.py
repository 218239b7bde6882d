"""Who asks: the user, terminal and SSH line of the process on the other side of the socket."""

from __future__ import annotations

import os
import pwd
import re
import socket
import struct
from contextvars import ContextVar
from pathlib import Path

from jungletui.domain.activity import Origin

PTS_MAJORS = range(136, 144)  # Linux Documentation/admin-guide/devices.txt: Unix98 PTY slaves
TTY_MAJOR = 4
FIRST_SERIAL = 64
SSH_VARIABLES = ("SSH_CONNECTION", "SSH_CLIENT")
ASKER_LINE = "JUNGLETUI_ASKER_LINE"
"""Where the agent tells its child the SSH line of whoever asked for the vault to be opened."""

_ADDRESSES = re.compile(r"[0-9A-Fa-z.:% ]{3,128}")
_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


def origin() -> Origin:
    """Who asked for what is being done; this process itself where nobody was named."""
    return _origin.get() or origin_of(os.getpid(), os.getuid())


def user_name() -> str:
    """The login name of who asks; the number where it has none."""
    uid = origin().uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def remember(who: Origin) -> None:
    """From here on, in this task and in what it starts, `who` asks."""
    _origin.set(who)


def remember_peer(connection: socket.socket, told: str = "") -> None:
    """From here on, in this task and in what it starts, the peer of `connection` asks; `told` is
    its SSH line as it names it itself, for where its environment cannot be read."""
    peer = peer_of(connection)
    if peer is not None:
        remember(origin_of(*peer, told))


def peer_of(connection: socket.socket) -> tuple[int, int] | None:
    """Process and user on the other side; None where the kernel does not say."""
    try:
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        pid, uid, _ = struct.unpack("3i", credentials)
    except OSError:
        return None
    return pid, uid


def origin_of(pid: int, uid: int, told: str = "") -> Origin:
    """Where a process belongs; `told` as in `remember_peer`."""
    return Origin(uid=uid, tty=_tty(pid), ssh=_ssh(pid) or _line(told))


def _tty(pid: int) -> str | None:
    """The controlling terminal: field 7 of /proc/PID/stat, see proc_pid_stat(5)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        device = int(fields[4])
    except (OSError, ValueError, IndexError):
        return None
    major, minor = os.major(device), os.minor(device)
    if major in PTS_MAJORS:
        return f"/dev/pts/{(major - PTS_MAJORS.start) * 256 + minor}"
    if major == TTY_MAJOR:
        serial = minor - FIRST_SERIAL
        return f"/dev/ttyS{serial}" if serial >= 0 else f"/dev/tty{minor}"
    return f"{major}:{minor}" if device else None


def _ssh(pid: int) -> str | None:
    """The SSH line as the client's environment names it; where that cannot be read, and the client
    is the one that started this process, as this process's own does."""
    try:
        environ = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        found = dict(entry.partition(b"=")[::2] for entry in environ)
        texts = [found.get(name.encode(), b"").decode("ascii", "replace") for name in SSH_VARIABLES]
    except OSError:
        if pid not in (os.getpid(), os.getppid()):
            return None
        texts = [os.environ.get(name, "") for name in SSH_VARIABLES]
    return _line(texts[0] or texts[1])


def _line(text: str) -> str | None:
    """`text` where it looks like addresses and ports."""
    return text if _ADDRESSES.fullmatch(text) else None
