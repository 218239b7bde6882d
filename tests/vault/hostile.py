"""Refusals of hostile files: how they are provoked, and what every one of them must say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.store import VaultPaths, open_vault
from tests.vault.material import CANARY, PASSPHRASE, put

Mutation = Callable[[bytes], bytes]


def refusal(paths: VaultPaths, data: bytes, passphrase: bytes = PASSPHRASE) -> VaultError:
    put(paths, data)
    before = sorted(paths.vault.parent.iterdir())
    with pytest.raises(VaultError) as caught:
        open_vault(paths, bytearray(passphrase))
    check_words(caught.value, paths)
    assert paths.vault.read_bytes() == data
    assert sorted(paths.vault.parent.iterdir()) == before
    return caught.value


def check_words(error: VaultError, paths: VaultPaths) -> None:
    """First word, file and remedy are there; no plaintext, also not in the errors
    behind it, shown or not."""
    assert error.message.startswith(f"{error.fault.value}: ")
    assert str(paths.vault) in error.message or str(paths.vault.parent) in error.message
    assert error.remedy
    assert error.exit_code == (3 if error.fault is VaultFault.AUTH else 5)
    link: BaseException | None = error
    while link is not None:
        assert CANARY not in f"{link!r} {vars(link)} {getattr(link, 'doc', '')}"
        assert CANARY.encode() not in bytes(getattr(link, "object", b""))
        link = link.__cause__ or link.__context__


def at(offset: int, piece: bytes) -> Mutation:
    return lambda data: data[:offset] + piece + data[offset + len(piece) :]


def flip(offset: int) -> Mutation:
    return lambda data: at(offset % len(data), bytes([data[offset] ^ 1]))(data)
