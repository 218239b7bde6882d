"""The documents about the vault and its keys, apart so that `keys list` loads no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jungletui.domain.keys import KeySummary


@dataclass(frozen=True, slots=True)
class VaultState:
    """Whether there is a vault, whether it is open, and what is worth saying about it."""

    exists: bool
    unlocked: bool
    path: str
    generation: int | None = None
    notices: tuple[str, ...] = ()
    demo: bool = False
    schema: str = "jungletui.vault/1"


@dataclass(frozen=True, slots=True)
class Created:
    """A new vault. `recovery_code` is shown once, then only the paper has it."""

    path: str
    recovery_code: str
    schema: str = "jungletui.init/1"


@dataclass(frozen=True, slots=True)
class KeyList:
    """All keys of the vault, by name."""

    at: datetime
    keys: tuple[KeySummary, ...]
    schema: str = "jungletui.keys.list/1"


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One key, with the guide and page where it is administered."""

    key: KeySummary
    credential_fields: tuple[str, ...]
    page: str | None
    schema: str = "jungletui.keys.show/1"


@dataclass(frozen=True, slots=True)
class Removed:
    """A key that is no longer in the vault (it still lives at the exchange)."""

    name: str
    page: str | None
    schema: str = "jungletui.keys.remove/1"
