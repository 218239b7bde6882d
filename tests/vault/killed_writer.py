"""Saves again and again in children that are killed before their n-th system call, n = 1, 2, …

After each kill the vault must open and be what it was, or what it was to become. Prints how many
kills there were. Arguments: vault, seen record, recovery code.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from pathlib import Path

from jungletui.vault.store import OpenVault, VaultPaths, open_with_recovery_code
from tests.vault.material import adding, names

PATHS = VaultPaths(Path(sys.argv[1]), Path(sys.argv[2]))
PATCHED = (
    "open", "write", "posix_fallocate", "fsync", "fchmod", "link", "rename", "unlink", "close",
)  # fmt: skip


def reopened() -> OpenVault:
    return open_with_recovery_code(PATHS, bytearray(sys.argv[3].encode()))


def die_before(nth: int) -> None:
    calls = itertools.count(1)
    for name in PATCHED:
        real = getattr(os, name)

        def call(*arguments, real=real, **keywords):
            if next(calls) == nth:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **keywords)

        setattr(os, name, call)


def main() -> None:
    for nth in itertools.count(1):
        vault = reopened()
        before = names(vault.content)
        child = os.fork()
        if child == 0:
            die_before(nth)
            vault.change(adding(f"save-{nth}"))
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        after = names(reopened().content)
        if after not in (before, [*before, f"save-{nth}"]):
            sys.exit(f"killed before call {nth}: {before} became {after}")
        if not os.WIFSIGNALED(status):
            sys.stdout.write(f"{nth - 1}\n")
            return


main()
