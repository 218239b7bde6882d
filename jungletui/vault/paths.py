"""Where a vault and this host's memory of it live."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class VaultPaths:
    """`vault` is the encrypted file, `seen` the record of the last generation seen here.
    `lockless` says that they may be written where the file system has no locks (`--no-lock`)."""

    vault: Path
    seen: Path
    lockless: bool = False
