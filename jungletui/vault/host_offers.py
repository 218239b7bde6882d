"""What this host has for the slots of a vault, so that nobody needs to type: in the order of the
design, each with a time limit of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jungletui.domain.failures import LockedError
from jungletui.vault import ssh_slot
from jungletui.vault.key_file import read_key_file
from jungletui.vault.layout import Header
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import NAMES, AnySecret, SlotSecret, may_open
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.ssh_slot import FORWARDED, AgentIdentity
from jungletui.vault.systemd_credential import SECRET_NAME, read_secret_credential

Fetch = Callable[[Header, PassphraseSources], tuple[AnySecret, ...]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that this host has for a type of slot; `name` says which in words."""

    name: str
    secret: AnySecret
    warning: str | None = None


def offers(header: Header, sources: PassphraseSources, passed: list[str]) -> Iterator[Offer]:
    """The secrets for the vault's own slots, best first, looked for one after the other.

    Why there is none for a slot that the vault has is added to `passed`. Whoever takes an offer
    wipes it.
    """
    present = {slot.type for slot in header.slots}
    for slot_type, fetch in _FETCHERS.items():
        if slot_type not in present:
            continue
        try:
            found = fetch(header, sources)
        except LockedError as error:
            passed.append(f"{NAMES[slot_type]}: {error.message}")
            continue
        for secret in found:
            yield _offer(secret, sources)


def gathered(
    header: Header, sources: PassphraseSources, passed: list[str]
) -> tuple[AnySecret, ...]:
    """All of them: what a renewal of the master key can keep without asking anybody."""
    return tuple(offer.secret for offer in offers(header, sources, passed))


def _offer(secret: AnySecret, sources: PassphraseSources) -> Offer:
    if isinstance(secret, AgentIdentity):
        forwarded = ssh_slot.is_forwarded(sources.environ, secret.agent)
        name = f"the ssh-agent (key {secret.fingerprint})"
        return Offer(name, secret, FORWARDED if forwarded else None)
    return Offer(f"the {NAMES[secret.type]}", secret)


def _systemd(header: Header, sources: PassphraseSources) -> tuple[AnySecret, ...]:
    del header
    secret = read_secret_credential(sources.environ)
    if secret is None:
        raise LockedError(
            f"this process was given no credential {SECRET_NAME}",
            "Name it with LoadCredentialEncrypted= in the unit.",
        )
    return (SlotSecret(SlotType.SYSTEMD_CREDENTIAL, secret),)


def _keyring(header: Header, sources: PassphraseSources) -> tuple[AnySecret, ...]:
    from jungletui.vault import os_keyring  # noqa: PLC0415  only for a vault with such a slot

    ids = [slot.slot_id for slot in header.slots if slot.type is SlotType.OS_KEYRING]
    found = os_keyring.fetch(header.vault_id, ids, sources.environ)
    return tuple(SlotSecret(SlotType.OS_KEYRING, secret) for secret in found)


def _agent(header: Header, sources: PassphraseSources) -> tuple[AnySecret, ...]:
    fitting = tuple(
        identity
        for identity in ssh_slot.identities(sources.environ)
        if any(may_open(slot, identity, header.vault_id) for slot in header.slots)
    )
    if not fitting:
        raise LockedError("the ssh-agent does not have the key", "Add it with ssh-add.")
    return fitting


def _key_file(header: Header, sources: PassphraseSources) -> tuple[AnySecret, ...]:
    del header
    if sources.key_file is None:
        raise LockedError("no key file was named", "Name it in the configuration.")
    return (SlotSecret(SlotType.KEY_FILE, read_key_file(sources.key_file)),)


_FETCHERS: dict[SlotType, Fetch] = {
    SlotType.SYSTEMD_CREDENTIAL: _systemd,
    SlotType.OS_KEYRING: _keyring,
    SlotType.SSH_AGENT: _agent,
    SlotType.KEY_FILE: _key_file,
}
