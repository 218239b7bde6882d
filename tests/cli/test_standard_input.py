"""The standard streams: a passphrase, a credential or neither comes in, and one may be closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import BINANCE, PASSPHRASE, jungletui

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations

NO_CREDENTIAL = "stdin holds no credential"
TWICE = b'{"apiKey": "one", "apiKey": "two", "secret": "three"}'


def given(home: Path, stdin: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The program with these bytes on standard input."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUNGLETUI", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-m", "jungletui.cli", "--home", str(home), *arguments],
        input=stdin,
        capture_output=True,
        env=env,
        timeout=60,
        check=False,
        start_new_session=True,
    )


def add(home: Path, stdin: bytes, name: str = "main") -> subprocess.CompletedProcess[bytes]:
    """`keys add` of a credential in these bytes, the passphrase coming from a file."""
    file = home.parent / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    options = ("--passphrase-file", str(file), "--exchange", "binance", "--no-verify")
    return given(home, stdin, "keys", "add", name, *options)


def test_the_passphrase_may_come_on_standard_input(home: Path) -> None:
    done = given(
        home, PASSPHRASE.encode() + b"\n", "keys", "list", "--json", "--passphrase-fd", "0"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["keys"] == []
    wrong = given(home, b"some other words here\n", "--passphrase-fd", "0", "keys", "list")
    assert wrong.returncode == 3
    assert b"E_AUTH" in wrong.stderr


def test_standard_input_holds_one_thing_only(home: Path) -> None:
    line = PASSPHRASE.encode() + b"\n" + json.dumps(BINANCE).encode()
    add_main = ("keys", "add", "main", "--exchange", "binance", "--passphrase-fd", "0")
    done = given(home, line, *add_main)
    assert done.returncode == 2
    assert b"cannot hold both" in done.stderr


@pytest.mark.parametrize("number", ["3", "57", "9" * 20])
def test_a_descriptor_that_is_not_open_is_named(home: Path, number: str) -> None:
    done = jungletui(home, "keys", "list", "--passphrase-fd", number, passphrase=None)
    assert done.code == 3
    assert f"descriptor {number} of --passphrase-fd is not open" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "stdin",
    [b"", b"\xff\xfe{\x00", b"[" * 100_000, b'{"apiKey": 5}', b"null", TWICE],
    ids=["nothing", "no UTF-8", "deeply nested", "a number", "null", "a field twice"],
)
def test_what_is_no_credential_is_refused_before_anything_is_asked(
    home: Path, stdin: bytes
) -> None:
    done = add(home, stdin)
    assert done.returncode == 2
    assert NO_CREDENTIAL in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_the_mark_that_windows_puts_in_front_is_no_part_of_a_credential(home: Path) -> None:
    done = add(home, b"\xef\xbb\xbf" + json.dumps(BINANCE).encode())
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("closed", "code"), [("<&-", 0), ("2>&-", 0), (">&-", 1), ("<&- >&- 2>&-", 1)]
)
def test_a_closed_standard_stream_ends_in_no_traceback(
    home: Path, tmp_path: Path, closed: str, code: int
) -> None:
    said = tmp_path / "said"
    shell = f'"$0" -m jungletui.cli --home "$1" exchanges {closed}'
    with said.open("wb") as file:
        done = subprocess.run(
            ["/bin/sh", "-c", shell, sys.executable, str(home)],
            stdout=file,
            stderr=file,
            timeout=60,
            check=False,
        )
    assert done.returncode == code, said.read_text()
    assert "Traceback" not in said.read_text()
    assert ("binance" in said.read_text()) is (code == 0)


def test_an_error_that_cannot_be_written_keeps_its_exit_code(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "jungletui.cli", "keys", "list", "--json", "--home", tmp_path],
            stdout=full,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
            start_new_session=True,
        )
    assert done.returncode == 3, "locked"
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_word_that_is_no_text_is_wrong_usage(home: Path) -> None:
    done = given(home, b"", "guide", os.fsdecode(b"bin\xffance"))
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr
