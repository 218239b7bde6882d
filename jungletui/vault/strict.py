"""JSON values of a vault as they must be, or E_SCHEMA without a byte of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.refusals import refuse


def broken(what: str) -> VaultError:
    """The refusal of contents that cannot be read; `what` says why, never with a text of them."""
    return refuse(VaultFault.SCHEMA, f"the contents cannot be read: {what}")


def as_text(value: object) -> str:
    """A text. Raises E_SCHEMA."""
    if not isinstance(value, str):
        raise broken("a text of a key is none")
    return value


def as_texts(value: object) -> tuple[str, ...]:
    """A list of texts. Raises E_SCHEMA."""
    if not isinstance(value, list):
        raise broken("a list of a key is none")
    return tuple(as_text(item) for item in value)


def as_moment(value: object) -> datetime:
    """An aware time, as UTC. Raises E_SCHEMA."""
    found = as_text(value)
    with suppress(ValueError, OverflowError):
        time = datetime.fromisoformat(found)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    raise broken("a key has a time that is none, or without its zone")
