"""Where the files are: one folder with `--home`, the desktop's folders without."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import VaultError, VaultFault

DIRECTORY_MODE = 0o700


@dataclass(frozen=True, slots=True)
class Files:
    """Every place that the program keeps something in."""

    config: Path
    vault: Path
    seen: Path
    cache: Path

    @property
    def activity(self) -> Path:
        """The activity log, with what was last seen of the vault."""
        return self.seen.parent / "activity.log"

    @property
    def pending(self) -> Path:
        """Failed attempts to unlock, until there is a key to write them into the log with."""
        return self.seen.parent / "failed-unlocks.jsonl"


def find_files(home: Path | None, environ: Mapping[str, str]) -> Files:
    """The places under `home`, else under `JUNGLETUI_HOME`, else where the desktop wants them."""
    if home is None and environ.get("JUNGLETUI_HOME"):
        home = Path(environ["JUNGLETUI_HOME"])
    if home is not None:
        home = home.expanduser().absolute()
        return Files(home / "config.toml", home / "vault.cxv", home / "seen.toml", home / "cache")
    import platformdirs  # noqa: PLC0415  milliseconds that `--home` saves

    found = platformdirs.PlatformDirs("jungletui", appauthor=False)
    return Files(
        config=found.user_config_path / "config.toml",
        vault=found.user_data_path / "vault.cxv",
        seen=found.user_state_path / "seen.toml",
        cache=found.user_cache_path,
    )


def make_folders(files: Files) -> None:
    """Make the folders of the vault and of what was last seen of it, for this user alone.
    VaultError (E_FS) where that cannot be."""
    for folder in {files.vault.parent, files.seen.parent}:
        try:
            folder.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise VaultError(
                VaultFault.FS,
                f"the folder {folder} cannot be made: {reason}",
                "Choose another with --home, or make it writable for this user.",
            ) from None
