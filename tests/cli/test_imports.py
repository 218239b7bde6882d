"""What a process has really loaded: the price of a command, and the reach of a secret."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import BINANCE, PASSPHRASE, jungletui

pytestmark = pytest.mark.slow

NEVER = {"textual", "rich", "ccxt", "aiohttp", "cryptography", "keyring"}
NOBODY = "http://127.0.0.1:1"
UNREACHABLE = 4
PROGRAM = """
import json, sys
sys.argv = json.loads(sys.argv[1])
from jungletui.cli import __main__ as program
def end(code):
    sys.stderr.write("LOADED " + json.dumps(sorted(sys.modules)) + "\\n")
    sys.exit(code)
program.end = end
program.main()
"""


def loaded(home: Path, *arguments: str, code: int = 0) -> set[str]:
    """The modules of the client after a command that ends with `code`."""
    reader, writer = os.pipe()
    os.write(writer, PASSPHRASE.encode() + b"\n")
    os.close(writer)
    argv = ["jungletui", "--home", str(home), "--passphrase-fd", str(reader), *arguments]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(argv)],
        pass_fds=[reader],
        capture_output=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    os.close(reader)
    assert done.returncode == code, done.stderr.decode()
    (line,) = [line for line in done.stderr.decode().splitlines() if line.startswith("LOADED ")]
    assert done.stdout
    return set(json.loads(line.removeprefix("LOADED ")))


def packages(modules: set[str]) -> set[str]:
    return {name.split(".")[0] for name in modules}


@pytest.mark.parametrize(
    "command",
    [("keys", "list"), ("keys", "show", "main"), ("doctor",), ("exchanges",), ("guide", "okx")],
)
def test_a_command_that_prints_json_loads_little(home: Path, command: tuple[str, ...]) -> None:
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify")
    assert jungletui(home, *add, given=BINANCE).code == 0
    modules = loaded(home, *command, "--json")
    assert not packages(modules) & (NEVER | {"msgspec", "asyncio"})
    assert not modules & {"jungletui.domain.documents", "jungletui.domain.interface"}
    assert not {name for name in modules if name.startswith(("jungletui.tui", "jungletui.service"))}


@pytest.mark.parametrize(
    "command",
    [
        *(("audit",), ("diagnose",), ("inspect",), ("balances",), ("orders",), ("fills",)),
        *(("positions",), ("movements",), ("executions",)),
    ],
    ids=" ".join,
)
def test_so_does_one_that_asks_exchanges(home: Path, command: tuple[str, ...]) -> None:
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify", "--endpoint", NOBODY)
    assert jungletui(home, *add, given=BINANCE).code == 0
    modules = loaded(home, *command, "--json", code=UNREACHABLE)
    assert not packages(modules) & (NEVER | {"msgspec", "asyncio"})
    assert not {name for name in modules if name.startswith(("jungletui.tui", "jungletui.service"))}


@pytest.mark.parametrize("command", [("log",), ("vault", "slots"), ("vault", "check")])
def test_so_does_one_about_the_vault(home: Path, command: tuple[str, ...]) -> None:
    assert not packages(loaded(home, *command, "--json")) & (NEVER | {"msgspec", "asyncio"})


def test_a_statement_is_made_without_loading_more(home: Path) -> None:
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify", "--endpoint", NOBODY)
    assert jungletui(home, *add, given=BINANCE).code == 0
    statement = ("keys", "attest", "main", "--withdraw", "no", "--json")
    assert not packages(loaded(home, *statement)) & (NEVER | {"asyncio"})


def test_a_command_that_prints_a_table_has_nothing_of_exchanges_or_vaults(home: Path) -> None:
    assert not packages(loaded(home, "keys", "list")) & NEVER


def service_loads(home: Path, *requests: str) -> set[str]:
    """The modules of a service after it answered `requests`."""
    ours, theirs = socket.socketpair()
    reader, writer = os.pipe()
    os.write(writer, PASSPHRASE.encode() + b"\n")
    os.close(writer)
    process = subprocess.Popen(
        [
            *(sys.executable, "-I", "-X", "importtime", "-m", "jungletui.service"),
            *("--socket-fd", str(theirs.fileno()), "--passphrase-fd", str(reader)),
            *("--home", str(home)),
        ],
        pass_fds=[theirs.fileno(), reader],
        stderr=subprocess.PIPE,
    )
    theirs.close()
    os.close(reader)
    for number, method in enumerate(requests, 1):
        request = {"jsonrpc": "2.0", "id": number, "method": method, "params": {}}
        ours.sendall(json.dumps(request).encode() + b"\n")
    with ours.makefile("rb") as answers:
        for _ in requests:
            assert b'"result"' in answers.readline()
    ours.close()
    assert process.stderr is not None
    lines = process.stderr.read().decode().splitlines()
    process.stderr.close()
    assert process.wait(20) == 0
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def test_a_service_that_needs_no_exchange_loads_none(home: Path) -> None:
    loaded = service_loads(home, "unlock", "keys_list")
    modules = packages(loaded)
    assert not modules & {"textual", "rich", "ccxt", "aiohttp", "keyring", "asyncio", "click"}
    assert "cryptography" in modules, "the vault was opened"
    assert not modules & {"xkcdpass", "zxcvbn"}, "they are for a new passphrase"
    assert not loaded & {"jungletui.vault.diceware", "jungletui.vault.guessing"}


def test_a_service_without_keys_asks_no_exchange(home: Path) -> None:
    modules = service_loads(home, "unlock", "keys_list", "lock")
    assert not {name for name in modules if name.startswith("jungletui.exchanges")}
