"""What the service uses of the vault: open one, make one, change one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from jungletui.vault.content import Content
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.memory_vault import MemoryVault
from jungletui.vault.opened import OpenVault
from jungletui.vault.opening import create_vault, open_vault, open_with_recovery_code
from jungletui.vault.paths import VaultPaths

__all__ = [
    "Content",
    "KdfParameters",
    "MemoryVault",
    "OpenVault",
    "Vault",
    "VaultPaths",
    "create_vault",
    "open_vault",
    "open_with_recovery_code",
]


class Vault(Protocol):
    """What the service needs of a vault, on disk or in memory."""

    @property
    def content(self) -> Content:
        """The keys and the fingerprint key."""

    @property
    def generation(self) -> int:
        """How often it was saved."""

    @property
    def path(self) -> Path:
        """Where it lives."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What is worth telling the person about this vault."""

    def change(self, edit: Callable[[Content], Content]) -> None:
        """Replace the content by `edit(content)` and save it."""

    def close(self) -> None:
        """Forget everything."""
