"""Where a vault and this host's memory of it live."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

APPLICATION = "jungletui"


@dataclass(frozen=True, slots=True)
class VaultPaths:
    """`vault` is the encrypted file, `seen` the record of the last generation seen here."""

    vault: Path
    seen: Path


def paths_in(home: Path) -> VaultPaths:
    """Both in one folder: `--home` or JUNGLETUI_HOME."""
    return VaultPaths(home / "vault.cxv", home / "seen.toml")


def default_paths() -> VaultPaths:
    """The XDG places: the vault with the data, the record with the state."""
    import platformdirs  # noqa: PLC0415  milliseconds that `--home` saves

    data = platformdirs.user_data_path(APPLICATION)
    state = platformdirs.user_state_path(APPLICATION)
    return VaultPaths(data / "vault.cxv", state / "seen.toml")
