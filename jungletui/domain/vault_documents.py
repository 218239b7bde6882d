"""The documents about the vault and its keys, apart so that `keys list` loads no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jungletui.domain.keys import Environment, KeySummary


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


@dataclass(frozen=True, slots=True)
class Edited:
    """A key whose profile was changed; `changed` names the fields that are other ones now."""

    key: KeySummary
    changed: tuple[str, ...]
    schema: str = "jungletui.keys.edit/1"


@dataclass(frozen=True, slots=True)
class Revealed:
    """A key with its whole credential: the one document that holds secrets."""

    name: str
    exchange: str
    environment: Environment
    fingerprint: str
    credential: Mapping[str, str] = field(repr=False)
    schema: str = "jungletui.keys.reveal/1"
