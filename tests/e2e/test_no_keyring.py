"""Where the kernel's keyrings are forbidden (seccomp in containers), or no session has one."""

from __future__ import annotations

import ctypes
import platform
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import make_vault
from tests.cli.program import BINANCE
from tests.client.agents import passphrase_file
from tests.e2e.conftest import JUNGLETUI

NUMBERS = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}
"""add_key, request_key and keyctl: asm/unistd.h."""

pytestmark = [
    pytest.mark.slow,  # whole programs
    pytest.mark.skipif(platform.machine() not in NUMBERS, reason="the numbers of the calls"),
]
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, MODE_FILTER = 22, 38, 2  # prctl(2)
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
KILL_PROCESS, ALLOW = 0x80000000, 0x7FFF0000  # linux/seccomp.h


def forbid_keyrings() -> None:
    """Kill this process, or a child, that asks the kernel for a key: a call that is only refused
    could be made and passed over unseen."""
    numbers = NUMBERS[platform.machine()]
    steps = [(LOAD, 0, 0, 0)]
    for at, number in enumerate(numbers):
        steps.append((EQUAL, len(numbers) - at, 0, number))
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, KILL_PROCESS)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, MODE_FILTER, program, 0, 0
    ):
        raise OSError(ctypes.get_errno(), "seccomp")


def without_keyrings(*argv: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        argv, input=given, capture_output=True, preexec_fn=forbid_keyrings, check=False, timeout=60
    )


def test_the_trap_is_armed() -> None:
    number = NUMBERS[platform.machine()][2]
    code = f"import ctypes; ctypes.CDLL(None).syscall({number}, 0, -3, 0)"
    assert without_keyrings(sys.executable, "-c", code).returncode == -signal.SIGSYS


def test_everything_works_and_no_keyring_of_the_kernel_is_touched(tmp_path: Path) -> None:
    home = make_vault(tmp_path / "home")
    given = ("--home", str(home), "--passphrase-file", str(passphrase_file(home)), "--no-agent")
    key = str(BINANCE).replace("'", '"').encode()
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify")
    for words, stdin in ((add, key), (("keys", "list"), b""), (("doctor",), b"")):
        done = without_keyrings(*JUNGLETUI, *given, *words, given=stdin)
        assert done.returncode in (0, 1 if words == ("doctor",) else 0), (words, done.stderr)
        assert b"service process has ended" not in done.stderr
    agent = ("--home", str(home), "agent")
    file = ("--passphrase-file", str(home / "passphrase"))
    assert without_keyrings(*JUNGLETUI, *agent, "start", *file).returncode == 0
    assert without_keyrings(*JUNGLETUI, "--home", str(home), "keys", "list").returncode == 0
    assert without_keyrings(*JUNGLETUI, *agent, "stop").returncode == 0
