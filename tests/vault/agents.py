"""Real ssh-agents, and impostors that hang or lie, for as long as a test needs them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

needs_ssh = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("ssh-agent", "ssh-add", "ssh-keygen")),
    reason="openssh-client is not installed",
)


@contextmanager
def ssh_agent(folder: Path, *key_types: str) -> Iterator[dict[str, str]]:
    """A real agent with a new key of each type; the answer is what its clients' environment has."""
    address = folder / "agent"
    process = subprocess.Popen(
        ("ssh-agent", "-D", "-a", str(address)), stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    environ = {"SSH_AUTH_SOCK": str(address)}
    try:
        while not address.exists():
            assert process.poll() is None
        for number, key_type in enumerate(key_types):
            add_key(folder / f"key-{number}", key_type, environ)
        yield environ
    finally:
        process.terminate()
        process.wait()


def add_key(file: Path, key_type: str, environ: dict[str, str], *options: str) -> None:
    if not file.exists():
        command = ("ssh-keygen", "-q", "-t", key_type, "-N", "", "-C", file.name, "-f", str(file))
        subprocess.run(command, check=True)
    subprocess.run(("ssh-add", "-q", *options, str(file)), check=True, env=environ)


def remove_keys(environ: dict[str, str]) -> None:
    subprocess.run(("ssh-add", "-q", "-D"), check=True, env=environ, stderr=subprocess.DEVNULL)


@contextmanager
def impostor(folder: Path, answer: Callable[[bytes], bytes | None]) -> Iterator[dict[str, str]]:
    """A program on an agent's socket that answers each request as `answer` says; None hangs."""
    address = folder / "impostor"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(address))
    listener.listen()
    hanging: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            reply = answer(_request(line))
            if reply is None:
                hanging.append(line)
                continue
            line.sendall(reply)
            line.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield {"SSH_AUTH_SOCK": str(address)}
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for line in hanging:
            line.close()
        thread.join()


def _request(line: socket.socket) -> bytes:
    head = line.recv(4)
    length = int.from_bytes(head)
    body = b""
    while len(body) < length and (piece := line.recv(length - len(body))):
        body += piece
    return body
