"""The master key sits on one locked page and is gone when it is wiped."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from jungletui.vault.memory import LockedKey, wipe

SMAPS = Path("/proc/self/smaps")


def test_a_key_is_held_and_wiped():
    key = LockedKey.holding(b"k" * 32)
    assert bytes(key.view) == b"k" * 32
    view = key.view
    key.wipe()
    key.wipe()
    with pytest.raises(ValueError, match="wiped"):
        _ = key.view
    with pytest.raises(ValueError, match="released"):
        bytes(view)


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="different structures"):
        LockedKey.holding(b"k" * 31)


def test_the_page_is_locked_and_kept_out_of_core_dumps():
    if not SMAPS.exists():
        pytest.skip("this system has no /proc/self/smaps")
    before = SMAPS.read_text().count(" dd ")
    key = LockedKey.holding(b"k" * 32)
    if not key.locked:
        pytest.skip("this system refuses mlock")
    after = SMAPS.read_text()
    assert after.count(" dd ") == before + 1
    assert any(" lo " in line and " dd " in line for line in after.splitlines())
    key.wipe()
    assert SMAPS.read_text().count(" dd ") == before


def test_a_key_is_neither_shown_nor_copied():
    key = LockedKey.holding(b"secret-key-secret-key-secret-key")
    assert "secret" not in f"{key!r} {key}"
    for duplicate in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            duplicate(key)


def test_wiping_a_buffer():
    buffer = bytearray(b"secret")
    wipe(memoryview(buffer)[:3])
    assert buffer == b"\0\0\0ret"
    wipe(buffer)
    assert buffer == bytes(6)
