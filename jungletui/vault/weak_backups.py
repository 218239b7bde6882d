"""The backups beside a vault whose passphrase is cheap to guess: strengthening the vault leaves
them as they are."""

from __future__ import annotations

from pathlib import Path

from jungletui.domain.failures import VaultError
from jungletui.vault.backups import COUNT, backup_name
from jungletui.vault.filesystem import opened_directory, read_vault_file
from jungletui.vault.layout import parse
from jungletui.vault.weak_slots import weak_among


def weak_backups(vault: Path) -> tuple[Path, ...]:
    """Their paths, newest first. One that cannot be read is none."""
    return tuple(
        vault.with_name(name)
        for number in range(1, COUNT + 1)
        if _is_weak(vault, name := backup_name(vault.name, number))
    )


def _is_weak(vault: Path, name: str) -> bool:
    try:
        with opened_directory(vault.parent) as directory:
            header = parse(read_vault_file(directory, name).data).header
    except VaultError:
        return False
    return bool(weak_among(header.slots))
