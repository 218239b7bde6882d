"""One save, between two calls that mark it in a trace; run under strace by the proofs.

Arguments: vault, seen record, recovery code, name of the key to add, and `unsynced` for a build
whose fsync does nothing, or `lockless` for what --no-lock does. Exit code 0 after a success, 5 with
the error as JSON on stdout.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import tomli_w  # noqa: F401  a save loads it late: its files are not what is tried here

from jungletui.domain.failures import VaultError
from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.material import adding


def mark(word: str) -> None:
    with suppress(FileNotFoundError):
        Path(f"/the-save-{word}").readlink()


def main() -> None:
    vault_file, seen, code, name, *how = sys.argv[1:]
    vault = open_with_recovery_code(
        VaultPaths(Path(vault_file), Path(seen), lockless=how == ["lockless"]),
        bytearray(code.encode()),
    )
    if how == ["unsynced"]:
        os.fsync = lambda fd: None
    mark("begins")
    try:
        vault.change(adding(name))
    except VaultError as error:
        mark("ends")
        sys.stdout.write(json.dumps(asdict(error.info)))
        sys.stdout.flush()
        os._exit(5)
    mark("ends")
    os._exit(0)


main()
