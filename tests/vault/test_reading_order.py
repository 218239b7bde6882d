"""The order of the reader (docs/vault-format.md section 5): the first of many defects is told."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.keyschedule import save_keys
from jungletui.vault.layout import HEADER_SIZE, parse, serialise
from jungletui.vault.primitives import hmac_sha256
from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.hostile import Mutation, at, check_words, flip
from tests.vault.material import Cheap, cheap, content, padded, put, with_passphrase

SLOT = 224
PASSPHRASE_SLOT, RECOVERY_SLOT = 256, 256 + SLOT
VAULT = with_passphrase(cheap())


def with_a_mac(data: bytes) -> bytes:
    """Noise for contents, under a MAC that fits: only whoever has the key can make it."""
    header, image = data[:HEADER_SIZE], parse(data)
    contents = bytes(len(image.ciphertext))
    keys = save_keys(VAULT.master, image.header.save_salt, VAULT.vault_id, 1)
    return header + contents + hmac_sha256(keys.mac_key, header, contents)


def costs(lanes: int, memory: int, passes: int) -> Mutation:
    return at(PASSPHRASE_SLOT + 3, struct.pack(">BII", lanes, memory, passes))


FROM_THE_LAST: tuple[tuple[VaultFault, str, Mutation], ...] = (
    (VaultFault.SCHEMA, "cannot be read", lambda data: data),
    (VaultFault.TAMPER, "the contents do not fit their key", with_a_mac),
    (VaultFault.TAMPER, "changed by something that has no key", flip(-1)),
    (VaultFault.TAMPER, "commits to another master key", flip(128)),
    (VaultFault.TAMPER, "a key slot was changed", flip(RECOVERY_SLOT + 128)),
    (VaultFault.AUTH, "does not open it", flip(RECOVERY_SLOT + 176)),
    (VaultFault.KDF_WEAK, "weak", costs(1, 65536, 1)),
    (VaultFault.KDF_LIMIT, "no vault of ours does", costs(9, 65536, 1)),
    (VaultFault.FORMAT, "a reserved byte of a key slot", at(PASSPHRASE_SLOT + 223, b"\1")),
    (VaultFault.FORMAT, "a reserved byte of the header", at(255, b"\1")),
    (VaultFault.FORMAT, "sizes that no vault has", at(24, b"\7")),
    (VaultFault.VERSION, "critical flags", at(16, b"\x80\0\0\0")),
    (VaultFault.VERSION, "cipher suite", at(10, b"\xff\xff")),
    (VaultFault.VERSION, "format 2.0", at(8, b"\2")),
    (VaultFault.FORMAT, "no vault, or a transfer as text", at(0, b"\x88")),
    (VaultFault.FORMAT, "no size that a vault can have", lambda data: data[:-1]),
)
"""Each line keeps the defects of all lines above it."""


def refused(paths: VaultPaths) -> VaultError:
    with pytest.raises(VaultError) as caught:
        open_with_recovery_code(paths, bytearray(VAULT.code.encode()))
    check_words(caught.value, paths)
    return caught.value


def seen_before(paths: VaultPaths, vault: Cheap) -> None:
    """This host has seen generation 2."""
    put(paths, serialise(vault.image(content("main"), 2)))
    open_with_recovery_code(paths, bytearray(vault.code.encode())).close()


def test_of_many_defects_the_first_one_is_told(paths: VaultPaths) -> None:
    seen_before(paths, VAULT)
    put(paths, serialise(VAULT.image(content("main"))))
    assert refused(paths).fault is VaultFault.ROLLBACK, "the last thing that is looked at"
    data = VAULT.with_payload(padded(b'{"entries":[],"schema":2}'))
    for fault, words, defect in FROM_THE_LAST:
        data = defect(data)
        put(paths, data)
        error = refused(paths)
        assert error.fault is fault, error.message
        assert words in error.message
    paths.vault.chmod(0o644)
    assert "mode 0644" in refused(paths).message
    paths.vault.parent.chmod(0o777)
    assert "write to the directory" in refused(paths).message


@pytest.mark.parametrize(
    "change",
    [at(48, struct.pack(">Q", 1 << 40)), flip(96), at(167, b"\2"), flip(64)],
    ids=["generation", "previous MAC", "epoch", "salt of the save"],
)
def test_what_the_header_claims_counts_only_behind_the_mac(
    paths: VaultPaths, change: Callable[[bytes], bytes]
) -> None:
    """A generation far ahead, as one far behind, is no rollback and no news: it is tampered with,
    and the record of this host stays as it is."""
    seen_before(paths, VAULT)
    record = paths.seen.read_bytes()
    put(paths, change(serialise(VAULT.image(content("main")))))
    assert refused(paths).fault is VaultFault.TAMPER
    assert paths.seen.read_bytes() == record
