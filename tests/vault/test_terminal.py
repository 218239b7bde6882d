"""A prompt on a real terminal: nothing is echoed and the terminal is always put back."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from jungletui.domain.failures import LockedError
from jungletui.vault import terminal

ASKING = (
    "import sys\n"
    "from jungletui.vault.terminal import ask\n"
    "words = ask('Passphrase: ')\n"
    "sys.stdout.write(words.hex())\n"
)


@dataclass
class Person:
    """The master side of a terminal, and the program that asks on the other side."""

    master: int
    slave: int
    program: subprocess.Popen[bytes]
    shown: bytes = b""

    def read_until(self, text: bytes) -> None:
        end = time.monotonic() + 30
        while text not in self.shown:
            if not select.select([self.master], [], [], end - time.monotonic())[0]:
                pytest.fail(f"the terminal shows {self.shown!r} and never {text!r}")
            self.shown += os.read(self.master, 1024)

    def types(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def flags(self) -> int:
        return termios.tcgetattr(self.slave)[3]


THREADED = (
    "import os, signal, threading\n"
    "from jungletui.vault import terminal\n"
    "def leave(*_):\n"
    "    terminal.restore()\n"
    "    os._exit(130)\n"
    "signal.signal(signal.SIGINT, leave)\n"
    "asking = threading.Thread(target=terminal.ask, args=('Passphrase: ',), daemon=True)\n"
    "asking.start()\n"
    "asking.join()\n"
)


@pytest.fixture
def person(request: pytest.FixtureRequest) -> Iterator[Person]:
    asking = getattr(request, "param", ASKING)
    master, slave = pty.openpty()
    program = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import fcntl, termios\nfcntl.ioctl({slave}, termios.TIOCSCTTY, 0)\n{asking}",
        ],
        pass_fds=[slave],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield Person(master, slave, program)
    program.kill()
    program.communicate()
    os.close(master)
    os.close(slave)


def test_what_is_typed_is_not_shown(person: Person):
    before = person.flags()
    assert before & termios.ECHO
    person.read_until(b"Passphrase: ")
    assert not person.flags() & termios.ECHO
    person.types("corréct horsf\x7fe 1\n".encode())
    output, errors = person.program.communicate(timeout=30)
    assert bytes.fromhex(output.decode()) == "corréct horse 1".encode(), errors
    person.read_until(b"\n")
    assert b"horse" not in person.shown
    assert person.flags() == before


def test_ctrl_c_interrupts_and_puts_the_terminal_back(person: Person):
    before = person.flags()
    person.read_until(b"Passphrase: ")
    person.types(b"half a pass\x03")
    person.program.communicate(timeout=30)
    assert person.program.returncode == -signal.SIGINT
    assert b"half" not in person.shown
    assert person.flags() == before


@pytest.mark.parametrize("person", [THREADED], indirect=True)
def test_a_thread_that_asks_does_not_leave_the_echo_off(person: Person):
    before = person.flags()
    person.read_until(b"Passphrase: ")
    assert not person.flags() & termios.ECHO
    person.types(b"\x03")
    person.program.communicate(timeout=30)
    assert person.program.returncode == 130
    assert person.flags() == before


def test_ctrl_d_is_no_passphrase(person: Person):
    before = person.flags()
    person.read_until(b"Passphrase: ")
    person.types(b"\x04")
    _, errors = person.program.communicate(timeout=30)
    assert b"no passphrase was typed" in errors
    assert person.flags() == before


def test_without_a_terminal():
    with pytest.raises(LockedError) as caught:
        terminal.ask("Passphrase: ", "/dev/null")
    assert "--passphrase-fd" in caught.value.remedy
    with pytest.raises(LockedError):
        terminal.ask("Passphrase: ", "/nowhere/tty")
