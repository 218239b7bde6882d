"""Keys in the vault: listing, showing, checking what was pasted, removing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key, summary_of
from jungletui.domain.secret import Secret
from jungletui.service import activity
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.domain.credentials import CredentialCheck
    from jungletui.domain.vault_documents import KeyList, KeyShown, Removed
    from jungletui.vault.store import Content


def keys_list(state: State) -> KeyList:
    """Every key by name. LockedError where the vault is."""
    from jungletui.domain.vault_documents import KeyList  # noqa: PLC0415

    content = opened(state).content
    keys = sorted(content.keys, key=lambda key: key.name.casefold())
    return KeyList(
        at=state.clock(), keys=tuple(summary_of(key, content.fingerprint_key) for key in keys)
    )


def keys_show(state: State, name: str) -> KeyShown:
    """One key and where it is administered. UsageError for an unknown name."""
    from jungletui.domain.vault_documents import KeyShown  # noqa: PLC0415

    content = opened(state).content
    (key,) = named(content.keys, (name,))
    return KeyShown(
        key=summary_of(key, content.fingerprint_key),
        credential_fields=tuple(key.credential),
        page=page_of(key.profile.exchange),
    )


def keys_check(state: State, exchange: str, credential: Mapping[str, Secret]) -> CredentialCheck:
    """Whether the pasted fields look right. UsageError for an unknown exchange."""
    from jungletui.inspection.shapes import check_credential  # noqa: PLC0415

    del state
    require_exchange(exchange)
    check, _ = check_credential(exchange, credential)
    return check


def keys_remove(state: State, name: str) -> Removed:
    """Take a key out of the vault. UsageError for an unknown name, VaultError where the vault
    cannot be written."""
    from jungletui.domain.vault_documents import Removed  # noqa: PLC0415

    removed: list[Key] = []

    def without(content: Content) -> Content:
        (key,) = named(content.keys, (name,))
        removed.append(key)
        return replace(content, keys=tuple(other for other in content.keys if other != key))

    activity.change(state, without)
    activity.record(state, Activity.KEY_REMOVED, removed[-1])
    return Removed(name=name, page=page_of(removed[-1].profile.exchange))


def named(keys: tuple[Key, ...], names: tuple[str, ...]) -> tuple[Key, ...]:
    """The keys with these names, in their order; all by name where none is asked for. UsageError
    for a name that is not there, with the nearest ones."""
    if not names:
        return tuple(sorted(keys, key=lambda key: key.name.casefold()))
    known = {key.name: key for key in keys}
    for name in names:
        if name not in known:
            import difflib  # noqa: PLC0415  only to help

            nearest = difflib.get_close_matches(name, known, n=3)
            meant = f"Did you mean {' or '.join(nearest)}? " if nearest else ""
            raise UsageError(
                f"There is no key named {name!r}.", f"{meant}`jungletui keys list` shows the names."
            )
    return tuple(known[name] for name in dict.fromkeys(names))


def require_exchange(exchange: str) -> None:
    """UsageError, with the nearest names, where there is no such exchange."""
    from jungletui.exchanges.catalogue import exchange_ids, nearest_exchanges  # noqa: PLC0415

    if exchange not in exchange_ids():
        nearest = nearest_exchanges(exchange)
        meant = f"Did you mean {' or '.join(nearest)}? " if nearest else ""
        raise UsageError(
            f"There is no exchange named {exchange!r}.",
            f"{meant}`jungletui exchanges` lists them.",
        )


def page_of(exchange: str) -> str | None:
    """Where the keys of an exchange are administered, if that is known."""
    from jungletui.inspection.facts import facts_of  # noqa: PLC0415

    facts = facts_of(exchange)
    return facts.page if facts else None
