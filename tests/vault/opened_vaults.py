"""An open vault that costs no key derivation, and what opens it again."""

from __future__ import annotations

from jungletui.vault.layout import serialise
from jungletui.vault.opened import OpenVault
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.material import Cheap, cheap, content, put


def with_a_key(paths: VaultPaths, vault: Cheap | None = None) -> OpenVault:
    """A vault with one key in it, saved once, opened with its recovery code."""
    put(paths, serialise((vault or cheap()).image(content("main"))))
    return open_with_recovery_code(paths, bytearray(cheap().code.encode()))


def passphrase(text: bytes) -> SlotSecret:
    return SlotSecret(SlotType.PASSPHRASE, bytearray(text))


def recovery(code: str | None = None) -> SlotSecret:
    return SlotSecret(SlotType.RECOVERY_CODE, bytearray((code or cheap().code).encode()))
