"""The passphrase comes from the first source that there is, as bytes, and from no other."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, UsageError
from jungletui.vault import descriptors, terminal
from jungletui.vault import sources as sources_module
from jungletui.vault.descriptors import read_all
from jungletui.vault.sources import PassphraseSources, given_new, read_passphrase

WORDS = b"tapir anorak quill oyster"
NONE = PassphraseSources(fd=None, file=None, command=None, environ={}, tty=False)


def pipe_with(data: bytes) -> int:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return reading


def private_file(path: Path, data: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(data)
    path.chmod(mode)
    return path


def printing(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; sys.stdout.write({text!r})")


@pytest.fixture
def every(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PassphraseSources:
    """All sources at once, each with words of its own."""
    private_file(tmp_path / "jungletui.passphrase", b"from the credential\n", 0o400)
    monkeypatch.setattr(terminal, "ask", lambda prompt: bytearray(b"from the terminal"))
    return PassphraseSources(
        fd=pipe_with(b"from the descriptor\n"),
        file=private_file(tmp_path / "words", b"from the file\n"),
        command=printing("from the command\n"),
        environ={
            "CREDENTIALS_DIRECTORY": str(tmp_path),
            "JUNGLETUI_PASSPHRASE": "from the environment",
        },
        tty=True,
    )


def test_the_order(every: PassphraseSources, caplog: pytest.LogCaptureFixture):
    def asked(sources: PassphraseSources) -> bytes:
        environ = dict(every_environ)
        environ.update(sources.environ)
        return bytes(read_passphrase(replace(sources, environ=environ), "Passphrase: "))

    every_environ = {"JUNGLETUI_PASSPHRASE": "from the environment"}
    sources = every
    assert asked(sources) == b"from the descriptor"
    sources = replace(sources, fd=None)
    assert asked(sources) == b"from the file"
    sources = replace(sources, file=None)
    assert asked(sources) == b"from the credential"
    sources = replace(sources, environ={})
    assert asked(sources) == b"from the command"
    assert caplog.text == ""
    sources = replace(sources, command=None)
    assert asked(sources) == b"from the environment"
    assert "JUNGLETUI_PASSPHRASE" in caplog.text
    assert "from the environment" not in caplog.text
    every_environ.clear()
    assert asked(sources) == b"from the terminal"
    with pytest.raises(LockedError, match="no passphrase was given"):
        asked(replace(sources, tty=False))


def test_the_variable_is_deleted_whatever_source_is_used(every: PassphraseSources):
    read_passphrase(every, "")
    assert "JUNGLETUI_PASSPHRASE" not in every.environ


def test_it_is_deleted_from_the_real_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUNGLETUI_PASSPHRASE", "words of the environment")
    read_passphrase(replace(NONE, environ=os.environ), "")
    assert "JUNGLETUI_PASSPHRASE" not in os.environ


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"nul\0", b"bad \xff", b"x" * 1025, b"a\nb", b"a\n\n"]
)
def test_48_a_descriptor_with_something_else(data: bytes):
    with pytest.raises(LockedError):
        read_passphrase(replace(NONE, fd=pipe_with(data)), "")


def test_the_longest_line_fits_and_a_mebibyte_is_not_read_whole():
    words = b"x" * 1024
    for ending in (b"", b"\n", b"\r\n"):
        assert read_passphrase(replace(NONE, fd=pipe_with(words + ending)), "") == words
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.write(writing, b"y" * 60000)
    with pytest.raises(LockedError, match="longer"):
        read_passphrase(replace(NONE, fd=reading), "")
    os.close(writing)


def test_the_descriptor_is_closed_also_after_an_error():
    for data in (WORDS, b"nul\0"):
        fd = pipe_with(data)
        with suppress(LockedError):
            read_passphrase(replace(NONE, fd=fd), "")
        with pytest.raises(OSError, match="Bad file"):
            os.fstat(fd)


def test_a_supervisor_may_keep_the_pipe_open():
    reading, writing = os.pipe()
    os.write(writing, WORDS + b"\n")
    assert read_passphrase(replace(NONE, fd=reading), "") == WORDS
    os.close(writing)


def test_a_supervisor_that_writes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(descriptors, "DESCRIPTOR_SECONDS", 0.05)
    reading, writing = os.pipe()
    with pytest.raises(LockedError, match="gave no line within"):
        read_passphrase(replace(NONE, fd=reading), "")
    os.close(writing)


def test_a_descriptor_that_is_none():
    fd = pipe_with(b"")
    os.close(fd)
    with pytest.raises(LockedError, match="cannot be read"):
        read_passphrase(replace(NONE, fd=fd), "")


def test_both_spellings_are_one_passphrase():
    composed = replace(NONE, fd=pipe_with("corréct horse".encode()))
    decomposed = replace(NONE, fd=pipe_with("corre\u0301ct horse\n".encode()))
    assert read_passphrase(composed, "") == read_passphrase(decomposed, "")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_passphrase_file_that_others_can_touch(tmp_path: Path, mode: int):
    file = private_file(tmp_path / "words", WORDS, mode)
    with pytest.raises(LockedError) as caught:
        read_passphrase(replace(NONE, file=file), "")
    assert caught.value.remedy == f"chmod 600 {file}"


def test_a_passphrase_file_that_is_no_file(tmp_path: Path):
    real = private_file(tmp_path / "words", WORDS)
    link = tmp_path / "link"
    link.symlink_to(real)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo, 0o600)
    for file in (link, fifo, tmp_path, tmp_path / "absent"):
        with pytest.raises(LockedError) as caught:
            read_passphrase(replace(NONE, file=file), "")
        assert str(file) in caught.value.message


def test_systemd_credentials(tmp_path: Path):
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    with pytest.raises(LockedError, match="no passphrase was given"):
        read_passphrase(replace(NONE, environ=environ), "")
    file = private_file(tmp_path / "jungletui.passphrase", WORDS, 0o440)
    with pytest.raises(LockedError, match="0400"):
        read_passphrase(replace(NONE, environ=environ), "")
    file.chmod(0o400)
    assert read_passphrase(replace(NONE, environ=environ), "") == WORDS
    with pytest.raises(LockedError, match="absolute"):
        read_passphrase(replace(NONE, environ={"CREDENTIALS_DIRECTORY": "here"}), "")


def test_the_command_is_no_shell_line(tmp_path: Path):
    words = "$(touch x); tapir anorak"
    command = (sys.executable, "-c", "import sys; print(sys.argv[1])", words)
    assert read_passphrase(replace(NONE, command=command), "") == words.encode()


def test_the_command_inherits_no_passphrase(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUNGLETUI_PASSPHRASE", "words of the environment")
    command = (sys.executable, "-c", "import os; print(os.environ.get('JUNGLETUI_PASSPHRASE'))")
    assert read_passphrase(replace(NONE, command=command, environ=os.environ), "") == b"None"


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; print('words'); sys.exit(3)", "status 3"),
        ("pass", "empty"),
        ("print('a', flush=True); import time; time.sleep(0.05); print('b')", "control"),
        ("import sys; sys.stderr.write('hush'); sys.exit(1)", "status 1"),
    ],
)
def test_a_command_that_fails(program: str, reason: str, capfd: pytest.CaptureFixture[str]):
    with pytest.raises(LockedError, match=reason):
        read_passphrase(replace(NONE, command=(sys.executable, "-c", program)), "")
    assert capfd.readouterr() == ("", "")


def test_a_command_that_cannot_be_started_or_does_not_end(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(LockedError, match="cannot be started"):
        read_passphrase(replace(NONE, command=("/nowhere/at-all",)), "")
    monkeypatch.setattr(sources_module, "COMMAND_SECONDS", 0.05)
    for program in ("import time; time.sleep(60)", "import os, time; os.close(1); time.sleep(60)"):
        with pytest.raises(LockedError, match="within"):
            read_passphrase(replace(NONE, command=(sys.executable, "-c", program)), "")


def test_a_new_passphrase_of_any_source_must_be_strong():
    assert given_new(replace(NONE, fd=pipe_with(WORDS))) == WORDS
    with pytest.raises(UsageError, match="too weak"):
        given_new(replace(NONE, fd=pipe_with(b"short")))


@pytest.mark.parametrize("raw", [b"tapir\0anorak quill", b"tapir \x1b[2J anorak", b"x" * 1025, b""])
def test_what_cannot_be_a_passphrase_becomes_no_new_one(raw: bytes):
    with pytest.raises(LockedError, match="cannot be used"):
        given_new(replace(NONE, fd=pipe_with(raw)))


def test_without_a_source_a_new_passphrase_is_for_a_person():
    assert given_new(replace(NONE, tty=True)) is None


def test_reading_stops_at_a_deadline():
    reading, writing = os.pipe()
    with pytest.raises(TimeoutError):
        read_all(reading, time.monotonic() - 1)
    os.close(reading)
    os.close(writing)
