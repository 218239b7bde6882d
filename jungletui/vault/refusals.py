"""Refusing a vault: the reason from within, the file's name and the way out added at the edge.

The pure parts of the format know no path. They raise through `refuse`; whoever holds the path
wraps them in `about`, which names the file and, for a damaged vault, the newest whole backup.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jungletui.domain.failures import VaultError, VaultFault

RemedyFinder = Callable[[], str]

DAMAGE = (VaultFault.FORMAT, VaultFault.TAMPER, VaultFault.SCHEMA)


def refuse(fault: VaultFault, reason: str, remedy: str = "") -> VaultError:
    """An error without a file name yet. `reason` never quotes what the vault holds."""
    return VaultError(fault, reason, remedy)


@contextmanager
def about(path: Path, restore: RemedyFinder | None = None) -> Iterator[None]:
    """Name `path` in every VaultError raised inside; a damaged vault gets the remedy `restore`."""
    try:
        yield
    except VaultError as error:
        if str(path) in error.message:
            raise
        reason = error.message.removeprefix(f"{error.fault.value}: ")
        remedy = error.remedy
        if not remedy and restore is not None and error.fault in DAMAGE:
            remedy = restore()
        remedy = remedy or _COMMON[error.fault].format(path=quoted(path))
        raise VaultError(error.fault, f"{path}: {reason}", remedy) from None


def quoted(path: Path) -> str:
    """A path as it can be pasted into a shell."""
    return shlex.quote(str(path))


def accepting(path: str) -> str:
    """The command that takes an older copy, or the file in place itself, all the same."""
    return f"`jungletui vault restore {path} --accept-rollback` (with the --home of before)"


_COMMON = {
    VaultFault.FS: "Mend the file or its directory, then try again.",
    VaultFault.FORMAT: "Restore a backup of this file.",
    VaultFault.VERSION: "Open it with the JungleTUI that wrote it, or upgrade this one.",
    VaultFault.KDF_LIMIT: "Open the vault on a machine with more free memory.",
    VaultFault.KDF_WEAK: "Restore a backup of this file.",
    VaultFault.AUTH: "Try again with a secret that opens this vault.",
    VaultFault.TAMPER: "Restore a backup of this file.",
    VaultFault.SCHEMA: "Restore a backup of this file.",
    VaultFault.ROLLBACK: "Put the newer file back. If this older one is meant, say so: "
    f"{accepting('{path}')}.",
    VaultFault.FORK: "Two copies of this vault were changed apart: decide which one is right. "
    f"To go on with this one: {accepting('{path}')}.",
    VaultFault.CONFLICT: "Nothing was written: try again.",
    VaultFault.DURABILITY: "The change is visible but may not survive a power loss: check the "
    "disk, then save again.",
}
