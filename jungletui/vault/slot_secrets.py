"""What opens a slot: bytes that a person or a program presents, or an agent that signs."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jungletui.domain.failures import VaultFault
from jungletui.vault import kdf, ssh_slot
from jungletui.vault.keyschedule import passphrase_prehash
from jungletui.vault.memory import wipe
from jungletui.vault.passphrases import normalised
from jungletui.vault.recovery import decode_code
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import KEY_FILE_FLAG, Slot, SlotType
from jungletui.vault.ssh_slot import AgentIdentity

if TYPE_CHECKING:
    from jungletui.vault.ahead import Ahead

RAW_SECRET_SIZE = 32
_RAW_SECRETS = (SlotType.KEY_FILE, SlotType.OS_KEYRING, SlotType.SYSTEMD_CREDENTIAL)
"""Types whose secret is 32 random bytes as they are."""

NAMES = {
    SlotType.PASSPHRASE: "passphrase",
    SlotType.RECOVERY_CODE: "recovery code",
    SlotType.KEY_FILE: "key file",
    SlotType.OS_KEYRING: "OS keyring",
    SlotType.SSH_AGENT: "ssh-agent",
    SlotType.SYSTEMD_CREDENTIAL: "systemd credential",
}

OTHER_WAY = "Add the slot again, or unlock with the passphrase or the recovery code."


@dataclass(frozen=True, slots=True)
class SlotSecret:
    """What a person or a program presents to open a slot of one type. `key_file` goes with a
    passphrase whose slot wants both; a slot made with it wants it ever after. `ahead` may have
    derived the key of a slot already. `allow_weak` says that it may be tried on a slot whose costs
    are below the floor, which only a migration does."""

    type: SlotType
    value: bytearray = field(repr=False)
    key_file: bytearray | None = field(default=None, repr=False)
    ahead: Ahead | None = field(default=None, repr=False)
    allow_weak: bool = False


AnySecret = SlotSecret | AgentIdentity
"""What opens a slot: bytes, or an agent that signs."""


def may_open(slot: Slot, secret: AnySecret, vault_id: bytes) -> bool:
    """Whether it is worth trying: the type fits, and what the slot says of its secret."""
    if slot.type is not secret.type:
        return False
    if isinstance(secret, AgentIdentity):
        return hmac.compare_digest(slot.ext, slot_ext(secret, vault_id, slot.slot_id))
    return not slot.flags & KEY_FILE_FLAG or has_key_file(secret)


def fitted(slot: Slot, secret: SlotSecret) -> SlotSecret:
    """`secret` as this slot takes it: without the key file where the slot wants none."""
    wants = bool(slot.flags & KEY_FILE_FLAG)
    return secret if wants else replace(secret, key_file=None)


def key_material(slot: Slot, secret: AnySecret, vault_id: bytes, new: bool) -> bytearray:
    """The input keying material of a slot; the caller wipes it. `new` says that the slot is being
    made: an agent then signs twice. Raises E_AUTH, E_KDF_LIMIT, E_KDF_WEAK or LockedError."""
    if isinstance(secret, AgentIdentity):
        return ssh_slot.signature(secret, vault_id, slot, twice=new)
    if secret.type is SlotType.PASSPHRASE:
        prehash = prehash_of(fitted(slot, secret), vault_id, slot.slot_id)
        costs = kdf.parameters_of(slot)
        key = secret.ahead.derived(prehash, slot.salt, costs) if secret.ahead else None
        if key is None:
            key = kdf.derive(prehash, slot.salt, costs, allow_weak=secret.allow_weak and not new)
        return bytearray(key)
    if secret.type is SlotType.RECOVERY_CODE:
        return decode_code(secret.value)
    if secret.type in _RAW_SECRETS and len(secret.value) == RAW_SECRET_SIZE:
        return bytearray(secret.value)
    raise refuse(
        VaultFault.AUTH,
        f"the secret of a {NAMES[secret.type]} slot is {RAW_SECRET_SIZE} bytes long",
        OTHER_WAY,
    )


def slot_ext(secret: AnySecret, vault_id: bytes, slot_id: bytes) -> bytes:
    """The 64 bytes in which a slot says which ssh key it wants; zeros for other types."""
    if isinstance(secret, AgentIdentity):
        return ssh_slot.mark(secret, vault_id, slot_id)
    return bytes(64)


def has_key_file(secret: AnySecret) -> bool:
    """Whether it is a passphrase that comes with a key file."""
    return isinstance(secret, SlotSecret) and secret.key_file is not None


def prehash_of(secret: SlotSecret, vault_id: bytes, slot_id: bytes) -> bytes:
    """What Argon2id gets of a passphrase for a slot, with its key file where there is one."""
    text = normalised(secret.value)
    try:
        return passphrase_prehash(text, vault_id, slot_id, secret.key_file or b"")
    finally:
        wipe(text)
